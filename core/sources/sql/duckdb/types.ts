/** What values of DuckDB's types are in records. One row per type; any other type is its text. */
import { type Json, type JsonObject, parseJson } from "../../../json.ts";
import { nullable, type ValueKind, valueSchema } from "../column_schema.ts";
import type { Column } from "../database.ts";
import { decimalOf, doubleOf, integerOf } from "../exact_number.ts";

interface ValueType {
  readonly kind: ValueKind;
  readonly decode?: (text: string) => Json;
  readonly ordered?: boolean;
}

const integer: ValueType = { kind: "integer", decode: integerOf, ordered: true };
const double: ValueType = { kind: "number", decode: (text) => doubleOf(Number(text)), ordered: true };
const decimal: ValueType = { kind: "number", decode: decimalOf, ordered: true };
const timestamp: ValueType = { kind: "timestamp", decode: (text) => text.replace(" ", "T"), ordered: true };
const text: ValueType = { kind: "string", ordered: true };

/** By the type's name, without length and precision. */
const types: Record<string, ValueType> = {
  BOOLEAN: { kind: "boolean", decode: (text) => text === "true" },
  TINYINT: integer,
  SMALLINT: integer,
  INTEGER: integer,
  BIGINT: integer,
  HUGEINT: integer,
  UTINYINT: integer,
  USMALLINT: integer,
  UINTEGER: integer,
  UBIGINT: integer,
  UHUGEINT: integer,
  FLOAT: double,
  DOUBLE: double,
  DECIMAL: decimal,
  VARCHAR: text,
  UUID: text,
  DATE: { kind: "date", ordered: true },
  TIME: { kind: "time", ordered: true },
  TIMESTAMP: timestamp,
  TIMESTAMP_S: timestamp,
  TIMESTAMP_MS: timestamp,
  TIMESTAMP_NS: timestamp,
  "TIME WITH TIME ZONE": { kind: "timeWithZone" },
  "TIMESTAMP WITH TIME ZONE": {
    kind: "timestampWithZone",
    decode: (text) => text.replace(" ", "T").replace(/\+00$/, "Z"),
    ordered: true,
  },
  BLOB: { kind: "bytes" },
  JSON: { kind: "json", decode: parseJson },
};

/** A column as `information_schema` describes it. */
export interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
}

/** A column that knows what its values are. Every value is asked for as text, which is exact. */
export function columnOf(
  { name, type, nullable: isNullable }: ColumnRow,
  quote: (name: string) => string,
): Column {
  const own = `t.${quote(name)}`;
  const nested = nestedSchema(type);
  const { kind, decode, ordered }: ValueType = nested
    ? types.JSON!
    : types[baseOf(type)] ?? { kind: "string" };
  const schema = nested ?? valueSchema(kind);
  return {
    name,
    type,
    schema: isNullable ? nullable(schema) : schema,
    select: kind === "bytes" ? `base64(${own})` : `${nested ? `to_json(${own})` : own}::VARCHAR`,
    order: own,
    ordered: ordered === true,
    nullable: isNullable,
    decode: decode ? (raw) => decode(String(raw)) : (raw) => String(raw),
    // Times as in the records; DuckDB takes them back as they are.
    store: kind === "timestamp" || kind === "timestampWithZone"
      ? (raw) => String(decode?.(String(raw)))
      : (raw) => String(raw),
    placeholder: (n) => kind === "bytes" ? `from_base64($${n})` : `$${n}::${type}`,
  };
}

const baseOf = (type: string): string => type.replace(/\(.*$/s, "");

/** The schema of a list, a struct, a map or a union; undefined for anything else. */
function nestedSchema(type: string): JsonObject | undefined {
  const list = /^(.*)\[\d*\]$/s.exec(type);
  if (list) return { type: "array", items: itemSchema(list[1]!) };
  if (/^(STRUCT|MAP)\(/.test(type)) return { type: "object" };
  return /^UNION\(/.test(type) ? {} : undefined;
}

/** Within JSON, dates and bytes are what DuckDB writes: no more is promised than that they are there. */
function itemSchema(type: string): JsonObject {
  const nested = nestedSchema(type);
  if (nested) return nullable(nested);
  const kind = types[baseOf(type)]?.kind;
  return kind === "boolean" || kind === "integer" || kind === "number" || kind === "string"
    ? nullable(valueSchema(kind))
    : {};
}
