/** Builders of schemas. Each gives a JSON Schema whose TypeScript type is known. */
import type { Json, JsonObject } from "../json.ts";
import {
  type Annotations,
  annotationsOf,
  type DefaultSchema,
  type Fields,
  type Infer,
  type ObjectOf,
  objectSchema,
  type OptionalSchema,
  type Schema,
} from "./schema.ts";

/** What `string()` takes. */
export interface StringOptions extends Annotations {
  /** Such as `date-time`, `date`, `uri`, `email`. */
  format?: string;
  /** A regular expression that the value matches. */
  pattern?: string;
  /** The pattern in words, for forms: `YYYY-MM-DD`. */
  pattern_descriptor?: string;
  /** Characters, at least. */
  minLength?: number;
  /** Characters, at most. */
  maxLength?: number;
}

/** What `integer()` and `number()` take. */
export interface NumberOptions extends Annotations {
  /** The smallest allowed value. */
  minimum?: number;
  /** The largest allowed value. */
  maximum?: number;
}

/** What `object()` takes. */
export interface ObjectOptions extends Annotations {
  /** Whether properties that are not listed may be there; yes where left out. */
  additionalProperties?: boolean;
}

/** What `array()` takes. */
export interface ArrayOptions extends Annotations {
  /** Items, at least. */
  minItems?: number;
  /** Items, at most. */
  maxItems?: number;
}

function schemaOf<T>(json: JsonObject): Schema<T> {
  return { "~schema": true, json };
}

function typed<T>(type: string, options: object): Schema<T> {
  return schemaOf({ type, ...annotationsOf(options) });
}

/** Text. */
export function string(options: StringOptions = {}): Schema<string> {
  return typed("string", options);
}

/** A whole number. Numbers beyond 2^53 arrive as `bigint`. */
export function integer(options: NumberOptions = {}): Schema<number> {
  return typed("integer", options);
}

/** Any number. */
export function number(options: NumberOptions = {}): Schema<number> {
  return typed("number", options);
}

/** `true` or `false`. */
export function boolean(options: Annotations = {}): Schema<boolean> {
  return typed("boolean", options);
}

/** A date and a time as text, with or without an offset: `2025-01-26T13:20:05Z`. */
export function dateTime(options: StringOptions = {}): Schema<string> {
  return typed("string", { format: "date-time", ...options });
}

/** A date as text: `2025-01-26`. */
export function date(options: StringOptions = {}): Schema<string> {
  return typed("string", { format: "date", ...options });
}

/** Text that is masked wherever it would be shown: keys, passwords, tokens. */
export function secret(options: StringOptions = {}): Schema<string> {
  return typed("string", { ...options, airbyte_secret: true });
}

/** One of a fixed set of words or numbers. */
export function choice<const V extends string | number>(
  values: readonly V[],
  options: Annotations = {},
): Schema<V> {
  const type = values.every((value) => typeof value === "string")
    ? "string"
    : values.every((value) => typeof value === "number")
    ? "number"
    : ["string", "number"];
  return schemaOf({ type, ...annotationsOf(options), enum: [...values] });
}

/** Exactly one value; it tells the branches of a `union()` apart. */
export function literal<const V extends string | number | boolean>(
  value: V,
  options: Annotations = {},
): Schema<V> {
  return schemaOf({ type: typeof value, ...annotationsOf(options), const: value });
}

/** An object with these properties. */
export function object<const F extends Fields>(fields: F, options: ObjectOptions = {}): Schema<ObjectOf<F>> {
  return schemaOf(objectSchema(fields, options));
}

/** An object whose properties all have one type, whatever their names. */
export function map<T>(values: Schema<T>, options: Annotations = {}): Schema<Record<string, T>> {
  return schemaOf({ type: "object", ...annotationsOf(options), additionalProperties: values.json });
}

/** A list. */
export function array<T>(items: Schema<T>, options: ArrayOptions = {}): Schema<T[]> {
  return schemaOf({ type: "array", ...annotationsOf(options), items: items.json });
}

/** Any JSON value. */
export function any(options: Annotations = {}): Schema<Json> {
  return schemaOf(annotationsOf(options));
}

/** One of several schemas, such as ways to log in. */
export function union<const S extends readonly Schema[]>(
  schemas: S,
  options: Annotations = {},
): Schema<Infer<S[number]>> {
  const branches = schemas.map((schema) => schema.json);
  const isObjects = branches.every(({ type }) => type === "object");
  return schemaOf({ ...(isObjects ? { type: "object" } : {}), ...annotationsOf(options), oneOf: branches });
}

/** A value that may be null. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  const { type, ...rest } = schema.json;
  const json: JsonObject = type === undefined
    ? (rest.oneOf ? { ...rest, oneOf: [{ type: "null" }, ...listOf(rest.oneOf)] } : rest)
    : { type: ["null", ...listOf(type)], ...rest };
  if (Array.isArray(json.enum)) json.enum = [...json.enum, null];
  return schemaOf(json);
}

/** A property that may be missing. With a default, a config always has it; the spec shows the default. */
export function optional<T>(schema: Schema<T>): OptionalSchema<T>;
/** A property with a default. */
export function optional<T>(schema: Schema<T>, value: T & Json): DefaultSchema<T>;
export function optional<T>(schema: Schema<T>, value?: T & Json): OptionalSchema<T> | DefaultSchema<T> {
  if (value === undefined) return { ...schema, optional: true };
  return { ...schema, json: { ...schema.json, default: value }, optional: true, default: value };
}

/** A schema that is JSON already; `T` is what the author knows of its values. */
export function jsonSchema<T = JsonObject>(json: JsonObject): Schema<T> {
  return schemaOf(json);
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}
