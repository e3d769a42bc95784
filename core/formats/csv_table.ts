/** CSV as Python's pandas reads it with everything as text: the rules for downloaded files. */
import { ConnectorError } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import { emptyFor } from "../ordered_object.ts";
import { csvRows } from "./csv.ts";

/** Words that pandas takes for a missing value. */
export const naWords: ReadonlySet<string> = new Set([
  ...["", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>"],
  ...["N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null"],
]);
const onlyEmpty = new Set([""]);

interface TableOptions {
  /** Only empty cells are null; "NA", "null" and the like stay text. */
  keepNaWords: boolean;
}

/** Text in chunks → records, in batches. @throws {ConnectorError} record.csv where a row has too many fields */
export async function* tableRecords(
  chunks: AsyncIterable<string>,
  { keepNaWords }: TableOptions,
): AsyncGenerator<Json[]> {
  const nulls = keepNaWords ? onlyEmpty : naWords;
  let columns: Columns | undefined;
  let line = 0;
  const openQuote = () => {
    throw unreadable("it ends within a quoted field");
  };
  for await (const rows of csvRows(cleaned(chunks), ",", openQuote)) {
    const records: Json[] = [];
    for (const row of rows) {
      line++;
      if (row.length === 0 || (row.length === 1 && /^[ \t]+$/.test(row[0] ?? ""))) continue;
      if (columns === undefined) {
        const names = columnNames(row);
        columns = { names, empty: emptyFor(names), skipped: undefined };
        continue;
      }
      // A first row that is longer than the header begins with the index of the rows, which is no field.
      columns.skipped ??= Math.max(0, row.length - columns.names.length);
      records.push(record(columns, columns.skipped, row, nulls, line));
    }
    if (records.length > 0) yield records;
  }
}

interface Columns {
  names: string[];
  /** A record without its fields. */
  empty: () => JsonObject;
  /** Fields at the start of each row that have no name; known from the first row on. */
  skipped: number | undefined;
}

const unreadable = (reason: string) =>
  new ConnectorError("record.csv", {
    failureType: "system_error",
    message: `Cannot read the downloaded CSV: ${reason}`,
  });

async function* cleaned(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const chunk of chunks) {
    const text = isFirst ? chunk.replace(/^\ufeff/, "") : chunk;
    isFirst = false;
    yield text.includes("\0") ? text.replaceAll("\0", "") : text;
  }
}

function record(
  { names, empty }: Columns,
  skipped: number,
  row: string[],
  nulls: ReadonlySet<string>,
  line: number,
): JsonObject {
  const width = names.length + skipped;
  if (row.length > width) throw unreadable(`expected ${width} fields in line ${line}, saw ${row.length}`);
  const fields = empty();
  for (let i = 0; i < names.length; i++) {
    const value = row[i + skipped];
    fields[names[i] ?? ""] = value === undefined || nulls.has(value) ? null : value;
  }
  return fields;
}

/** Columns without a name are numbered, repeated names get `.1`, `.2` and so on. */
export function columnNames(header: string[]): string[] {
  const taken = new Map<string, number>();
  const names = header.map((name, i) => name === "" ? `Unnamed: ${i}` : name);
  const given = new Set(names);
  return names.map((name) => {
    let count = taken.get(name) ?? 0;
    let unique = name;
    if (count > 0) {
      for (unique = `${name}.${count}`; given.has(unique); unique = `${name}.${++count}`);
    }
    taken.set(name, count + 1);
    given.add(unique);
    return unique;
  });
}
