/** CSV in the dialects of Python's `csv.reader`: another quote, an escape character, quotes that are not doubled. */
import { csvRows } from "./csv.ts";

export interface CsvDialect {
  delimiter: string;
  quote: string;
  escape: string | undefined;
  /** Two quotes in a quoted field are one. */
  doubleQuote: boolean;
}

type State = "row" | "field" | "plain" | "quoted" | "quote in quoted" | "escape" | "escape in quoted";

/** Text in chunks → rows of fields, in batches; an empty line is an empty row. */
export function dialectRows(chunks: AsyncIterable<string>, dialect: CsvDialect): AsyncGenerator<string[][]> {
  const isUsual = dialect.quote === '"' && dialect.escape === undefined && dialect.doubleQuote;
  return isUsual ? csvRows(chunks, dialect.delimiter) : scannedRows(chunks, dialect);
}

async function* scannedRows(
  chunks: AsyncIterable<string>,
  { delimiter, quote, escape, doubleQuote }: CsvDialect,
): AsyncGenerator<string[][]> {
  let state: State = "row";
  let row: string[] = [];
  let field = "";
  let rows: string[][] = [];
  const endField = (next: State) => {
    row.push(field);
    field = "";
    state = next;
  };
  const endRow = () => {
    rows.push(row);
    row = [];
    state = "row";
  };
  const takePlain = (char: string): void => {
    if (char === "\n") {
      endField("row");
      endRow();
    } else if (char === escape) state = "escape";
    else if (char === delimiter) endField("field");
    else {
      field += char;
      state = "plain";
    }
  };
  const take = (char: string): void => {
    switch (state) {
      case "escape":
        field += char;
        state = "plain";
        return;
      case "escape in quoted":
        field += char;
        state = "quoted";
        return;
      case "quoted":
        if (char === escape) state = "escape in quoted";
        else if (char === quote) state = doubleQuote ? "quote in quoted" : "plain";
        else field += char;
        return;
      case "quote in quoted":
        if (char !== quote) return takePlain(char);
        field += char;
        state = "quoted";
        return;
      case "row":
      case "field":
        if (state === "row" && char === "\n") return endRow();
        if (char !== quote) return takePlain(char);
        state = "quoted";
        return;
      case "plain":
        takePlain(char);
    }
  };
  let pendingReturn = false;
  for await (const chunk of chunks) {
    for (const char of chunk) {
      // A line may end with both characters, one in each chunk.
      if (char !== "\n" || !pendingReturn) take(char === "\r" ? "\n" : char);
      pendingReturn = char === "\r";
    }
    if (rows.length > 0) {
      yield rows;
      rows = [];
    }
  }
  if (state !== "row") {
    row.push(field);
    rows.push(row);
  }
  if (rows.length > 0) yield rows;
}
