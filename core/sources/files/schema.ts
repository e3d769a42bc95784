/** Schemas of files: inferred ones put together, given ones read, and whether records fit. */
import { ConnectorError } from "../../errors.ts";
import { Float, isObject, type Json, type JsonObject, writeJson } from "../../json.ts";
import type { Properties } from "./formats/format.ts";

/** From narrow to wide: a value of a type is one of all types after it. */
const widths = ["null", "boolean", "integer", "number", "string", "object"];

/**
 * The columns of both; where one has two types, the wider one.
 *
 * @throws {ConnectorError} file.schema where a list or an object meets something else
 */
export function mergeProperties(a: Properties, b: Properties): Properties {
  let merged = a;
  for (const [name, wanted] of Object.entries(b)) {
    const present = Object.hasOwn(merged, name) ? merged[name] : undefined;
    const type = present === undefined ? wanted : wider(name, present, wanted);
    if (type === present) continue;
    if (merged === a) merged = { ...a };
    merged[name] = type;
  }
  return merged;
}

function wider(name: string, a: JsonObject, b: JsonObject): JsonObject {
  if (a.type === "null") return b.type === "null" ? a : b;
  if (b.type === "null" || writeJson(a) === writeJson(b)) return a;
  const isAtomic = (type: Json | undefined) =>
    typeof type === "string" && type !== "object" && widths.includes(type);
  if (!isAtomic(a.type) || !isAtomic(b.type)) {
    throw new ConnectorError("file.schema", {
      failureType: "config_error",
      message:
        `Cannot infer the schema: the column "${name}" is ${a.type} in one place and ${b.type} in another`,
      hint: "Give the stream an input_schema, or make it schemaless",
    });
  }
  return widths.indexOf(String(a.type)) >= widths.indexOf(String(b.type)) ? a : b;
}

/** An inferred schema in which everything can be null, nested values too. */
export function nullable(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "type" && typeof value === "string") result[key] = value === "null" ? value : ["null", value];
    else if (key === "type" && Array.isArray(value)) result[key] = ["null", ...value];
    else if (isObject(value)) result[key] = nullable(value);
    else result[key] = value;
  }
  return result;
}

/** All columns as one object schema. */
export function objectOf(properties: Properties): JsonObject {
  return { type: "object", properties };
}

const givenTypes: Record<string, string> = {
  null: "null",
  array: "array",
  boolean: "boolean",
  float: "number",
  integer: "integer",
  number: "number",
  object: "object",
  string: "string",
};

/** The columns that a stream's `input_schema` names. @throws {ConnectorError} config.input_schema */
export function inputProperties(
  stream: string,
  input: string | Readonly<Record<string, string>> | null | undefined,
): Properties | undefined {
  if (!input) return undefined;
  const wrong = (reason: string) =>
    new ConnectorError("config.input_schema", {
      failureType: "config_error",
      message: `Cannot use the input_schema of the stream "${stream}": ${reason}`,
      hint: `Write columns and their types: {"id": "integer", "name": "string"}`,
    });
  let given: unknown = input;
  if (typeof input === "string") {
    try {
      given = JSON.parse(input);
    } catch {
      throw wrong("it is no valid JSON");
    }
  }
  if (!isObject(given)) throw wrong("it is no object");
  const properties: Properties = {};
  for (const [name, type] of Object.entries(given)) {
    const known = typeof type === "string" ? givenTypes[type.trim().toLowerCase()] : undefined;
    if (known === undefined) {
      throw wrong(`the type of "${name}" is not one of ${Object.keys(givenTypes).join(", ")}`);
    }
    properties[name.trim()] = { type: known };
  }
  return Object.keys(properties).length > 0 ? properties : undefined;
}

/** Column → its type besides null, for columns with one. */
export function typesOf(properties: JsonObject): Map<string, string> {
  const types = new Map<string, string>();
  for (const [name, property] of Object.entries(properties)) {
    const all = isObject(property) ? [property.type ?? []].flat() : [];
    const [type = all[0]] = all.filter((type) => type !== "null");
    types.set(name, typeof type === "string" ? type : "string");
  }
  return types;
}

/** Whether records have no other columns than these, and values that are as narrow as theirs. Compiled once. */
export function conformanceTo(properties: JsonObject): (record: JsonObject) => boolean {
  const fits = new Map(Object.entries(properties).map(([name, property]) => [name, fitOf(property)]));
  return (record) => {
    for (const name in record) {
      const value = record[name]!;
      const fit = fits.get(name);
      if (!fit || (value !== null && !fit(value))) return false;
    }
    return true;
  };
}

function fitOf(property: Json): (value: Json) => boolean {
  const types = isObject(property) ? [property.type ?? []].flat().map(String) : [];
  if (types.length === 0) return () => true;
  const widest = Math.max(...types.map((type) => widths.indexOf(type)));
  const items = types.includes("array") && isObject(property) && isObject(property.items)
    ? fitOf(property.items)
    : () => true;
  return (value) => {
    if (Array.isArray(value)) {
      return types.includes("array") && value.every((item) => item === null || items(item));
    }
    return widthOf(value) <= widest;
  };
}

function widthOf(value: Json): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return 1;
  if (typeof value === "bigint") return 2;
  if (typeof value === "number") return Number.isInteger(value) ? 2 : 3;
  if (value instanceof Float) return 3;
  return typeof value === "string" ? 4 : 5;
}
