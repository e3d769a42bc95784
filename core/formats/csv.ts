/** CSV as Python's `csv.DictReader` reads it: quotes count only at the start of a field, nothing is an error. */
import type { Json, JsonObject } from "../json.ts";
import { emptyFor } from "../ordered_object.ts";

export interface CsvOptions {
  delimiter: string;
  /** Values that mean "nothing". */
  nulls: ReadonlySet<string>;
}

const quote = 34;
const newline = 10;

/** Text in chunks → rows as records, in batches. The first row names the fields. */
export async function* csvRecords(
  chunks: AsyncIterable<string>,
  options: CsvOptions,
): AsyncGenerator<Json[]> {
  let names: string[] | undefined;
  let empty: () => JsonObject = () => ({});
  for await (const rows of csvRows(chunks, options.delimiter)) {
    const records: Json[] = [];
    for (const row of rows) {
      if (names === undefined) {
        names = row;
        empty = emptyFor(row);
      } else if (row.length > 0) records.push(record(empty(), names, row, options.nulls));
    }
    if (records.length > 0) yield records;
  }
}

function record(
  fields: JsonObject,
  names: string[],
  row: string[],
  nulls: ReadonlySet<string>,
): JsonObject {
  for (let i = 0; i < names.length; i++) {
    const value = row[i];
    fields[names[i] ?? ""] = value === undefined || nulls.has(value) ? null : value;
  }
  // Python keeps what has no name under the key None, which JSON writes as "null".
  if (row.length > names.length) fields["null"] = row.slice(names.length);
  return fields;
}

/**
 * Text in chunks → rows of fields, in batches; an empty line is an empty row. A quote that is still open at the
 * end closes there, unless `openQuote` throws.
 */
export async function* csvRows(
  chunks: AsyncIterable<string>,
  delimiter: string,
  openQuote: () => void = () => {},
): AsyncGenerator<string[][]> {
  const scan = rowScanner(delimiter.charCodeAt(0), openQuote);
  let text = "";
  let pendingReturn = false;
  for await (const chunk of chunks) {
    let next: string = pendingReturn ? `\r${chunk}` : chunk;
    pendingReturn = next.endsWith("\r");
    if (pendingReturn) next = next.slice(0, -1);
    text += next.includes("\r") ? next.replace(/\r\n?/g, "\n") : next;
    const { rows, end } = scan(text, false);
    text = text.slice(end);
    if (rows.length > 0) yield rows;
  }
  if (pendingReturn) text += "\n";
  const { rows } = scan(text, true);
  if (rows.length > 0) yield rows;
}

type Scan = (text: string, isLast: boolean) => { rows: string[][]; end: number };

/** Reads the complete rows of a text; `end` is where the first incomplete one begins. */
function rowScanner(delimiter: number, openQuote: () => void): Scan {
  return (text, isLast) => {
    const rows: string[][] = [];
    let end = 0;
    let at = 0;
    let row: string[] = [];
    while (at < text.length) {
      if (text.charCodeAt(at) === newline && row.length === 0) {
        rows.push(row);
        row = [];
        end = ++at;
        continue;
      }
      // One field; `field` holds what stood in quotes so far.
      let field = "";
      let start = at;
      if (text.charCodeAt(at) === quote) {
        let closed = false;
        start = at + 1;
        while (!closed) {
          const next = text.indexOf('"', start);
          if (next === -1) break;
          field += text.slice(start, next);
          if (text.charCodeAt(next + 1) === quote) {
            field += '"';
            start = next + 2;
          } else {
            closed = true;
            start = next + 1;
          }
        }
        if (!closed) {
          if (!isLast) return { rows, end };
          openQuote();
          row.push(field + text.slice(start));
          rows.push(row);
          return { rows, end: text.length };
        }
      }
      let code = 0;
      for (at = start; at < text.length; at++) {
        code = text.charCodeAt(at);
        if (code === delimiter || code === newline) break;
      }
      if (at >= text.length && !isLast) return { rows, end };
      row.push(field === "" ? text.slice(start, at) : field + text.slice(start, at));
      const ended = at >= text.length || code === newline;
      at++;
      if (ended) {
        rows.push(row);
        row = [];
        end = Math.min(at, text.length);
      } else if (at >= text.length) {
        if (!isLast) return { rows, end };
        // The text ends with a delimiter: one more field, an empty one.
        row.push("");
        rows.push(row);
        return { rows, end: text.length };
      } else if (text.charCodeAt(at) === newline) {
        row.push("");
        rows.push(row);
        row = [];
        end = ++at;
      }
    }
    return { rows, end };
  };
}
