/** The cells of an .xlsx workbook's first sheet. Only shared texts are held in memory. */
import { ConnectorError } from "../../../errors.ts";
import type { Bytes } from "../../../formats/text_stream.ts";
import { zipEntries, type ZipEntry } from "../packed/zip.ts";
import type { RandomAccess } from "../stored_file.ts";
import { dateCell, dateStyles } from "./excel_dates.ts";

export interface Cell {
  readonly kind: "text" | "number" | "boolean" | "date-time";
  readonly value: string | number | boolean;
}

export interface SheetRow {
  /** From 0. */
  readonly index: number;
  /** By column; empty where the row has no values. */
  readonly cells: (Cell | undefined)[];
}

type Attributes = Readonly<Record<string, string>>;

interface Handlers {
  open?(name: string, attributes: Attributes): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** Rows in batches, with the number of columns that the sheet says to have. @throws {ConnectorError} record.excel */
export async function* sheetRows(file: RandomAccess): AsyncGenerator<{ width: number; rows: SheetRow[] }> {
  const entries = new Map((await zipEntries(file)).map((entry) => [entry.name.replace(/^\//, ""), entry]));
  const { sheet, uses1904 } = await firstSheet(entries);
  const texts = await sharedTexts(entries.get("xl/sharedStrings.xml"));
  const dates = await stylesOf(entries.get("xl/styles.xml"));
  let width = 0;
  let rows: SheetRow[] = [];
  let row: SheetRow = { index: -1, cells: [] };
  let cell: Attributes | undefined;
  let column = -1;
  let value: string | undefined;
  let isValue = false;
  const handlers: Handlers = {
    open(name, attributes) {
      switch (name) {
        case "dimension":
          width = columnOf(/:([A-Z]+)\d*$/.exec(attributes.ref ?? "")?.[1] ?? "") + 1;
          break;
        case "row":
          row = { index: attributes.r === undefined ? row.index + 1 : Number(attributes.r) - 1, cells: [] };
          column = -1;
          break;
        case "c":
          cell = attributes;
          column = attributes.r === undefined ? column + 1 : columnOf(attributes.r);
          value = undefined;
          break;
        case "v":
        case "t":
          isValue = true;
      }
    },
    text(text) {
      if (isValue) value = (value ?? "") + text;
    },
    close(name) {
      if (name === "v" || name === "t" || name === "rPh") isValue = false;
      else if (name === "row") rows.push(row);
      else if (name === "c" && value !== undefined && cell) {
        const found = cellOf(cell, value, texts, dates, uses1904);
        if (found) row.cells[column] = found;
      }
    },
  };
  for await (const _ of parsed(sheet.stream(), handlers)) {
    if (rows.length === 0) continue;
    yield { width, rows };
    rows = [];
  }
}

function cellOf(
  { t: type, s: style }: Attributes,
  value: string,
  texts: readonly string[],
  dates: ReadonlyMap<number, "date" | "duration">,
  uses1904: boolean,
): Cell | undefined {
  switch (type) {
    case "s":
      return { kind: "text", value: texts[Number(value)] ?? "" };
    case "str":
    case "inlineStr":
      return { kind: "text", value };
    case "b":
      return { kind: "boolean", value: value !== "0" };
    case "d":
      return { kind: "date-time", value };
    case "e":
      return undefined;
  }
  if (value.trim() === "") return undefined;
  const number = Number(value);
  const date = style === undefined ? undefined : dates.get(Number(style));
  return date ? dateCell(number, date, uses1904) : { kind: "number", value: number };
}

/** `AB12` → 27. */
function columnOf(reference: string): number {
  let column = 0;
  for (const char of reference) {
    const digit = char.charCodeAt(0) - 64;
    if (digit < 1 || digit > 26) break;
    column = column * 26 + digit;
  }
  return column - 1;
}

async function firstSheet(
  entries: ReadonlyMap<string, ZipEntry>,
): Promise<{ sheet: ZipEntry; uses1904: boolean }> {
  const workbook = entries.get("xl/workbook.xml");
  if (!workbook) throw unreadable("it is no .xlsx workbook");
  let id: string | undefined;
  let uses1904 = false;
  await parse(workbook, {
    open(name, attributes) {
      if (name === "sheet") id ??= Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1];
      if (name === "workbookPr") uses1904 = /^(?:1|true)$/.test(attributes.date1904 ?? "");
    },
  });
  let target: string | undefined;
  await parse(entries.get("xl/_rels/workbook.xml.rels"), {
    open(name, { Id, Target }) {
      if (name === "Relationship" && Id === id) target = Target;
    },
  });
  const path = target?.startsWith("/") ? target.slice(1) : `xl/${target ?? "worksheets/sheet1.xml"}`;
  const sheet = entries.get(path);
  if (!sheet) throw unreadable("it has no sheet");
  return { sheet, uses1904 };
}

async function sharedTexts(entry: ZipEntry | undefined): Promise<string[]> {
  const texts: string[] = [];
  let text = "";
  let isText = false;
  let isReading = false;
  await parse(entry, {
    open(name) {
      if (name === "si") text = "";
      // How a word is spoken stands beside it.
      else if (name === "rPh") isReading = true;
      else if (name === "t") isText = !isReading;
    },
    text: (part) => {
      if (isText) text += part;
    },
    close(name) {
      if (name === "t") isText = false;
      else if (name === "rPh") isReading = false;
      else if (name === "si") texts.push(text);
    },
  });
  return texts;
}

async function stylesOf(entry: ZipEntry | undefined): Promise<ReadonlyMap<number, "date" | "duration">> {
  const formats: [string, string][] = [];
  const styles: string[] = [];
  let isCellStyle = false;
  await parse(entry, {
    open(name, attributes) {
      if (name === "numFmt") formats.push([attributes.numFmtId ?? "", attributes.formatCode ?? ""]);
      else if (name === "cellXfs") isCellStyle = true;
      else if (name === "xf" && isCellStyle) styles.push(attributes.numFmtId ?? "0");
    },
    close: (name) => void (isCellStyle &&= name !== "cellXfs"),
  });
  return dateStyles(styles, new Map(formats));
}

async function parse(entry: ZipEntry | undefined, handlers: Handlers): Promise<void> {
  if (!entry) return;
  for await (const _ of parsed(entry.stream(), handlers));
}

/** Feeds a document to the handlers; yields after each of its chunks. */
async function* parsed(data: Bytes, handlers: Handlers): AsyncGenerator<void> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ xmlns: false });
  const local = (name: string) => name.slice(name.indexOf(":") + 1);
  parser.on("error", (error) => {
    throw unreadable(error.message);
  });
  parser.on("opentag", ({ name, attributes }) => handlers.open?.(local(name), attributes));
  parser.on("closetag", ({ name }) => handlers.close?.(local(name)));
  parser.on("text", (text) => handlers.text?.(text));
  parser.on("cdata", (text) => handlers.text?.(text));
  const decoder = new TextDecoder();
  for await (const chunk of data) {
    parser.write(decoder.decode(chunk, { stream: true }));
    yield;
  }
  parser.write(decoder.decode()).close();
  yield;
}

function unreadable(reason: string): ConnectorError {
  return new ConnectorError("record.excel", {
    failureType: "config_error",
    message: `Cannot read the Excel file: ${reason}`,
  });
}
