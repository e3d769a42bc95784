import { strictEqual } from "node:assert/strict";
import { Float, type Json } from "../json.ts";
import { certainlyFits } from "./config_fits.ts";

const text = { type: "string" };
const cases: { name: string; value: Json; schema: Json; fits: boolean }[] = [
  { name: "nothing wanted", value: { a: 1 }, schema: {}, fits: true },
  {
    name: "what a spec usually has",
    value: { key: "k", start: "2025-01-01", n: 1, list: ["a"], other: null },
    schema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      required: ["key"],
      additionalProperties: true,
      properties: {
        key: { ...text, title: "Key", airbyte_secret: true, order: 0 },
        start: { ...text, format: "date", pattern: "^\\d{4}-\\d{2}-\\d{2}$" },
        n: { type: ["null", "integer"], minimum: 1, maximum: 1 },
        list: { type: "array", items: text },
        absent: { type: "integer" },
      },
    },
    fits: true,
  },
  { name: "a missing key", value: {}, schema: { required: ["key"] }, fits: false },
  { name: "another type", value: { key: 1 }, schema: { properties: { key: text } }, fits: false },
  { name: "a boolean is no integer", value: true, schema: { type: "integer" }, fits: false },
  { name: "1.0 is an integer", value: new Float(1), schema: { type: "integer" }, fits: true },
  { name: "1.5 is none", value: 1.5, schema: { type: "integer" }, fits: false },
  { name: "a large integer is one", value: 2n ** 60n, schema: { type: "integer" }, fits: true },
  { name: "a choice", value: "b", schema: { enum: ["a", "b"] }, fits: true },
  { name: "none of the choices", value: "c", schema: { enum: ["a", "b"] }, fits: false },
  { name: "another constant", value: "c", schema: { const: "a" }, fits: false },
  { name: "another pattern", value: "c", schema: { pattern: "^a$" }, fits: false },
  { name: "a pattern that is none", value: "c", schema: { pattern: "(" }, fits: false },
  { name: "too small", value: 0, schema: { minimum: 1 }, fits: false },
  { name: "too large", value: 2, schema: { maximum: 1 }, fits: false },
  { name: "no further keys", value: { a: 1 }, schema: { additionalProperties: false }, fits: false },
  { name: "an unknown keyword is not sure", value: {}, schema: { oneOf: [{}] }, fits: false },
];

for (const { name, value, schema, fits } of cases) {
  Deno.test(`certainlyFits: ${name}`, () =>
    strictEqual(certainlyFits(value, schema, (source) => new RegExp(source, "u")), fits));
}
