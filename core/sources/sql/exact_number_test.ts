import { strictEqual } from "node:assert/strict";
import { writeJson } from "../../json.ts";
import { decimalOf } from "./exact_number.ts";

const cases: { text: string; json: string }[] = [
  { text: "12.50", json: "12.5" },
  { text: "5.000", json: "5" },
  { text: "-0.1", json: "-0.1" },
  { text: "12345678901234567890", json: "12345678901234567890" },
  { text: "12345678901234567890.000", json: "12345678901234567890" },
  { text: "1234567890123456.789", json: "1234567890123456.789" },
  { text: "-0.00000000000000012345678901234567", json: "-0.00000000000000012345678901234567" },
  { text: "0.100000000000000000000", json: "0.1" },
  { text: "NaN", json: "null" },
  { text: "-Infinity", json: "null" },
];

for (const { text, json } of cases) {
  Deno.test(`a decimal ${text} is written ${json}`, () =>
    strictEqual(writeJson({ v: decimalOf(text) }), `{"v":${json}}`));
}
