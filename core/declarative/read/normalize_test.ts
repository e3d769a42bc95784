import { deepStrictEqual, throws } from "node:assert/strict";
import { Float, type Json, type JsonObject } from "../../json.ts";
import { compileNormalization } from "./normalize.ts";

const cases: { type: Json; value: Json; result: Json }[] = [
  { type: "string", value: 1.5, result: "1.5" },
  { type: "string", value: { a: [true, null] }, result: "{'a': [True, None]}" },
  { type: ["null", "string"], value: null, result: null },
  { type: "string", value: null, result: "None" },
  { type: "integer", value: "7", result: 7 },
  { type: "integer", value: "7.5", result: "7.5" },
  { type: "integer", value: 7.9, result: 7 },
  { type: ["integer", "null"], value: true, result: 1 },
  { type: "number", value: 7, result: new Float(7) },
  { type: "number", value: "1e3", result: new Float(1000) },
  { type: "number", value: "x", result: "x" },
  { type: "boolean", value: "Yes", result: true },
  { type: "boolean", value: "maybe", result: "maybe" },
  { type: "boolean", value: [], result: false },
  { type: "array", value: 1, result: [1] },
  { type: ["string", "integer"], value: "7", result: "7" },
  { type: "object", value: "7", result: "7" },
];
for (const { type, value, result } of cases) {
  Deno.test(`normalization of ${JSON.stringify(value)} as ${JSON.stringify(type)}`, () => {
    const record: JsonObject = { v: value, other: "7" };
    compileNormalization({ properties: { v: { type } } })(record);
    deepStrictEqual(record, { v: result, other: "7" });
  });
}

Deno.test("normalization enters objects, lists and references", () => {
  const node: JsonObject = { properties: { n: { type: "integer" }, next: { $ref: "#/definitions/node" } } };
  const record: JsonObject = { list: ["1", 2], node: { n: "1", next: { n: "2" } } };
  compileNormalization({
    definitions: { node },
    properties: { list: { type: "array", items: { type: "string" } }, node: { $ref: "#/definitions/node" } },
  })(record);
  deepStrictEqual(record, { list: ["1", "2"], node: { n: 1, next: { n: 2 } } });
});

Deno.test("normalization fails at types that JSON Schema does not know", () => {
  throws(() => compileNormalization({ properties: { v: { type: "date" } } })({ v: "x" }), {
    code: "record.schema",
  });
});
