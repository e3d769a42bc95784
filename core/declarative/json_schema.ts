/** The JSON Schema of manifests, for editors: made of the registry, so it can never lag behind. */
import type { JsonObject } from "../json.ts";
import type { Field, Shape } from "./component.ts";
import { slotTypes } from "./manifest/shapes.ts";
import { sourceFields } from "./manifest/source_fields.ts";
import { registry } from "./registry.ts";

/** A JSON Schema (draft 7) of manifests as they are written, references included. */
export function manifestSchema(): JsonObject {
  const definitions: JsonObject = {};
  for (const [type, component] of [...registry].sort(([a], [b]) => a < b ? -1 : 1)) {
    definitions[type] = {
      title: type,
      description: component.summary,
      type: "object",
      ...objectSchema(component.fields),
      properties: {
        type: { const: type },
        ...properties(component.fields),
        $parameters: { type: "object" },
        $ref: { type: "string" },
      },
    };
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Airbyte manifest",
    type: "object",
    required: required(sourceFields),
    anyOf: [{ required: ["streams"] }, { required: ["dynamic_streams"] }],
    properties: { type: { const: "DeclarativeSource" }, ...properties(sourceFields) },
    additionalProperties: false,
    definitions,
  };
}

type Fields = Record<string, Field<unknown>>;

function objectSchema(fields: Fields): JsonObject {
  const names = required(fields);
  // A reference brings the rest of the fields along.
  return names.length > 0 ? { anyOf: [{ required: names }, { required: ["$ref"] }] } : {};
}

const required = (fields: Fields): string[] => Object.keys(fields).filter((name) => fields[name]!.required);

function properties(fields: Fields): JsonObject {
  const result: JsonObject = {};
  for (const [name, field] of Object.entries(fields)) {
    const schema = shapeSchema(field.shape);
    if (field.summary !== undefined) schema["description"] = field.summary;
    if (field.default !== undefined) Reflect.set(schema, "default", field.default);
    result[name] = isReferable(field.shape) ? { anyOf: [schema, reference] } : schema;
  }
  return result;
}

const reference: JsonObject = { type: "string", pattern: "^#/" };

/** Text can hold a reference as it is; in place of anything else one has to be allowed. */
function isReferable(shape: Shape): boolean {
  return shape.kind !== "string" && shape.kind !== "any";
}

/** The schema of one shape. */
export function shapeSchema(shape: Shape): JsonObject {
  switch (shape.kind) {
    case "string":
      return { type: "string" };
    case "integer":
    case "number":
      return {
        type: shape.kind,
        ...shape.minimum === undefined ? {} : { minimum: shape.minimum },
        ...shape.above === undefined ? {} : { exclusiveMinimum: shape.above },
      };
    case "boolean":
    case "null":
    case "object":
      return { type: shape.kind };
    case "any":
      return {};
    case "enum":
      return { enum: [...shape.values] };
    case "list":
      return {
        type: "array",
        items: isReferable(shape.items)
          ? { anyOf: [shapeSchema(shape.items), reference] }
          : shapeSchema(shape.items),
        ...shape.minItems === undefined ? {} : { minItems: shape.minItems },
        ...shape.unique ? { uniqueItems: true } : {},
      };
    case "map":
      return { type: "object", additionalProperties: shapeSchema(shape.values) };
    case "fields":
      return {
        type: "object",
        ...objectSchema(shape.fields),
        properties: properties(shape.fields),
        ...shape.closed ? { additionalProperties: false } : {},
      };
    case "union":
      return { anyOf: shape.options.map(shapeSchema) };
    case "slot": {
      const options = slotTypes(shape).map((type) => ({ $ref: `#/definitions/${type}` }));
      return options.length === 1 ? options[0]! : { anyOf: options };
    }
  }
}
