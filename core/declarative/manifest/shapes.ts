/** Which values a {@link Shape} accepts, and how to say it. */
import type { Bounds, Field, Shape } from "../component.ts";
import { Float, isObject, type Json, type JsonObject, writeJson } from "../../json.ts";
import { typeOptional, untyped } from "./implied_types.ts";
import { type AnyComponent, registry, typesOfRole } from "../registry.ts";

type SlotShape = Extract<Shape, { kind: "slot" }>;

/** The types that can stand in a slot. */
export function slotTypes(slot: SlotShape): readonly string[] {
  let types = known.get(slot);
  if (!types) known.set(slot, types = slot.only ?? typesOfRole(slot.role));
  return types;
}
const known = new WeakMap<SlotShape, readonly string[]>();

/**
 * The component that a node in a slot is: by its type or, for the few that need none, by its place. More than
 * the public schema allows is not accepted, so that a manifest that runs here runs elsewhere too.
 */
export function slotComponent(slot: SlotShape, node: JsonObject): AnyComponent | undefined {
  const types = slotTypes(slot);
  const { type = types.find((type) => typeOptional.has(type)) } = node;
  if (typeof type === "string" && types.includes(type)) return registry.get(type);
  return registry.get(types.find((type) => untyped.has(type)) ?? "");
}

/** Whether a value has the right kind, without a look inside. */
export function fits(shape: Shape, value: Json): boolean {
  switch (shape.kind) {
    case "string":
      return typeof value === "string";
    case "integer":
      return isNumber(value) && !(typeof value === "number" && !Number.isInteger(value)) &&
        isLarge(shape, value);
    case "number":
      return isNumber(value) && isLarge(shape, value);
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "any":
      return true;
    case "enum":
      return typeof value === "string" && shape.values.includes(value);
    case "list":
      return Array.isArray(value);
    case "object":
    case "map":
    case "fields":
      return isObject(value);
    case "union":
      return shape.options.some((option) => fits(option, value));
    case "slot":
      return isObject(value) && slotComponent(shape, value) !== undefined;
  }
}

type ListShape = Extract<Shape, { kind: "list" }>;

/** Whether a list has as many items as it must have, each once where that is asked for. */
export const isLongEnough = ({ minItems = 0, unique }: ListShape, items: Json[]): boolean =>
  items.length >= minItems && !(unique && new Set(items.map(writeJson)).size < items.length);

const isNumber = (value: Json) =>
  typeof value === "number" || typeof value === "bigint" || value instanceof Float;
const isLarge = ({ minimum, above }: Bounds, value: Json) =>
  (minimum === undefined || Number(value) >= minimum) && (above === undefined || Number(value) > above);

/** Whether a value is accepted, with all that is in it. */
export function accepts(shape: Shape, value: Json): boolean {
  if (!fits(shape, value)) return false;
  switch (shape.kind) {
    case "list":
      return Array.isArray(value) && isLongEnough(shape, value) &&
        value.every((item) => accepts(shape.items, item));
    case "map":
      return isObject(value) && Object.values(value).every((item) => accepts(shape.values, item));
    case "fields":
      return isObject(value) && acceptsFields(shape.fields, value) &&
        !(shape.closed && Object.keys(value).some((key) => !(key in shape.fields)));
    case "union":
      return shape.options.some((option) => accepts(option, value));
    case "slot": {
      const component = isObject(value) ? slotComponent(shape, value) : undefined;
      return isObject(value) && component !== undefined && acceptsFields(component.fields, value);
    }
    default:
      return true;
  }
}

function acceptsFields(fields: Record<string, Field<unknown>>, node: JsonObject): boolean {
  return Object.entries(fields).every(([name, { shape, required }]) => {
    const value = node[name];
    return value === undefined ? !required : accepts(shape, value);
  });
}

/** What a shape accepts, in words. */
export function describeShape(shape: Shape): string {
  switch (shape.kind) {
    case "string":
      return "text";
    case "integer":
    case "number": {
      const least = shape.minimum !== undefined
        ? ` of at least ${shape.minimum}`
        : shape.above !== undefined
        ? ` greater than ${shape.above}`
        : "";
      return `${shape.kind === "integer" ? "an integer" : "a number"}${least}`;
    }
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "any":
      return "anything";
    case "object":
    case "map":
    case "fields":
      return "a mapping";
    case "enum":
      return shape.values.map((value) => `"${value}"`).join(" or ");
    case "list":
      return `a list of ${describeShape(shape.items)}${shape.unique ? ", each once" : ""}`;
    case "union":
      return [...new Set(shape.options.map(describeShape))].join(", or ");
    case "slot": {
      const types = slotTypes(shape);
      return types.length === 1 ? `a ${types[0]}` : `one of the types ${types.join(", ")}`;
    }
  }
}

/** The slots in a shape, lists and unions looked through. */
export function slotsOf(shape: Shape): SlotShape[] {
  switch (shape.kind) {
    case "slot":
      return [shape];
    case "list":
      return slotsOf(shape.items);
    case "map":
      return slotsOf(shape.values);
    case "union":
      return shape.options.flatMap(slotsOf);
    default:
      return [];
  }
}
