/** Schema normalization: casts the values of records to the types that the stream's schema names. */
import { pythonFloat, pythonInt } from "../../datetime/numbers.ts";
import { ConnectorError } from "../../errors.ts";
import { str } from "../../jinja/python/text.ts";
import { truthy } from "../../jinja/python/iterate.ts";
import { Float, isObject, type Json, type JsonObject } from "../../json.ts";
import type { ComponentNode } from "../component.ts";
import type { BuildContext } from "../context.ts";

type Choice = "Default" | "None" | ComponentNode<"schema_normalization"> | undefined;

/** What a record selector does to each finished record, once the schema is there; undefined: nothing at all. */
export function normalizer(
  choice: Choice,
  ctx: BuildContext,
): (() => Promise<(record: JsonObject) => void>) | undefined {
  if (choice === undefined || choice === "None") return undefined;
  const custom = choice === "Default" ? undefined : ctx.build(choice);
  async function prepare(): Promise<(record: JsonObject) => void> {
    const schema = (await ctx.stream.schema?.()) ?? {};
    if (Object.keys(schema).length === 0) return () => {};
    return custom ? (record) => custom(record, schema) : compileNormalization(schema);
  }
  let prepared: Promise<(record: JsonObject) => void> | undefined;
  return () => prepared ??= prepare();
}

/** Casts one value. */
type Cast = (value: Json) => Json;
/** Goes through the parts of a value that was cast, and casts them in place. */
type Descend = (value: Json) => void;

/** Compiles a schema to a function that casts a record's values in place. */
export function compileNormalization(schema: JsonObject): (record: JsonObject) => void {
  const compiled = new Map<Json, { run: Descend }>();

  /** A schema may refer to itself, so its function is found through a holder. */
  function descendInto(part: Json): Descend {
    if (!isObject(part)) return () => {};
    const known = compiled.get(part);
    if (known) return (value) => known.run(value);
    const holder: { run: Descend } = { run: () => {} };
    compiled.set(part, holder);
    holder.run = descend(part);
    return holder.run;
  }

  function descend(part: JsonObject): Descend {
    const steps: Descend[] = [];
    for (const [keyword, value] of Object.entries(part)) {
      if (keyword === "properties" && isObject(value)) steps.push(properties(value));
      else if (keyword === "items") steps.push(items(value));
      else if (keyword === "type") steps.push(...typeCheck(value));
      else if (keyword === "$ref" && typeof value === "string") steps.push(reference(value));
    }
    const [first, second] = steps;
    if (first === undefined) return () => {};
    if (second === undefined) return first;
    return (value) => {
      for (const step of steps) step(value);
    };
  }

  function properties(parts: JsonObject): Descend {
    const fields = Object.entries(parts).map(([name, part]) => ({
      name,
      cast: castTo(part),
      into: descendInto(part),
      // Scalars have no parts; entering them matters only for a type that cannot be checked.
      entersScalars: isObject(part) && (typeCheck(part["type"] ?? []).length > 0 || "$ref" in part),
    }));
    return (value) => {
      if (!isObject(value)) return;
      // All fields of a level are cast before any of them is entered, as the Python CDK does.
      for (const { name, cast } of fields) {
        const found = value[name];
        if (found !== undefined && Object.hasOwn(value, name)) value[name] = cast(found);
      }
      for (const { name, into, entersScalars } of fields) {
        const found = Object.hasOwn(value, name) ? value[name] : undefined;
        if (found !== undefined && (entersScalars || (typeof found === "object" && found !== null))) {
          into(found);
        }
      }
    };
  }

  function items(part: Json): Descend {
    const cast = castTo(part);
    const into = descendInto(part);
    return (value) => {
      if (!Array.isArray(value)) return;
      for (let i = 0; i < value.length; i++) value[i] = cast(value[i] ?? null);
      for (const item of value) into(item);
    };
  }

  function reference(pointer: string): Descend {
    let into: Descend | undefined;
    return (value) => (into ??= descendInto(lookUp(schema, pointer)))(value);
  }

  const run = descend(schema);
  return (record) => run(record);
}

const typeNames = new Set(["string", "number", "integer", "boolean", "null", "object", "array"]);

/** A type that JSON Schema does not know fails as soon as no other type of the list fits. */
function typeCheck(value: Json): Descend[] {
  const names = Array.isArray(value) ? value : [value];
  const unknown = names.findIndex((name) => typeof name !== "string" || !typeNames.has(name));
  if (unknown === -1) return [];
  const before = names.slice(0, unknown).map(String);
  return [(item) => {
    if (!before.some((name) => isOfType(item, name))) {
      throw badSchema(`the type ${str(names[unknown])} is unknown`);
    }
  }];
}

function isOfType(value: Json, name: string): boolean {
  switch (name) {
    case "string":
      return typeof value === "string";
    case "null":
      return value === null;
    case "boolean":
      return typeof value === "boolean";
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return typeof value === "bigint" || value instanceof Float || Number.isInteger(value);
  }
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}

function lookUp(schema: JsonObject, pointer: string): Json {
  let value: Json = schema;
  if (!pointer.startsWith("#")) throw badSchema(`cannot follow the reference "${pointer}"`);
  for (const part of pointer.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const next: Json | undefined = Array.isArray(value)
      ? value[Number(key)]
      : isObject(value)
      ? value[key]
      : undefined;
    if (next === undefined) throw badSchema(`cannot follow the reference "${pointer}"`);
    value = next;
  }
  return value;
}

function badSchema(reason: string): ConnectorError {
  return new ConnectorError("record.schema", {
    failureType: "system_error",
    message: `Cannot normalize a record by its schema: ${reason}`,
  });
}

const unchanged: Cast = (value) => value;
const refuse = (reason: string): Cast => () => {
  throw badSchema(reason);
};

/** The cast to the one type of a schema besides null; several types leave a value as it is. */
function castTo(part: Json): Cast {
  if (!isObject(part)) return refuse("a part of it is no object");
  const { type } = part;
  const allowsNull = Array.isArray(type)
    ? type.includes("null")
    : typeof type === "string" && type.includes("null");
  let target: Json | undefined = type;
  if (Array.isArray(type)) {
    const others = type.filter((name) => name !== "null");
    if (others.length !== 1) return unchanged;
    target = others[0];
  }
  const cast = target === "array" ? castToList(part) : typeof target === "string" ? casts[target] : undefined;
  if (cast === undefined) return unchanged;
  return allowsNull ? (value) => value === null ? null : cast(value) : cast;
}

const casts: Record<string, Cast> = {
  string: (value) => typeof value === "string" ? value : str(value),
  number: (value) => {
    if (value === null || typeof value === "object" && !(value instanceof Float)) return value;
    return unlessInvalid(value, () => Float.of(pythonFloat(value)));
  },
  integer: (value) => {
    if (typeof value === "number" && Number.isInteger(value)) return value;
    if (value === Infinity || value === -Infinity) {
      throw badSchema("cannot convert float infinity to integer");
    }
    if (value === null || typeof value === "object" && !(value instanceof Float)) return value;
    return unlessInvalid(value, () => {
      const integer = pythonInt(value);
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    });
  },
  boolean: (value) => {
    if (typeof value !== "string") return truthy(value);
    const word = value.toLowerCase().trim();
    if (trueWords.has(word)) return true;
    return falseWords.has(word) ? false : value;
  },
};
const trueWords = new Set(["y", "yes", "t", "true", "on", "1"]);
const falseWords = new Set(["n", "no", "f", "false", "off", "0"]);

function unlessInvalid(value: Json, cast: () => Json): Json {
  try {
    return cast();
  } catch {
    return value;
  }
}

const simpleTypes = new Set<Json>(["string", "number", "integer", "boolean", "null"]);

/** A scalar becomes a list of one, where the items are scalars too. */
function castToList(part: JsonObject): Cast {
  const { items } = part;
  if (items !== undefined && !isObject(items)) return refuse("the items of an array are no object");
  const type = items?.["type"];
  // Python looks at the letters of a type that is written as one word, and never finds a type in them.
  const isSimple = type === undefined ||
    (Array.isArray(type) && type.every((name) => simpleTypes.has(name))) ||
    type === "";
  if (!isSimple) return unchanged;
  return (value) => Array.isArray(value) || isObject(value) ? value : [value];
}
