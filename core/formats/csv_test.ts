import { deepStrictEqual, rejects } from "node:assert/strict";
import type { Json } from "../json.ts";
import { csvRecords } from "./csv.ts";
import { tableRecords } from "./csv_table.ts";

async function* chunks(text: string, size: number) {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function all(batches: AsyncIterable<Json[]>): Promise<Json[]> {
  const found: Json[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}

const options = { delimiter: ",", nulls: new Set(["n/a"]) };
const cases: { name: string; text: string; records: Json[] }[] = [
  { name: "quotes", text: 'a,b\n"x, ""y""",2\n', records: [{ a: 'x, "y"', b: "2" }] },
  { name: "line ends", text: 'a,b\r\n1,"2\r\n3"\r4,5', records: [{ a: "1", b: "2\n3" }, { a: "4", b: "5" }] },
  { name: "text after a quoted part", text: 'a\n"x"y"\nx"y"\n', records: [{ a: 'xy"' }, { a: 'x"y"' }] },
  { name: "open quote", text: 'a,b\n1,"2\n3', records: [{ a: "1", b: "2\n3" }] },
  {
    name: "short, long and empty rows",
    text: "a,b\n1\n\n1,2,3\n",
    records: [
      { a: "1", b: null },
      { a: "1", b: "2", null: ["3"] },
    ],
  },
  { name: "empty last field", text: "a,b\n1,\n2,", records: [{ a: "1", b: "" }, { a: "2", b: "" }] },
  { name: "nulls", text: "a\nn/a\n", records: [{ a: null }] },
  { name: "nothing", text: "", records: [] },
];
for (const { name, text, records } of cases) {
  Deno.test(`csvRecords ${name}`, async () => {
    for (const size of [1, 2, 3, 100]) {
      deepStrictEqual(await all(csvRecords(chunks(text, size), options)), records);
    }
  });
}

Deno.test("tableRecords reads as pandas does", async () => {
  const text = "\ufeffa,a,\n1,NA,\0x\n  \n2\n";
  deepStrictEqual(await all(tableRecords(chunks(text, 4), { keepNaWords: false })), [
    { a: "1", "a.1": null, "Unnamed: 2": "x" },
    { a: "2", "a.1": null, "Unnamed: 2": null },
  ]);
  deepStrictEqual(await all(tableRecords(chunks("a,b\nNA,\n", 9), { keepNaWords: true })), [{
    a: "NA",
    b: null,
  }]);
  // The first row is longer than the header: its first field is the row's index.
  deepStrictEqual(await all(tableRecords(chunks("a\n1,2\n", 9), { keepNaWords: false })), [{ a: "2" }]);
  for (const text of ["a\n1\n1,2\n", 'a\n"1']) {
    await rejects(all(tableRecords(chunks(text, 9), { keepNaWords: false })), { code: "record.csv" });
  }
});
