/** What values of PostgreSQL's types are in records. One row per type; any other type is its text. */
import { type Json, parseJson } from "../../../json.ts";
import { nullable, type ValueKind, valueSchema } from "../column_schema.ts";
import type { Column } from "../database.ts";
import { decimalOf, doubleOf, integerOf } from "../exact_number.ts";
import { arrayReader } from "./array_text.ts";

interface ValueType {
  readonly kind: ValueKind;
  /** The text that the server writes → the value. The text itself where left out. */
  readonly decode?: (text: string) => Json;
  /** Its values can be a cursor. */
  readonly ordered?: boolean;
  /** What stands in SELECT in place of the column. */
  readonly select?: (column: string) => string;
}

const decimal: ValueType = { kind: "number", decode: decimalOf, ordered: true };
const double: ValueType = { kind: "number", decode: (text) => doubleOf(Number(text)), ordered: true };
const integer: ValueType = { kind: "integer", decode: Number, ordered: true };
const text: ValueType = { kind: "string", ordered: true };
const json: ValueType = { kind: "json", decode: parseJson };
const other: ValueType = { kind: "string" };

const types: Record<string, ValueType> = {
  bool: { kind: "boolean", decode: (text) => text === "t" },
  int2: integer,
  int4: integer,
  oid: integer,
  int8: { kind: "integer", decode: integerOf, ordered: true },
  float4: double,
  float8: double,
  numeric: decimal,
  // Its own text depends on the server's locale.
  money: { ...decimal, select: (column) => `${column}::pg_catalog.numeric` },
  date: { kind: "date", ordered: true },
  time: { kind: "time", ordered: true },
  timetz: { kind: "timeWithZone", ordered: true },
  timestamp: { kind: "timestamp", decode: timestampText, ordered: true },
  timestamptz: { kind: "timestampWithZone", decode: timestampText, ordered: true },
  text,
  varchar: text,
  bpchar: text,
  citext: text,
  name: text,
  uuid: text,
  json,
  jsonb: json,
  bytea: { kind: "bytes", decode: base64OfHex },
};

/** A column as the catalog of the server describes it. */
export interface ColumnRow {
  readonly name: string;
  /** With length and precision: `character varying(20)`. */
  readonly type: string;
  /** The name of its type, or of the type beneath a domain. */
  readonly base: string;
  /** The name of an array's element type. */
  readonly element: string | undefined;
  readonly nullable: boolean;
}

/** A column that knows what its values are. */
export function columnOf(row: ColumnRow, quote: (name: string) => string): Column {
  const own = `t.${quote(row.name)}`;
  const shape = row.element === undefined ? undefined : types[row.element] ?? other;
  const type = shape ? arrayOf(shape, row.element) : types[row.base] ?? other;
  const schema = shape ? { type: "array", items: nullable(valueSchema(shape.kind)) } : valueSchema(type.kind);
  const { decode, select } = type;
  return {
    name: row.name,
    type: row.type,
    schema: row.nullable ? nullable(schema) : schema,
    select: select ? select(own) : own,
    order: own,
    ordered: type.ordered === true,
    nullable: row.nullable,
    decode: decode ? (raw) => decode(String(raw)) : (raw) => String(raw),
    // Times as in the records; the server takes them back as they are.
    store: shape || decode !== timestampText ? (raw) => String(raw) : (raw) => timestampText(String(raw)),
    // As text first: the driver would send what it thinks the type's values are.
    placeholder: (n) => `$${n}::text::${row.base === "money" ? "pg_catalog.numeric::" : ""}${row.type}`,
  };
}

function arrayOf({ decode, kind }: ValueType, element: string | undefined): ValueType {
  const value = element === "money" ? (text: string) => text : decode ?? ((text: string) => text);
  return { kind, decode: arrayReader(value, element === "box" ? ";" : ",") };
}

/** `2025-01-26 13:20:05.123+00` → `2025-01-26T13:20:05.123Z`. Sessions are in UTC. `infinity` stays. */
function timestampText(text: string): string {
  const at = text.indexOf(" ");
  if (at < 0) return text;
  const end = text.endsWith("+00") ? text.length - 3 : undefined;
  const time = text.slice(at + 1, end);
  return `${text.slice(0, at)}T${end === undefined ? time.replace("+00 ", "Z ") : `${time}Z`}`;
}

function base64OfHex(text: string): string {
  return Uint8Array.fromHex(text.slice(2)).toBase64();
}
