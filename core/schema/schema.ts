/** A JSON Schema that carries the TypeScript type of its values. */
import type { Json, JsonObject } from "../json.ts";

/** A JSON Schema (draft 7) of values of type `T`. Made by the builders: `string()`, `object({…})`, … */
export interface Schema<T = unknown> {
  /** Marks it as a schema. */
  readonly "~schema": true;
  /** The JSON Schema as it stands in catalogs and specs. */
  readonly json: JsonObject;
  /** Carries `T`; never set. */
  readonly "~type"?: T;
}

/** The schema of a property that may be missing. Made by `optional()`. */
export interface OptionalSchema<T = unknown> extends Schema<T> {
  /** Tells it from a schema of a property that is always there. */
  readonly optional: true;
}

/** The schema of a property that may be missing from a config and then has a default. Made by `optional()`. */
export interface DefaultSchema<T = unknown> extends Schema<T> {
  /** Tells it from a schema of a property that is always there. */
  readonly optional: true;
  /** What stands in for a missing value. */
  readonly default: Json;
}

/** Properties by name, as `object()`, `source({ spec })` and `stream({ schema })` take them. */
export type Fields = { readonly [name: string]: Schema };

/** The TypeScript type of a schema's values: `Infer<typeof user>`. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** The names of the properties that may be missing. */
export type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly default: Json } ? never
    : F[K] extends { readonly optional: true } ? K
    : never;
}[keyof F];

/** The TypeScript type of an object with these properties. */
export type ObjectOf<F extends Fields> = Flat<
  & { [K in Exclude<keyof F, OptionalKeys<F>>]: Infer<F[K]> }
  & { [K in OptionalKeys<F>]?: Infer<F[K]> }
>;

/** Shows an intersection of object types as one object type. */
export type Flat<T> = { [K in keyof T]: T[K] };

/** What every builder takes besides its own options: annotations of JSON Schema and of Airbyte's forms. */
export interface Annotations {
  /** The label in a form. */
  title?: string;
  /** What the value means, for people. */
  description?: string;
  /** Values to show as examples. */
  examples?: Json[];
  /** Position in a form, from 0. */
  order?: number;
  /** The form does not show it. */
  airbyte_hidden?: boolean;
  /** The value is a secret: masked in logs, kept in a secret store. `secret()` sets it. */
  airbyte_secret?: boolean;
  /** The form shows a larger field. */
  multiline?: boolean;
  /** The form shows it even where it is optional. */
  always_show?: boolean;
  /** Fields with the same group stand together. */
  group?: string;
  /** How a form shows a choice. */
  display_type?: "dropdown" | "radio";
}

/** Whether a value is a schema, not a set of properties. */
export function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "~schema" in value;
}

/** The JSON Schema of an object with these properties, with `required` and defaults. */
export function objectSchema(fields: Fields, annotations: Annotations = {}): JsonObject {
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    properties[name] = field.json;
    if (!("optional" in field)) required.push(name);
  }
  return {
    type: "object",
    ...annotationsOf(annotations),
    properties,
    ...(required.length > 0 ? { required } : {}),
  };
}

/** Annotations without those that are undefined. */
export function annotationsOf(annotations: object): JsonObject {
  return Object.fromEntries(Object.entries(annotations).filter(([, value]) => value !== undefined));
}

/** A config with the defaults of its spec filled in, nested objects included. */
export function withDefaults(config: JsonObject, schema: JsonObject): JsonObject {
  const properties = schema.properties;
  if (!isMapping(properties)) return config;
  const filled: JsonObject = { ...config };
  for (const [name, property] of Object.entries(properties)) {
    if (!isMapping(property)) continue;
    const value = filled[name];
    if (value === undefined) {
      if (property.default !== undefined) filled[name] = structuredClone(property.default);
    } else if (isMapping(value)) filled[name] = withDefaults(value, property);
  }
  return filled;
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && value.constructor === Object;
}
