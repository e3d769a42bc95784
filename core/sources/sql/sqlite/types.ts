/**
 * What values of SQLite are in records. A column's declared type is a wish: a value of another type is written as
 * it is, or as text where the column holds text.
 */
import { ConnectorError } from "../../../errors.ts";
import { type Json, parseJson } from "../../../json.ts";
import { nullable, type ValueKind, valueSchema } from "../column_schema.ts";
import type { Column, RawValue, StoredValue } from "../database.ts";

/** The first row that fits the declared type, in upper case. As in SQLite's own rules, then by custom. */
const kinds: readonly [RegExp, ValueKind][] = [
  [/^JSONB?$/, "json"],
  [/BOOL/, "boolean"],
  [/INT/, "integer"],
  [/CHAR|CLOB|TEXT|UUID/, "string"],
  [/BLOB/, "bytes"],
  [/REAL|FLOA|DOUB|NUMERIC|DECIMAL/, "number"],
  [/DATETIME|TIMESTAMP/, "timestamp"],
  [/^DATE/, "date"],
  [/^TIME/, "time"],
];

/** A column as `PRAGMA table_xinfo` describes it. */
export interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** A column that knows what its values are. */
export function columnOf(
  { name, type, nullable: isNullable }: ColumnRow,
  quote: (name: string) => string,
): Column {
  const declared = type.toUpperCase();
  const kind = kinds.find(([pattern]) => pattern.test(declared))?.[1];
  const schema = kind ? valueSchema(kind) : {};
  const own = `t.${quote(name)}`;
  return {
    name,
    type: type === "" ? "no declared type" : type,
    schema: isNullable ? nullable(schema) : schema,
    select: own,
    order: own,
    ordered: kind !== "json" && kind !== "bytes" && kind !== "boolean",
    nullable: isNullable,
    decode: (raw) => decode(raw, kind),
    store: (raw) => store(raw, name, kind === "bytes"),
    placeholder: () => kind === "bytes" ? "unhex(?)" : "?",
  };
}

function decode(raw: RawValue, kind: ValueKind | undefined): Json {
  const value = scalar(raw);
  switch (kind) {
    case "boolean":
      return value === 0 || value === "false" ? false : value === 1 || value === "true" ? true : value;
    case "json":
      return typeof value === "string" ? jsonOrText(value) : value;
    case "timestamp":
      return typeof value === "string" ? value.replace(/^(\d{4}-\d\d-\d\d) (?=\d)/, "$1T") : String(value);
    case "string":
    case "date":
    case "time":
      return String(value);
    default:
      return value;
  }
}

/** Integers come as bigint, so that none loses a digit. */
function scalar(raw: RawValue): string | number | bigint | null {
  if (typeof raw === "bigint") {
    const number = Number(raw);
    return Number.isSafeInteger(number) ? number : raw;
  }
  if (raw instanceof Uint8Array) return raw.toBase64();
  if (typeof raw === "number") return Number.isFinite(raw) ? raw : null;
  return String(raw);
}

function jsonOrText(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

function store(raw: RawValue, column: string, isBytes: boolean): StoredValue {
  if (raw instanceof Uint8Array && isBytes) return raw.toHex();
  const value = scalar(raw);
  if (typeof value === "string" && !isBytes && !(raw instanceof Uint8Array)) return value;
  if (typeof value === "number" && !isBytes) return value;
  // Where the column's type is numeric, SQLite compares the text as the number that it is.
  if (typeof value === "bigint" && !isBytes) return String(value);
  throw new ConnectorError("sql.mixed_key", {
    failureType: "config_error",
    message: `Cannot read the rows in order: "${column}" holds both bytes and other values`,
    hint: "Choose another cursor column, or read a view that casts it",
  });
}
