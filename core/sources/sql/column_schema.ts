/** JSON Schemas of columns, with Airbyte's own types where JSON Schema has no word for them. */
import type { Json, JsonObject } from "../../json.ts";

const schemas = {
  boolean: { type: "boolean" },
  integer: { type: "integer" },
  number: { type: "number" },
  string: { type: "string" },
  date: { type: "string", format: "date" },
  time: { type: "string", format: "time", airbyte_type: "time_without_timezone" },
  timeWithZone: { type: "string", format: "time", airbyte_type: "time_with_timezone" },
  timestamp: { type: "string", format: "date-time", airbyte_type: "timestamp_without_timezone" },
  timestampWithZone: { type: "string", format: "date-time", airbyte_type: "timestamp_with_timezone" },
  /** Bytes as base64. */
  bytes: { type: "string", contentEncoding: "base64" },
  /** Any JSON. */
  json: {},
} satisfies Record<string, JsonObject>;

/** What a column's values are in a record. */
export type ValueKind = keyof typeof schemas;

/** The schema of one value. */
export function valueSchema(kind: ValueKind): JsonObject {
  return { ...schemas[kind] };
}

/** The same schema for a column that may hold NULL. */
export function nullable(schema: JsonObject): JsonObject {
  const { type, ...rest } = schema;
  return type === undefined ? schema : { type: ["null", ...asList(type)], ...rest };
}

const asList = (value: Json): Json[] => Array.isArray(value) ? value : [value];
