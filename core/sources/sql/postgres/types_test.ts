import { strictEqual } from "node:assert/strict";
import { writeJson } from "../../../json.ts";
import { quote } from "./catalog.ts";
import { columnOf } from "./types.ts";

/** The server's text → the JSON in a record. */
const cases: { base: string; element?: string; text: string; json: string }[] = [
  { base: "bool", text: "f", json: "false" },
  { base: "int8", text: "9223372036854775807", json: "9223372036854775807" },
  { base: "numeric", text: "12345678901234567890.123456789", json: "12345678901234567890.123456789" },
  { base: "float8", text: "NaN", json: "null" },
  { base: "timestamp", text: "2025-01-26 13:20:05.123456", json: '"2025-01-26T13:20:05.123456"' },
  { base: "timestamptz", text: "2025-01-26 13:20:05.123456+00", json: '"2025-01-26T13:20:05.123456Z"' },
  { base: "timestamptz", text: "0044-03-15 12:00:00+00 BC", json: '"0044-03-15T12:00:00Z BC"' },
  { base: "timestamptz", text: "infinity", json: '"infinity"' },
  {
    base: "jsonb",
    text: '{"a": 1.0, "b": 12345678901234567890}',
    json: '{"a":1.0,"b":12345678901234567890}',
  },
  { base: "bytea", text: "\\x00ff", json: '"AP8="' },
  { base: "inet", text: "10.0.0.1/8", json: '"10.0.0.1/8"' },
  { base: "_int4", element: "int4", text: "{}", json: "[]" },
  { base: "_int4", element: "int4", text: "[0:2]={1,NULL,3}", json: "[1,null,3]" },
  { base: "_int4", element: "int4", text: "{{1,2},{3,4}}", json: "[[1,2],[3,4]]" },
  {
    base: "_text",
    element: "text",
    text: '{a,"b, \\"c\\" \\\\","NULL",""}',
    json: '["a","b, \\"c\\" \\\\","NULL",""]',
  },
  { base: "_bool", element: "bool", text: "{t,f}", json: "[true,false]" },
];

for (const { base, element, text, json } of cases) {
  Deno.test(`PostgreSQL ${base} ${text}`, () => {
    const column = columnOf({ name: "c", type: base, base, element, nullable: true }, quote);
    strictEqual(writeJson({ c: column.decode(text) }), `{"c":${json}}`);
  });
}
