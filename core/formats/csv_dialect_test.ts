import { deepStrictEqual } from "node:assert/strict";
import { type CsvDialect, dialectRows } from "./csv_dialect.ts";

const usual: CsvDialect = { delimiter: ",", quote: '"', escape: undefined, doubleQuote: true };
// The rows are those of Python's csv.reader.
const cases: { name: string; dialect: Partial<CsvDialect>; text: string; rows: string[][] }[] = [
  { name: "usual", dialect: {}, text: 'a,"b,""c"\n', rows: [["a", 'b,"c']] },
  { name: "quote", dialect: { quote: "'" }, text: "a,'b,''c'\r\n\n\"x", rows: [["a", "b,'c"], [], ['"x']] },
  { name: "no double quote", dialect: { doubleQuote: false }, text: '"a""b",c\n', rows: [['a"b"', "c"]] },
  {
    name: "escape",
    dialect: { escape: "\\", delimiter: ";" },
    text: 'a\\;b;"c\\"d;";e\\\nf\n"g""h";\n',
    rows: [["a;b", 'c"d;', "e\nf"], ['g"h', ""]],
  },
  { name: "open quote", dialect: { quote: "'" }, text: "'a\nb", rows: [["a\nb"]] },
  { name: "text after quotes", dialect: { escape: "\\" }, text: '"a"b,c"d\n', rows: [["ab", 'c"d']] },
  { name: "empty last field", dialect: { quote: "'" }, text: "a,", rows: [["a", ""]] },
];
for (const { name, dialect, text, rows } of cases) {
  Deno.test(`dialectRows ${name}`, async () => {
    for (const size of [1, 3, 100]) {
      const chunks = async function* () {
        for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
      };
      const found: string[][] = [];
      for await (const batch of dialectRows(chunks(), { ...usual, ...dialect })) found.push(...batch);
      deepStrictEqual(found, rows);
    }
  });
}
