import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { StreamSlice } from "./stream_slice.ts";

Deno.test("StreamSlice merges partition and cursor slice", () => {
  const slice = new StreamSlice({ partition: { id: 1 }, cursorSlice: { start: "a" }, extraFields: { x: 2 } });
  deepStrictEqual(slice.toObject(), { id: 1, start: "a" });
  deepStrictEqual([slice.get("id"), slice.get("x")], [1, undefined]);
  strictEqual(JSON.stringify(slice), '{"id":1,"start":"a"}');
});

Deno.test("StreamSlice refuses a field that is both", () => {
  throws(() => new StreamSlice({ partition: { a: 1 }, cursorSlice: { a: 2 } }), {
    code: "state.slice_overlap",
  });
});
