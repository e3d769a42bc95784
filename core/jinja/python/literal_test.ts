import { deepStrictEqual } from "node:assert/strict";
import { Float } from "../../json.ts";
import { literalEval, notLiteral } from "./literal.ts";
import { ellipsis, PyDict, tuple } from "./values.ts";

const cases: [text: string, value: unknown][] = [
  ["1_000", 1000],
  [" 5", 5],
  ["5 # c", 5],
  ["(1)", 1],
  ["1,", tuple([1])],
  ["12345678901234567890", 12345678901234567890n],
  ["0x1f", 31],
  ["-0", 0],
  ["1E400", Infinity],
  ["5.", new Float(5)],
  ["-1.5e-3", -0.0015],
  ["...", ellipsis],
  ["None", null],
  ["'a' \"b\"", "ab"],
  ["r'\\n'", "\\n"],
  ["'\\x41\\101\\u0042'", "AAB"],
  ["b'\\xff'", Uint8Array.of(255)],
  ["'''a\nb'''", "a\nb"],
  ["[1, 'a', (2,), {'k': [None, True]}]", [1, "a", tuple([2]), { k: [null, true] }]],
  ["{1: 2}", new PyDict([[1, 2]])],
  ["{'a': 1, 'a': 2}", { a: 2 }],
  ["[1,\n2]", [1, 2]],
  ["\n\n5", 5],
  ["5\n  \n", 5],
  ["5\n #c", 5],
  ["5\\\n  ", 5],
];

for (const [text, value] of cases) {
  Deno.test(`literalEval ${JSON.stringify(text)}`, () => deepStrictEqual(literalEval(text), value));
}

const texts = [
  "007",
  "2024-01-01",
  "true",
  "nan",
  "1+2j",
  "1j",
  "٣",
  "--1",
  "-True",
  "1 2",
  "[1 2]",
  "[1",
  "{[]: 1}",
  "f'a'",
  "'a' b'b'",
  "b'é'",
  "1;2",
  "\n 5",
  "5\n  ",
  "{'a': 1} # c\n\n\t",
  "1__0",
  "1_",
  "a",
  "",
  " ",
  "{**{}}",
  "[*[1]]",
  "a\0b",
  "'\\x4'",
  "1\\\n",
];

for (const text of texts) {
  Deno.test(`literalEval leaves ${JSON.stringify(text)}`, () =>
    deepStrictEqual(literalEval(text), notLiteral));
}
