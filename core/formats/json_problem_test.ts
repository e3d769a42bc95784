import { strictEqual } from "node:assert/strict";
import { jsonProblem } from "./json_problem.ts";

const cases: { name: string; text: string; expected: string }[] = [
  { name: "nothing", text: " \n", expected: "it is empty" },
  { name: "cut in a string", text: '{"a": "s3cr', expected: "line 1, column 12: it ends too early" },
  { name: "cut in a list", text: '{"a": [1,', expected: "line 1, column 10: it ends too early" },
  { name: "cut in a number", text: '{"a": -', expected: "line 1, column 8: it ends too early" },
  { name: "cut in a word", text: "[tru", expected: "line 1, column 5: it ends too early" },
  { name: "no JSON at all", text: "planets: 3", expected: 'line 1, column 1: "p" is out of place' },
  { name: "HTML", text: "<html></html>", expected: 'line 1, column 1: "<" is out of place' },
  {
    name: "a comma too many",
    text: '{\n  "a": 1,\n}',
    expected: "line 3, column 1: Expected double-quoted property name",
  },
  {
    name: "a comma too few",
    text: '{"a": 1\n "b": 2}',
    expected: "line 2, column 2: Expected ',' or '}' after property value",
  },
  { name: "single quotes", text: "{'a': 1}", expected: "line 1, column 2: Expected property name or '}'" },
  {
    name: "more after it",
    text: '{"a": 1} x',
    expected: "line 1, column 10: Unexpected non-whitespace character after JSON",
  },
];

for (const { name, text, expected } of cases) {
  Deno.test(`jsonProblem ${name}`, () => strictEqual(jsonProblem(text), expected));
}
