import { deepStrictEqual } from "node:assert/strict";
import { glob, prefixesOf } from "./glob.ts";

const paths = [
  ...["a.csv", "foo/a.csv", "foo/bar/a.csv", ".h.csv", "foo/.h.csv", ".d/a.csv", "a[1].csv", "aB.csv"],
  ...["a/b", "a.csv.gz", "{a,b}.csv", "https://h/x/a.csv", "foo//a.csv"],
];
// What Python's wcmatch answers for the same paths.
const cases: { glob: string; matches: string[] }[] = [
  { glob: "**", matches: paths.filter((path) => !path.includes(".h") && !path.startsWith(".")) },
  { glob: "*", matches: ["a.csv", "a[1].csv", "aB.csv", "a.csv.gz", "{a,b}.csv"] },
  { glob: "*.csv", matches: ["a.csv", "a[1].csv", "aB.csv", "{a,b}.csv"] },
  { glob: "**.csv", matches: ["a.csv", "a[1].csv", "aB.csv", "{a,b}.csv"] },
  {
    glob: "**/a.csv",
    matches: ["a.csv", "foo/a.csv", "foo/bar/a.csv", "https://h/x/a.csv", "foo//a.csv"],
  },
  { glob: "foo/*.csv", matches: ["foo/a.csv", "foo//a.csv"] },
  { glob: "foo/**", matches: ["foo/a.csv", "foo/bar/a.csv", "foo//a.csv"] },
  { glob: "foo/**/*.csv", matches: ["foo/a.csv", "foo/bar/a.csv", "foo//a.csv"] },
  { glob: "*/*", matches: ["foo/a.csv", "a/b", "foo//a.csv"] },
  { glob: "a?csv", matches: ["a.csv"] },
  { glob: "[!b].csv", matches: ["a.csv"] },
  { glob: "[a-c].csv", matches: ["a.csv"] },
  { glob: "[[:alpha:]].csv", matches: ["a.csv"] },
  { glob: "a[[]1].csv", matches: ["a[1].csv"] },
  { glob: "a\\[1\\].csv", matches: ["a[1].csv"] },
  { glob: "{a,b}.csv", matches: ["{a,b}.csv"] },
  { glob: "**/.*", matches: [".h.csv", "foo/.h.csv"] },
  { glob: "foo**", matches: [] },
  { glob: "A.csv", matches: [] },
  { glob: "/a.csv", matches: [] },
  { glob: "[", matches: [] },
  { glob: "https://h/**", matches: ["https://h/x/a.csv"] },
];
for (const { glob: text, matches } of cases) {
  Deno.test(`glob ${text}`, () => deepStrictEqual(paths.filter(glob(text).matches), matches));
}

Deno.test("prefixesOf keeps the shortest", () => {
  deepStrictEqual(prefixesOf(["a/b*", "a/b/c.csv", "d/?", "a/bc/*"].map(glob)), ["a/b", "d/"]);
  deepStrictEqual(prefixesOf(["a/*", "*.csv"].map(glob)), [""]);
});
