import { deepStrictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { datetimeInferrer } from "./infer_datetimes.ts";

const cases: { name: string; records: JsonObject[]; formats: JsonObject }[] = [
  { name: "dates", records: [{ a: "2024-01-31", b: "x" }], formats: { a: "%Y-%m-%d" } },
  { name: "times", records: [{ a: "2024-01-31T01:02:03Z" }], formats: { a: "%Y-%m-%dT%H:%M:%SZ" } },
  {
    name: "seconds and milliseconds",
    records: [{ s: 1_700_000_000, ms: 1_700_000_000_000 }],
    formats: { s: "%s", ms: "%ms" },
  },
  { name: "small numbers and booleans", records: [{ n: 12, b: true, f: 1.7e9 + 0.5 }], formats: {} },
  { name: "a record that does not fit", records: [{ a: "2024-01-31" }, { a: "soon" }], formats: {} },
  { name: "a record without it", records: [{ a: "2024-01-31" }, {}], formats: {} },
  { name: "no records", records: [], formats: {} },
];

for (const { name, records, formats } of cases) {
  Deno.test(`datetimeInferrer: ${name}`, () => {
    const inferrer = datetimeInferrer();
    for (const record of records) inferrer.add(record);
    deepStrictEqual(inferrer.formats(), formats);
  });
}
