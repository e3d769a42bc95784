/**
 * Most configs are right, and their specs simple: to see that takes no validator, whose code takes longer to load
 * than all else that `discover` does. Whoever wants to know what is wrong asks the validator.
 */
import { Float, isObject, type Json } from "../json.ts";

/** Keywords that say nothing of what is valid, to Python's jsonschema at least. */
const annotations: ReadonlySet<string> = new Set([
  ...[
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "default",
    "examples",
    "format",
    "order",
    "group",
  ],
  ...[
    "groups",
    "airbyte_secret",
    "airbyte_hidden",
    "multiline",
    "pattern_descriptor",
    "always_show",
    "display_type",
  ],
  ...["readOnly", "writeOnly", "deprecated"],
]);

/** Whether a value certainly fits a JSON Schema; false where that is not sure. `pattern` compiles a pattern. */
export function certainlyFits(value: Json, schema: Json, pattern: (source: string) => RegExp): boolean {
  if (!isObject(schema)) return schema === true;
  for (const keyword in schema) {
    if (annotations.has(keyword)) continue;
    const rule = rules[keyword];
    if (!rule?.(value, schema[keyword] ?? null, (part, its) => certainlyFits(part, its, pattern), pattern)) {
      return false;
    }
  }
  return true;
}

type Rule = (
  value: Json,
  wanted: Json,
  fits: (part: Json, schema: Json) => boolean,
  pattern: (source: string) => RegExp,
) => boolean;

const rules: Readonly<Record<string, Rule>> = {
  type: (value, wanted) => [wanted].flat().some((type) => types[String(type)]?.(value)),
  enum: (value, wanted) => isText(value) && Array.isArray(wanted) && wanted.includes(value),
  const: (value, wanted) => isText(value) && value === wanted,
  pattern: (value, wanted, _, pattern) =>
    !isText(value) || (isText(wanted) && matches(wanted, value, pattern)),
  minimum: (value, wanted) => typeof value === "number" && typeof wanted === "number" && value >= wanted,
  maximum: (value, wanted) => typeof value === "number" && typeof wanted === "number" && value <= wanted,
  required: (value, wanted) =>
    isObject(value) && Array.isArray(wanted) &&
    wanted.every((key) => isText(key) && Object.hasOwn(value, key)),
  properties: (value, wanted, fits) =>
    isObject(value) && isObject(wanted) &&
    Object.entries(wanted).every(([key, schema]) =>
      !Object.hasOwn(value, key) || fits(value[key] ?? null, schema)
    ),
  additionalProperties: (_value, wanted) => wanted === true,
  items: (value, wanted, fits) => Array.isArray(value) && value.every((item) => fits(item, wanted)),
};

function matches(source: string, text: string, pattern: (source: string) => RegExp): boolean {
  try {
    return pattern(source).test(text);
  } catch {
    return false;
  }
}

const isText = (value: Json): value is string => typeof value === "string";
const isNumber = (value: Json): boolean =>
  typeof value === "number" || typeof value === "bigint" || value instanceof Float;

const types: Readonly<Record<string, (value: Json) => boolean>> = {
  string: isText,
  number: isNumber,
  integer: (value) => isNumber(value) && (typeof value !== "number" || Number.isInteger(value)),
  boolean: (value) => typeof value === "boolean",
  object: isObject,
  array: Array.isArray,
  null: (value) => value === null,
};
