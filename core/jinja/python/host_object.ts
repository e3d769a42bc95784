/**
 * How a value that is more than a plain object shows itself to templates: a mapping with attributes of its own,
 * such as a stream slice, a record or case-insensitive headers.
 */

/** Gives the plain object that stands for the mapping: iteration, length, text, equality and `get` use it. */
export const asMapping: unique symbol = Symbol("asMapping");

/** Answers `value.name` before the mapping's keys do; `undefined` where there is no such attribute. */
export const attribute: unique symbol = Symbol("attribute");

/** Answers `value[key]`, `key in value` and `value.get(key)` where that differs from the plain object's own keys. */
export const item: unique symbol = Symbol("item");

/** Whether the value is true in a condition, where that differs from "has keys". */
export const truthy: unique symbol = Symbol("truthy");

/** Answers `value == other` where that is not equality of the plain objects. */
export const equals: unique symbol = Symbol("equals");

/** A mapping known to templates. Only {@link asMapping} is required. */
export interface HostObject {
  [asMapping](): Record<string, unknown>;
  [attribute]?(name: string): unknown;
  [item]?(key: unknown): unknown;
  [truthy]?(): boolean;
  [equals]?(other: unknown): boolean;
}

/** Whether a value shows itself to templates as a mapping with attributes. */
export function isHostObject(value: unknown): value is HostObject {
  return typeof value === "object" && value !== null && asMapping in value;
}
