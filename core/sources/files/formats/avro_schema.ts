/** Avro schemas as JSON Schemas. */
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { fullName } from "./avro_reader.ts";
import type { Properties } from "./format.ts";

const simpleTypes: Record<string, string> = {
  null: "null",
  boolean: "boolean",
  int: "integer",
  long: "integer",
  float: "number",
  double: "number",
  bytes: "string",
  string: "string",
};

const logicalTypes: Record<string, JsonObject> = {
  "decimal": { type: "string" },
  "uuid": { type: "string" },
  "date": { type: "string", format: "date" },
  "time-millis": { type: "string" },
  "time-micros": { type: "string" },
  "timestamp-millis": { type: "string", format: "date-time" },
  "timestamp-micros": { type: "string" },
  "local-timestamp-millis": { type: "string", format: "date-time" },
  "local-timestamp-micros": { type: "string" },
};

/** The columns of records of an Avro schema. */
export function avroProperties(schema: JsonObject, doubleAsString: boolean): Properties {
  const { properties } = schemaOf(schema, "", { known: new Map(), doubleAsString });
  return isObject(properties) ? Object.fromEntries(Object.entries(properties).filter(hasSchema)) : {};
}

function hasSchema(entry: [string, Json]): entry is [string, JsonObject] {
  return isObject(entry[1]);
}

interface Names {
  readonly known: Map<string, JsonObject>;
  readonly doubleAsString: boolean;
}

function schemaOf(schema: Json, namespace: string, names: Names): JsonObject {
  if (Array.isArray(schema)) return unionOf(schema.map((branch) => schemaOf(branch, namespace, names)));
  if (typeof schema === "string") {
    if (schema === "double" && names.doubleAsString) return { type: "string" };
    const type = simpleTypes[schema];
    return type ? { type } : names.known.get(fullName(schema, namespace)) ?? names.known.get(schema) ?? {};
  }
  if (!isObject(schema)) return {};
  const { type, logicalType } = schema;
  if (typeof type !== "string") return schemaOf(type ?? null, namespace, names);
  const full = typeof schema.name === "string"
    ? fullName(schema.name, String(schema.namespace ?? namespace))
    : "";
  const inner = full.includes(".") ? full.slice(0, full.lastIndexOf(".")) : "";
  // A type within itself is an object, of which no more is said.
  if (full !== "") names.known.set(full, { type: "object" });
  const logical = typeof logicalType === "string" ? logicalOf(logicalType, schema) : undefined;
  const result = logical ?? complexOf(type, schema, full === "" ? namespace : inner, names);
  if (full !== "") names.known.set(full, result);
  return result;
}

function logicalOf(logicalType: string, { precision, scale = 0, type }: JsonObject): JsonObject | undefined {
  if (logicalType !== "decimal" || type === "fixed" || typeof precision !== "number") {
    return logicalTypes[logicalType];
  }
  const places = Number(scale);
  const fraction = places > 0 ? `(?:\\.\\d{1,${places}})?` : "";
  return { type: "string", pattern: `^-?\\d{1,${Math.max(1, precision - places)}}${fraction}$` };
}

function complexOf(type: string, schema: JsonObject, namespace: string, names: Names): JsonObject {
  switch (type) {
    case "record":
    case "error": {
      const properties: JsonObject = {};
      for (const field of Array.isArray(schema.fields) ? schema.fields : []) {
        if (isObject(field)) properties[String(field.name)] = schemaOf(field.type ?? null, namespace, names);
      }
      return { type: "object", properties };
    }
    case "array":
      return { type: "array", items: schemaOf(schema.items ?? null, namespace, names) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(schema.values ?? null, namespace, names) };
    case "enum":
      return { type: "string", enum: schema.symbols ?? [] };
    case "fixed":
      return { type: "string" };
  }
  return schemaOf(type, namespace, names);
}

/** Null says nothing, since every column can be null. */
function unionOf(branches: JsonObject[]): JsonObject {
  const others = branches.filter(({ type }) => type !== "null");
  const [first, ...more] = others;
  if (!first) return { type: "null" };
  if (more.length === 0) {
    const isNullable = others.length < branches.length;
    return isNullable && Array.isArray(first.enum) ? { ...first, enum: [...first.enum, null] } : first;
  }
  return { type: [...new Set(others.flatMap(({ type }) => type ?? []))] };
}
