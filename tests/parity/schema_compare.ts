/**
 * Compares the registry with the public component schema: `deno run -A tests/parity/schema_compare.ts [FILE]`.
 * Prints types, fields, shapes, required fields and defaults that differ, in fields of fields too; exits with 1 if any does unexplained.
 */
import { readYaml } from "../../core/declarative/manifest/load.ts";
import { slotTypes } from "../../core/declarative/manifest/shapes.ts";
import { sourceFields } from "../../core/declarative/manifest/source_fields.ts";
import type { Field, Shape } from "../../core/declarative/component.ts";
import { registry } from "../../core/declarative/registry.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";

type Fields = Record<string, Field<unknown>>;

const file = Deno.args[0] ??
  new URL("../../../shared/spec/declarative_component_schema.yaml", import.meta.url);
let text: string;
try {
  text = await Deno.readTextFile(file);
} catch {
  console.log(`No component schema at ${file}: nothing to compare`);
  Deno.exit(0);
}
const schema = readYaml(text, String(file));
const definitions = isObject(schema) && isObject(schema.definitions) ? schema.definitions : {};

const objectOf = (value: Json | undefined): JsonObject => isObject(value) ? value : {};
const listOf = (value: Json | undefined): Json[] => Array.isArray(value) ? value : [];

/** A definition that is no component: its own schema stands in its place. */
function isComponent(name: string): boolean {
  const { properties, type } = objectOf(definitions[name]);
  return registry.has(name) || (type === "object" && "type" in objectOf(properties));
}

/** What stands in `type:`: a few definitions have another name than that. */
function typeOf(name: string): string {
  const [type] = listOf(objectOf(objectOf(objectOf(definitions[name]).properties).type).enum);
  return typeof type === "string" ? type : name;
}

const everyType = ["string", "number", "object", "array", "boolean", "null"];
/** Components that the schema writes out where they stand. */
const written = new Set<string>();

/** What a schema accepts, as sorted words. */
function wordsOf(node: JsonObject): string[] {
  if (typeof node.$ref === "string") {
    const name = node.$ref.replace("#/definitions/", "");
    return isComponent(name) ? [typeOf(name)] : wordsOf(objectOf(definitions[name]));
  }
  for (const keyword of ["anyOf", "oneOf"]) {
    if (node[keyword]) return unique(listOf(node[keyword]).flatMap((item) => wordsOf(objectOf(item))));
  }
  if (node.enum) return listOf(node.enum).map((value) => `"${value}"`).sort();
  const types = Array.isArray(node.type) ? node.type : [node.type ?? (node.properties ? "object" : "any")];
  if (types.length === everyType.length) return ["any"];
  return unique(types.map((type) => {
    if (type === "array") {
      return listWords(
        node.items ? wordsOf(objectOf(node.items)) : ["any"],
        Number(node.minItems ?? 0),
        node.uniqueItems === true,
      );
    }
    if (type === "object") {
      const own = listOf(objectOf(objectOf(node.properties).type).enum);
      // A component that is written out where it stands.
      const [type] = own;
      if (own.length === 1 && typeof type === "string" && registry.has(type)) {
        written.add(type);
        return type;
      }
      if (node.properties && Object.keys(objectOf(node.properties)).length > 0) {
        return `{${Object.keys(objectOf(node.properties)).sort().join(",")}}`;
      }
      return isObject(node.additionalProperties)
        ? `{*:${wordsOf(node.additionalProperties).join("|")}}`
        : "object";
    }
    if (node.exclusiveMinimum !== undefined) return `${type}>${node.exclusiveMinimum}`;
    return node.minimum === undefined ? String(type) : `${type}>=${node.minimum}`;
  }));
}

const listWords = (items: string[], least = 0, isUnique = false) =>
  `[${items.join("|")}]${least > 0 ? `>=${least}` : ""}${isUnique ? " unique" : ""}`;

const unique = (words: string[]) => {
  const all = words.length === 1 ? words : words.flatMap((word) => word);
  return [...new Set(all)].sort();
};

function shapeWords(shape: Shape): string[] {
  switch (shape.kind) {
    case "integer":
    case "number":
      if (shape.above !== undefined) return [`${shape.kind}>${shape.above}`];
      return [shape.minimum === undefined ? shape.kind : `${shape.kind}>=${shape.minimum}`];
    case "enum":
      return shape.values.map((value) => `"${value}"`).sort();
    case "list":
      return [listWords(shapeWords(shape.items), shape.minItems, shape.unique)];
    case "map":
      return [`{*:${shapeWords(shape.values).join("|")}}`];
    case "fields":
      return [`{${Object.keys(shape.fields).sort().join(",")}}`];
    case "union":
      return unique(shape.options.flatMap(shapeWords));
    case "slot":
      return [...slotTypes(shape)].sort();
    default:
      return [shape.kind];
  }
}

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0;
/** A default that is empty or false says no more than none. */
const isNothing = (value: unknown) => !value || ["[]", "{}"].includes(JSON.stringify(value));

let found = 0;
function report(line: string, explained?: string): void {
  if (explained === undefined) found++;
  console.log(explained === undefined ? line : `(${line}: ${explained})`);
}

/** What is written out where it stands: its own fields, by the shapes and schemas that have any. */
function inner(shape: Shape): Fields[] {
  if (shape.kind === "fields") return [shape.fields];
  if (shape.kind === "union") return shape.options.flatMap(inner);
  if (shape.kind === "list") return inner(shape.items);
  return shape.kind === "map" ? inner(shape.values) : [];
}

function innerSchemas(node: JsonObject): JsonObject[] {
  if (typeof node.$ref === "string") {
    const name = node.$ref.replace("#/definitions/", "");
    return isComponent(name) ? [] : innerSchemas(objectOf(definitions[name]));
  }
  const options = [...listOf(node.anyOf), ...listOf(node.oneOf)].map(objectOf).flatMap(innerSchemas);
  const [type] = listOf(objectOf(objectOf(node.properties).type).enum);
  const own = Object.keys(objectOf(node.properties)).length > 0 && !registry.has(String(type)) ? [node] : [];
  const parts = [node.items, node.additionalProperties].filter(isObject).flatMap(innerSchemas);
  return [...own, ...options, ...parts];
}

function compare(name: string, theirs: JsonObject, fields: Fields, differences: Record<string, string> = {}) {
  const properties = objectOf(theirs.properties);
  const required = new Set(listOf(theirs.required));
  for (const [field, property] of Object.entries(properties)) {
    if (field === "type" || field === "$parameters") continue;
    const at = `${name}.${field}`, why = differences[field];
    const ours = fields[field];
    if (!ours) {
      report(`${at}: missing, schema has ${wordsOf(objectOf(property)).join(" | ")}`, why);
      continue;
    }
    const their = wordsOf(objectOf(property)).join(" | "), our = shapeWords(ours.shape).join(" | ");
    if (their !== our) report(`${at}: ${our}\n    schema: ${their}`, why);
    if (required.has(field) !== ours.required) {
      report(`${at}: required is ${ours.required}, schema: ${required.has(field)}`, why);
    }
    const value = objectOf(property).default;
    const isSilent = isEmptyList(value) || (value === undefined && isNothing(ours.default));
    if (!isSilent && JSON.stringify(value) !== JSON.stringify(ours.default) && !required.has(field)) {
      report(`${at}: default is ${JSON.stringify(ours.default)}, schema: ${JSON.stringify(value)}`, why);
    }
    const schemas = innerSchemas(objectOf(property)), own = inner(ours.shape);
    if (schemas.length !== own.length) {
      report(`${at}: ${own.length} inner shapes, schema: ${schemas.length}`, why);
    } else for (const [i, schema] of schemas.entries()) compare(at, schema, own[i]!);
  }
  for (const field of Object.keys(fields)) {
    if (!(field in properties) && field !== "$parameters") {
      report(`${name}.${field}: not in the schema`, differences[field]);
    }
  }
}

for (const [name, definition] of Object.entries(definitions)) {
  const component = registry.get(typeOf(name));
  if (component) {
    written.add(component.type);
    compare(name, objectOf(definition), component.fields, component.differences);
    const open = objectOf(definition).additionalProperties === true;
    if (open !== (component.open === true)) {
      report(`${name}: open is ${component.open === true}, schema: ${open}`);
    }
  } else if (isComponent(name)) report(`${name}: no such component`);
}
compare("DeclarativeSource", objectOf(schema), sourceFields);
for (const name of registry.keys()) {
  if (!(name in definitions) && !written.has(name)) report(`${name}: not in the schema`);
}
console.log(found === 0 ? "No unexplained differences" : `${found} differences`);
Deno.exit(found === 0 ? 0 : 1);
