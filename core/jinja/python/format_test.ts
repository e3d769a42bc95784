import { strictEqual } from "node:assert/strict";
import { Float } from "../../json.ts";
import { roundFloat } from "./decimal.ts";
import { formatValue } from "./format_spec.ts";
import { formatPercent } from "./percent_format.ts";
import { tuple } from "./values.ts";

const specs: [value: unknown, spec: string, text: string][] = [
  [2.345, "05.1f", "002.3"],
  [1234567, ",", "1,234,567"],
  [-1, "012,", "-000,000,001"],
  [255, "#x", "0xff"],
  ["x", ">5", "    x"],
  ["x", "*^5", "**x**"],
  ["ab", "05", "ab000"],
  ["ab", ">05", "000ab"],
  [true, "05", "00001"],
  [0.5, "%", "50.000000%"],
  [2.5, ".0f", "2"],
  [3.14159, ".3", "3.14"],
  [new Float(1e16), "", "1e+16"],
  [true, "d", "1"],
  [1e-5, "g", "1e-05"],
];

for (const [value, spec, text] of specs) {
  Deno.test(`format ${value} as ${JSON.stringify(spec)}`, () => strictEqual(formatValue(value, spec), text));
}

const percents: [text: string, values: unknown, result: string][] = [
  ["%s-%03d", tuple(["a", 5]), "a-005"],
  ["%.2f%%", 0.125, "0.12%"],
  ["%5s|%-5s|", tuple(["a", "b"]), "    a|b    |"],
  ["%(a)s", { a: 1 }, "1"],
  ["%r", tuple(["é'"]), `"é'"`],
  ["%+d|%x|%o|%e", tuple([5, 255, 8, 12345.678]), "+5|ff|10|1.234568e+04"],
  ["%g", 0.0001, "0.0001"],
];

for (const [text, values, result] of percents) {
  Deno.test(`percent format ${text}`, () => strictEqual(formatPercent(text, values), result));
}

Deno.test("roundFloat rounds the exact value, half to even", () => {
  const rounded = [roundFloat(2.5, 0), roundFloat(0.125, 2), roundFloat(2.675, 2), roundFloat(1250, -2)];
  strictEqual(rounded.join(), "2,0.12,2.67,1200");
});
