import { deepStrictEqual, throws } from "node:assert/strict";
import type { Json } from "../json.ts";
import { JsonItemsScanner } from "./json_items.ts";

const document =
  '{"x":[1,{"a":"\\"}]"}],"data":{"us\\u0065rs":[{"id":1},"s\\\\",1.5,[1,[2]],null,-3],"z":true},"e":{}}';
const cases: { path: string; items: Json[] }[] = [
  { path: "data.users.item", items: [{ id: 1 }, "s\\", 1.5, [1, [2]], null, -3] },
  { path: "data.users.item.item", items: [1, [2]] },
  { path: "x.item", items: [1, { a: '"}]' }] },
  { path: "e.item", items: [] },
  { path: "missing.item", items: [] },
];
for (const { path, items } of cases) {
  Deno.test(`JsonItemsScanner ${path}`, () => {
    for (const size of [1, 2, 5, 1000]) {
      const scanner = new JsonItemsScanner(path);
      const found: Json[] = [];
      for (let at = 0; at < document.length; at += size) {
        found.push(...scanner.push(document.slice(at, at + size)));
      }
      deepStrictEqual([...found, ...scanner.end()], items);
    }
  });
}

for (const text of ["", "[1", '{"a" 1}', "[1,]", "tru", "{} x"]) {
  Deno.test(`JsonItemsScanner refuses ${text || "nothing"}`, () => {
    throws(() => {
      const scanner = new JsonItemsScanner("a.item");
      scanner.push(text);
      scanner.end();
    }, { code: "record.json" });
  });
}
