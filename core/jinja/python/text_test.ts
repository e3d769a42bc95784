import { strictEqual } from "node:assert/strict";
import { DateTime, TimeDelta } from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { repr, str } from "./text.ts";
import { PyDict, tuple } from "./values.ts";

const cases: [value: unknown, text: string][] = [
  [null, "None"],
  [true, "True"],
  [new Float(1), "1.0"],
  [1e22, "10000000000000000000000"],
  [1e-7, "1e-07"],
  ["it's", `"it's"`],
  [`both ' and "`, `'both \\' and "'`],
  ["a\\\n\x7f\u200bé😀", "'a\\\\\\n\\x7f\\u200bé😀'"],
  [[1, ["a"]], "[1, ['a']]"],
  [tuple([1]), "(1,)"],
  [{ a: null, "b c": [true] }, "{'a': None, 'b c': [True]}"],
  [new PyDict([[1, 2]]), "{1: 2}"],
  [Uint8Array.of(97, 0, 255), "b'a\\x00\\xff'"],
  [
    DateTime.of(2024, 5, 30, 22, 30, 0, 0, 0),
    "datetime.datetime(2024, 5, 30, 22, 30, tzinfo=datetime.timezone.utc)",
  ],
  [TimeDelta.of({ hours: 36 }), "datetime.timedelta(days=1, seconds=43200)"],
];

for (const [value, text] of cases) Deno.test(`repr ${text}`, () => strictEqual(repr(value), text));

Deno.test("str", () => {
  strictEqual(str("a"), "a");
  strictEqual(str(["a"]), "['a']");
  strictEqual(str(TimeDelta.of({ hours: 36 })), "1 day, 12:00:00");
});
