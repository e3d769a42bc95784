/** The first sheet of Excel workbooks, as pandas takes it: the first row names the columns. */
import { columnNames, naWords } from "../../../formats/csv_table.ts";
import type { Json, JsonObject } from "../../../json.ts";
import type { Content } from "../packed/unpack.ts";
import { type Cell, sheetRows } from "./excel_sheet.ts";
import { batchSize, type Format } from "./format.ts";

export const excelFormat: Format = {
  isZip: true,
  isRandom: true,
  async infer(content) {
    const kinds = new Map<string, Set<string>>();
    for await (const { names, rows } of tables(content)) {
      for (const name of names) if (!kinds.has(name)) kinds.set(name, new Set());
      for (const row of rows) {
        for (const [i, name] of names.entries()) {
          const cell = row[i];
          if (cell && valueOf(cell) !== null) kinds.get(name)?.add(cell.kind);
        }
      }
    }
    return Object.fromEntries([...kinds].map(([name, found]) => [name, schemaOf(found)]));
  },
  async *read(content) {
    let batch: JsonObject[] = [];
    for await (const { names, rows } of tables(content)) {
      for (const row of rows) {
        const record: JsonObject = {};
        for (const [i, name] of names.entries()) record[name] = valueOf(row[i]);
        if (batch.push(record) < batchSize) continue;
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  },
};

function valueOf(cell: Cell | undefined): Json {
  if (!cell) return null;
  return typeof cell.value === "string" && naWords.has(cell.value) ? null : cell.value;
}

function schemaOf(kinds: ReadonlySet<string>): JsonObject {
  const [kind, ...others] = kinds;
  if (others.length > 0) return { type: "string" };
  switch (kind) {
    case undefined:
    case "number":
      return { type: "number" };
    case "boolean":
      return { type: "boolean" };
    case "date-time":
      return { type: "string", format: "date-time" };
    default:
      return { type: "string" };
  }
}

type Row = readonly (Cell | undefined)[];

/** The rows under the header; those that are empty only where others follow. */
async function* tables(content: Content): AsyncGenerator<{ names: readonly string[]; rows: Row[] }> {
  let names: readonly string[] | undefined;
  let next = 0;
  for await (const { width, rows: found } of sheetRows(await content.random())) {
    const rows: Row[] = [];
    for (const { index, cells } of found) {
      if (cells.length === 0) continue;
      if (!names) {
        const header = Array.from(
          { length: Math.max(width, cells.length) },
          (_, i) => String(valueOf(cells[i]) ?? ""),
        );
        names = columnNames(header);
      } else {
        // A sheet of one column has no empty rows, in pandas.
        for (; next < index && names.length > 1; next++) rows.push([]);
        rows.push(cells);
      }
      next = index + 1;
    }
    if (names && rows.length > 0) yield { names, rows };
  }
  if (names) yield { names, rows: [] };
}
