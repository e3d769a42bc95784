import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { fileHistory } from "./history.ts";

const now = Date.UTC(2025, 0, 31);
const day = (number: number) => `2025-01-${String(number).padStart(2, "0")}T00:00:00.000000Z`;
const start = (state?: JsonObject, warnings: string[] = []) =>
  fileHistory({ state, days: 3, now, warn: (text) => warnings.push(text) });
const file = (uri: string, number: number) => ({ uri, lastModified: day(number) });

Deno.test("history reads what is new or has changed", () => {
  const warnings: string[] = [];
  const history = start({ history: { "a.csv": day(5) } }, warnings);
  const cases = [[file("a.csv", 5), false], [file("a.csv", 6), true], [file("b.csv", 1), true]] as const;
  for (const [wanted, expected] of cases) strictEqual(history.isWanted(wanted), expected);
  strictEqual(history.isWanted(file("a.csv", 4)), false);
  deepStrictEqual(warnings, ["The file a.csv is older than the one that was read before: it is skipped"]);
});

Deno.test("history: the cursor stays before files that are not read", () => {
  const history = start();
  deepStrictEqual(history.state(), {
    history: {},
    _ab_source_file_last_modified: "0001-01-01T00:00:00.000000Z_",
  });
  const [a, b, c] = [file("a", 1), file("b", 2), file("c", 3)];
  history.begin([a, b, c]);
  history.done(c);
  history.done(a);
  deepStrictEqual(history.state(), {
    history: { c: day(3), a: day(1) },
    _ab_source_file_last_modified: `${day(2)}_b`,
  });
  history.done(b);
  strictEqual(history.state()._ab_source_file_last_modified, `${day(3)}_c`);
});

Deno.test("history: a full one forgets the oldest, and reads what it forgot for some days", () => {
  const entries = Array.from({ length: 10_000 }, (_, i) => [`f${String(i).padStart(5, "0")}`, day(10)]);
  const state = { history: Object.fromEntries(entries), _ab_source_file_last_modified: `${day(10)}_f09999` };
  const history = start(state);
  strictEqual(history.isFull, true);
  const cases = [
    [file("new", 11), true],
    [file("g", 10), true],
    [file("e", 10), false],
    [file("old", 9), false],
  ] as const;
  for (const [wanted, expected] of cases) strictEqual(history.isWanted(wanted), expected, wanted.uri);
  history.begin([file("new", 11)]);
  history.done(file("new", 11));
  const after = Object.keys(Object(history.state().history));
  deepStrictEqual([after.length, after.includes("f00000"), after.includes("new")], [10_000, false, true]);
});
