import { deepStrictEqual, throws } from "node:assert/strict";
import { Float, floatText, type Json, parseJson, writeJson } from "./json.ts";

const texts: { name: string; text: string; expected: string }[] = [
  {
    name: "integers beyond 2^53",
    text: "[9007199254740993,-12345678901234567890]",
    expected: "[9007199254740993,-12345678901234567890]",
  },
  { name: "integral floats", text: '{"a":1.0,"b":[2.50,-0.0]}', expected: '{"a":1.0,"b":[2.5,-0.0]}' },
  { name: "exponents", text: "[1e5,1E-7,12e+20]", expected: "[100000.0,1e-7,1.2e+21]" },
  { name: "constants", text: '[NaN,-Infinity,"NaN"]', expected: '[null,null,"NaN"]' },
  {
    name: "digits in texts",
    text: '["1234567890123456789","1.0, 2e5"]',
    expected: '["1234567890123456789","1.0, 2e5"]',
  },
  { name: "sixteen digits at the end", text: "1234567890123456", expected: "1234567890123456" },
  {
    name: "the order of keys that look like indices",
    text: '{"b":{"2":1,"1":[{"x":0,"0":1.0}]},"10":"\\"7\\":","k5" : 2,"kk6":{"k":1}, "a" :3,"5":4,"k":5}',
    expected: '{"b":{"2":1,"1":[{"x":0,"0":1.0}]},"10":"\\"7\\":","k5":2,"kk6":{"k":1},"a":3,"5":4,"k":5}',
  },
  { name: "lone surrogates", text: '"\\ud800"', expected: '"\\ud800"' },
];
for (const { name, text, expected } of texts) {
  Deno.test(`JSON keeps ${name}`, () => deepStrictEqual(writeJson(parseJson(text)), expected));
}

Deno.test("JSON reads integers beyond 64 bits as floats where orjson would", () => {
  const read = (text: string): Json => parseJson(text, { hugeIntegers: "float" });
  deepStrictEqual(read("[18446744073709551615]"), [18446744073709551615n]);
  deepStrictEqual(read("[18446744073709551616]"), [new Float(18446744073709551616)]);
});

Deno.test("JSON that is cut off is refused", () => {
  throws(() => parseJson('{"a": 1.0,'), SyntaxError);
  throws(() => parseJson("[NaN"), SyntaxError);
});

const floats: [number, string][] = [
  [1, "1.0"],
  [1e16, "1e+16"],
  [123456789012345.6, "123456789012345.6"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [-0, "-0.0"],
];
for (const [value, expected] of floats) {
  Deno.test(`floatText ${expected}`, () => deepStrictEqual(floatText(value), expected));
}
