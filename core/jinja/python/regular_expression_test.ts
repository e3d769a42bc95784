import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { compilePattern, compileReplacement } from "./regular_expression.ts";

const searches: [pattern: string, text: string, match: (string | undefined)[] | null][] = [
  ["(\\d+)", "a٣1", ["٣1", "٣1"]],
  ["(?P<x>a)(?P=x)", "aa", ["aa", "a"]],
  ["(c$)", "abc\n", ["c", "c"]],
  ["(c\\Z)", "abc\n", null],
  ["a.b", "a\rb", ["a\rb"]],
  ["(?s)a.b", "a\nb", ["a\nb"]],
  ["(?i)(ABC)", "xabc", ["abc", "abc"]],
  ["(?m)^(b)", "a\nb", ["b", "b"]],
  ["([]a]+)", "x]a", ["]a", "]a"]],
  ["([^\\W\\d]+)", "1ab", ["ab", "ab"]],
  ["([\\w-]+)", "=a-b", ["a-b", "a-b"]],
  ["({)", "{", ["{", "{"]],
  ["(a{,2})", "aaa", ["aa", "aa"]],
  ["\\bfoo(\\w*)\\b", "a foobar", ["foobar", "bar"]],
  ["(?x) ( a ) # c", "a", ["a", "a"]],
];

for (const [pattern, text, match] of searches) {
  Deno.test(`compilePattern ${pattern} in ${JSON.stringify(text)}`, () => {
    const { expression } = compilePattern(pattern);
    expression.lastIndex = 0;
    const found = expression.exec(text);
    deepStrictEqual(found && [...found], match);
  });
}

for (const pattern of ["(", "[", "\\q", "a\\", "([\\d-x])", "\\1(a)", "*", "a++", "(?<n>a)"]) {
  Deno.test(`compilePattern refuses ${pattern}`, () =>
    throws(() => compilePattern(pattern), { name: "error" }));
}

Deno.test("compileReplacement", () => {
  const pattern = compilePattern("(?P<first>\\w)(\\w)?");
  const match = /(?<first>\w)(\w)?/.exec("a");
  strictEqual(match && compileReplacement("<\\1\\2\\g<first>\\n$1>", pattern)(match), "<aa\n$1>");
  throws(() => compileReplacement("\\3", pattern), { name: "error" });
  throws(() => compileReplacement("\\g<none>", pattern), { name: "IndexError" });
});
