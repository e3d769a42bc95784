import { deepStrictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { schemaInferrer } from "./infer_schema.ts";

const cases: {
  name: string;
  records: JsonObject[];
  keys?: string[][];
  properties?: JsonObject;
  required?: string[];
  problems?: string[];
}[] = [
  {
    name: "scalars",
    records: [{ a: 1, b: "x", c: true, d: 1.5 }],
    properties: {
      a: { type: ["number", "null"] },
      b: { type: ["string", "null"] },
      c: { type: ["boolean", "null"] },
      d: { type: ["number", "null"] },
    },
  },
  {
    name: "several types in one field",
    records: [{ a: 1 }, { a: "x" }, { a: null }],
    properties: { a: { type: ["number", "string", "null"] } },
  },
  {
    name: "nothing but null says nothing",
    records: [{ a: null, b: 1 }],
    properties: { b: { type: ["number", "null"] } },
  },
  {
    name: "objects and lists",
    records: [{ o: { x: 1 }, l: [1, "a"], e: [], f: {} }],
    properties: {
      o: { type: ["object", "null"], properties: { x: { type: ["number", "null"] } } },
      l: { type: ["array", "null"], items: { type: ["number", "string", "null"] } },
      e: { type: ["array", "null"] },
      f: { type: ["object", "null"] },
    },
  },
  {
    name: "an object that may be null",
    records: [{ o: null }, { o: { x: 1 } }],
    properties: { o: { type: ["object", "null"], properties: { x: { type: ["number", "null"] } } } },
  },
  {
    name: "an object that may be text",
    records: [{ o: "x" }, { o: { x: 1 } }],
    properties: {
      o: { anyOf: [{ type: "string" }, { type: "object", properties: { x: { type: "number" } } }] },
    },
  },
  {
    name: "keys are required",
    records: [{ id: 1, at: "x" }],
    keys: [["id"]],
    properties: { id: { type: "number" }, at: { type: ["string", "null"] } },
    required: ["id"],
  },
  {
    name: "a key that no record has",
    records: [{ a: 1 }],
    keys: [["id"]],
    properties: { a: { type: ["number", "null"] } },
    problems: ["Path [] does not have field `id` in the schema and hence can't be marked as required."],
  },
];

for (const { name, records, keys = [], properties, required, problems = [] } of cases) {
  Deno.test(`schemaInferrer: ${name}`, () => {
    const inferrer = schemaInferrer({ primaryKey: keys, cursorField: [] });
    for (const record of records) inferrer.add(record);
    deepStrictEqual(inferrer.schema(), {
      schema: {
        $schema: "http://json-schema.org/schema#",
        type: "object",
        properties,
        ...(required ? { required } : {}),
      },
      problems,
    });
  });
}

Deno.test("schemaInferrer: no records, no schema", () => {
  deepStrictEqual(schemaInferrer({ primaryKey: [["id"]], cursorField: [] }).schema(), {
    schema: undefined,
    problems: [],
  });
});
