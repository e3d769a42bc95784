import { deepStrictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Json } from "../../../json.ts";
import type { FileFormat } from "../options.ts";
import { inferFile, readFile } from "../read_file.ts";
import { localStorage } from "../storage/local.ts";
import { loadFormat } from "./format.ts";

const storage = localStorage(fileURLToPath(new URL("../fixtures", import.meta.url)));

async function read(uri: string, format: FileFormat) {
  const file = { uri, lastModified: "" };
  const request = {
    storage,
    file,
    settings: { format: await loadFormat(format), filetype: format.filetype },
  };
  const records: Json[] = [];
  for await (const batch of readFile(request)) records.push(...batch);
  // As it is written: floats keep their fraction.
  return { schema: await inferFile(request), lines: records.map((record) => JSON.stringify(record)) };
}

// The fixtures were written by pyarrow, fastavro and openpyxl.
Deno.test("Parquet: values are exact, over several row groups", async () => {
  const { schema, lines } = await read("table.parquet", { filetype: "parquet" });
  deepStrictEqual(schema, {
    id: { type: "integer" },
    big: { type: "integer" },
    price: { type: "string" },
    rate: { type: "number" },
    day: { type: "string", format: "date" },
    moment: { type: "string", format: "date-time" },
    tags: { type: "array" },
    owner: { type: "object" },
    raw: { type: "string" },
  });
  deepStrictEqual(lines, [
    '{"id":1,"big":1152921504606846976,"price":"1.10","rate":1.0,"day":"2020-01-02",' +
    '"moment":"2020-01-02T03:04:05.000006+00:00","tags":["a",null],' +
    '"owner":{"name":"x","since":"2020-01-02T00:00:00"},"raw":"ab"}',
    '{"id":2,"big":null,"price":"0.00","rate":null,"day":null,"moment":null,"tags":[],"owner":null,"raw":"ff"}',
  ]);
  const floats = await read("table.parquet", { filetype: "parquet", decimal_as_float: true });
  deepStrictEqual(floats.schema.price, { type: "number" });
});

Deno.test("Avro: unions, logical types, a type within itself", async () => {
  const { schema, lines } = await read("records.avro", { filetype: "avro" });
  deepStrictEqual(schema, {
    id: { type: "integer" },
    name: { type: "string" },
    price: { type: "string", pattern: "^-?\\d{1,4}(?:\\.\\d{1,2})?$" },
    moment: { type: "string", format: "date-time" },
    kind: { type: "string", enum: ["A", "B", null] },
    next: { type: "object" },
    map: { type: "object", additionalProperties: { type: "number" } },
    list: { type: "array", items: { type: "string", enum: ["A", "B"] } },
  });
  const rest = '"price":"-1.10","moment":"2020-01-02T03:04:05.006+00:00"';
  const end = '"map":{"k":1.0},"list":["A"]';
  deepStrictEqual(lines, [
    `{"id":1152921504606846976,"name":"x",${rest},"kind":"B","next":null,${end}}`,
    `{"id":-3,"name":null,${rest},"kind":null,"next":{"id":4,"name":"y",${rest},"kind":"B","next":null,${end}},${end}}`,
  ]);
});

Deno.test("Excel: the first sheet, with dates, as pandas names its columns", async () => {
  const { schema, lines } = await read("book.xlsx", { filetype: "excel" });
  deepStrictEqual(schema, {
    "id": { type: "number" },
    "name": { type: "string" },
    "Unnamed: 2": { type: "string" },
    "name.1": { type: "number" },
    "when": { type: "string", format: "date-time" },
    "length": { type: "string" },
    "ok": { type: "boolean" },
    "mixed": { type: "string" },
  });
  deepStrictEqual(lines, [
    '{"id":1,"name":"a & b","Unnamed: 2":"x","name.1":null,"when":"2020-01-02T03:04:05.600000",' +
    '"length":"P1DT6H0M0S","ok":true,"mixed":1}',
    '{"id":null,"name":null,"Unnamed: 2":null,"name.1":null,"when":null,"length":null,"ok":null,"mixed":null}',
    '{"id":2.5,"name":"001","Unnamed: 2":null,"name.1":null,"when":"1900-01-01T00:00:00.000000",' +
    '"length":null,"ok":null,"mixed":"q"}',
  ]);
});
