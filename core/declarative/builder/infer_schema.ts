import { repr } from "../../jinja/python/text.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** Gathers what records look like; gives a JSON Schema that fits them all. */
export interface SchemaInferrer {
  add(record: JsonObject): void;
  /** Undefined where there was no record. Problems: key fields that no record has. */
  schema(): { schema: JsonObject | undefined; problems: string[] };
}

export interface InferOptions {
  /** Fields that are always there, as paths. */
  primaryKey: string[][];
  cursorField: string[][];
}

type Kind = "object" | "number" | "null" | "boolean" | "string" | "array";

/** The kinds of value seen at one place, in the order in which they came. */
class Place {
  readonly kinds: Kind[] = [];
  readonly properties = new Map<string, Place>();
  items: Place | undefined;

  add(value: Json): void {
    const kind = kindOf(value);
    if (!this.kinds.includes(kind)) this.kinds.push(kind);
    if (isObject(value)) {
      for (const [name, inner] of Object.entries(value)) {
        let place = this.properties.get(name);
        if (!place) this.properties.set(name, place = new Place());
        place.add(inner);
      }
    } else if (Array.isArray(value)) {
      this.items ??= new Place();
      for (const item of value) this.items.add(item);
    }
  }

  /** Kinds that are nothing but a type stand in one list; those with more to say stand beside it. */
  toSchema(): JsonObject {
    const simple = new Set<string>();
    const detailed: JsonObject[] = [];
    for (const kind of this.kinds) {
      if (kind === "object" && this.properties.size > 0) {
        const properties: JsonObject = {};
        for (const [name, place] of this.properties) properties[name] = place.toSchema();
        detailed.push({ type: "object", properties });
      } else if (kind === "array" && this.items && this.items.kinds.length > 0) {
        detailed.push({ type: "array", items: this.items.toSchema() });
      } else simple.add(kind);
    }
    const types = [...simple].sort();
    const schemas = types.length === 0
      ? detailed
      : [{ type: types.length === 1 ? types[0]! : types }, ...detailed];
    const [only, ...others] = schemas;
    return only === undefined ? {} : others.length === 0 ? only : { anyOf: schemas };
  }
}

function kindOf(value: Json): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (isObject(value)) return "object";
  if (typeof value === "boolean") return "boolean";
  return typeof value === "string" ? "string" : "number";
}

export function schemaInferrer({ primaryKey, cursorField }: InferOptions): SchemaInferrer {
  const root = new Place();
  return {
    add: (record) => root.add(record),
    schema() {
      if (root.kinds.length === 0) return { schema: undefined, problems: [] };
      const schema: JsonObject = { $schema: "http://json-schema.org/schema#", ...root.toSchema() };
      clean(schema);
      schema["type"] = "object";
      const problems: string[] = [];
      for (const path of [...primaryKey, ...cursorField]) {
        try {
          require(schema, path, []);
        } catch (error) {
          if (!(error instanceof CannotRequire)) throw error;
          problems.push(error.message);
        }
      }
      return { schema, problems };
    },
  };
}

/** Everything may be null, and what was never anything but null says nothing. */
function clean(node: JsonObject): void {
  const { anyOf } = node;
  if (Array.isArray(anyOf)) cleanAnyOf(node, anyOf.filter(isObject));
  const { properties, items } = node;
  if (isObject(properties)) {
    for (const [name, property] of Object.entries(properties)) {
      if (!isObject(property)) continue;
      if (property["type"] === "null") delete properties[name];
      else clean(property);
    }
  }
  if (isObject(items)) clean(items);
  const { type } = node;
  node["type"] = Array.isArray(type)
    ? [...type.filter((one) => one !== "null"), "null"]
    : [type ?? "null", "null"];
  if ("anyOf" in node) delete node["type"];
}

function cleanAnyOf(node: JsonObject, options: JsonObject[]): void {
  const isNull = (option: JsonObject | undefined) =>
    option !== undefined && option["type"] === "null" && Object.keys(option).length === 1;
  if (options.length === 2 && options.some(isNull)) {
    const real = options.find((option) => !isNull(option)) ?? {};
    delete node["anyOf"];
    Object.assign(node, real, { type: [real["type"] ?? "null", "null"] });
  } else if (options.length > 1) node["type"] = ["null"];
}

class CannotRequire extends Error {}

/** Marks a field, and all on the way to it, as required and never null. */
function require(node: JsonObject, path: string[], travelled: string[]): void {
  const { type } = node;
  if (Array.isArray(type)) {
    const rest = type.filter((one) => one !== "null");
    node["type"] = rest.length === 1 ? rest[0]! : rest;
  }
  const [next, ...rest] = path;
  if (next === undefined) return;
  const { properties } = node;
  if (!isObject(properties)) {
    throw new CannotRequire(
      `Path ${repr(travelled)} does not refer to an object but is \`${repr(node)}\` and hence ${
        repr(path)
      } can't be marked as required.`,
    );
  }
  const property = properties[next];
  if (!isObject(property)) {
    throw new CannotRequire(
      `Path ${
        repr(travelled)
      } does not have field \`${next}\` in the schema and hence can't be marked as required.`,
    );
  }
  const required = Array.isArray(node["required"]) ? node["required"] : node["required"] = [];
  if (!required.includes(next)) required.push(next);
  require(property, rest, [...travelled, next]);
}
