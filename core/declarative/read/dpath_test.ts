import { deepStrictEqual, throws } from "node:assert/strict";
import type { Json, JsonObject } from "../../json.ts";
import { compilePath, deleteLeaves } from "./dpath.ts";
import { compileSetter } from "./dpath_set.ts";

const document = (): JsonObject => ({
  a: { b: [{ id: 1 }, { id: 2 }], c: null },
  "a.b": 3,
  list: [[1], { id: 4 }],
});

const found: { path: unknown[]; values: Json[] }[] = [
  { path: ["a", "b"], values: [[{ id: 1 }, { id: 2 }]] },
  { path: ["a", "b", "*", "id"], values: [1, 2] },
  { path: ["a", "b", "-1", "id"], values: [2] },
  { path: ["a", "b", 0, "id"], values: [1] },
  { path: ["a*"], values: [{ b: [{ id: 1 }, { id: 2 }], c: null }, 3] },
  { path: ["[!a]ist", "?"], values: [[1], { id: 4 }] },
  { path: ["**", "id"], values: [1, 2, 4] },
  { path: ["a", "c"], values: [null] },
  { path: ["a", "c", "x"], values: [] },
  { path: ["list", "9"], values: [] },
];
for (const { path, values } of found) {
  Deno.test(`dpath values ${JSON.stringify(path)}`, () => {
    deepStrictEqual(compilePath(path).values(document()), values);
  });
}

Deno.test("dpath get takes one match, or what stands for none", () => {
  deepStrictEqual(compilePath(["a", "b", "0"]).get(document()), { id: 1 });
  deepStrictEqual(compilePath(["a", "x"]).get(document(), []), []);
  deepStrictEqual(compilePath([]).get(document(), null), document());
  throws(() => compilePath(["a*"]).get(document()), { code: "record.path" });
});

const deleted: { path: string[]; left: Json }[] = [
  { path: ["a", "b", "0"], left: { a: { b: [null, { id: 2 }], c: null } } },
  { path: ["a", "b", "1"], left: { a: { b: [{ id: 1 }], c: null } } },
  { path: ["a", "b", "*"], left: { a: { b: [null], c: null } } },
  { path: ["**", "id"], left: { a: { b: [{}, {}], c: null } } },
  { path: ["**"], left: {} },
  { path: ["a", "x"], left: { a: { b: [{ id: 1 }, { id: 2 }], c: null } } },
];
for (const { path, left } of deleted) {
  Deno.test(`dpath delete ${JSON.stringify(path)}`, () => {
    const root = { a: document()["a"] ?? null };
    compilePath(path).delete(root);
    deepStrictEqual(root, left);
  });
}

Deno.test("dpath deletes leaves by their value, wherever they stand", () => {
  const root = document();
  deleteLeaves(root, (value) => typeof value === "number" && value > 1);
  deepStrictEqual(root, { a: { b: [{ id: 1 }, {}], c: null }, list: [[1], {}] });
});

const set: { path: string[]; into: JsonObject; result: Json }[] = [
  { path: ["x", "y"], into: {}, result: { x: { y: "v" } } },
  { path: ["x", "2", "y"], into: {}, result: { x: [null, null, { y: "v" }] } },
  { path: ["l", "0"], into: { l: [1, 2] }, result: { l: ["v", 2] } },
  { path: ["*"], into: {}, result: { "*": "v" } },
];
for (const { path, into, result } of set) {
  Deno.test(`dpath set ${JSON.stringify(path)}`, () => {
    compileSetter(path)(into, "v");
    deepStrictEqual(into, result);
  });
}

Deno.test("dpath set refuses to go through a scalar", () => {
  throws(() => compileSetter(["a", "b"])({ a: 1 }, "v"), {
    code: "record.path",
    message: `Cannot set ["a","b"] in a record: the value at ["a"] is not an object`,
  });
  throws(() => compileSetter(["l", "x"])({ l: [] }, "v"), { code: "record.path" });
});
