/** Truth, length and items of Python values. */
import { Duration, TimeDelta } from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { typeError } from "./errors.ts";
import { asMapping, isHostObject, truthy as hostTruthy } from "./host_object.ts";
import { dictKeys, dictSize, isDict } from "./mapping.ts";
import { DictView, Markup, PyIterator, Undefined } from "./objects.ts";
import { codePoints, stringLength } from "./strings.ts";
import { typeName } from "./type_name.ts";
import { PyDict, PySet } from "./values.ts";

/** Python's `bool(value)`. */
export function truthy(value: unknown): boolean {
  if (typeof value !== "object") return typeof value === "symbol" || Boolean(value) || Number.isNaN(value);
  if (value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Undefined) return false;
  if (value instanceof Markup) return value.text !== "";
  if (value instanceof PySet || value instanceof PyDict) return value.size > 0;
  if (value instanceof Uint8Array) return value.length > 0;
  if (value instanceof DictView) return value.items().length > 0;
  if (value instanceof TimeDelta) return !value.isZero;
  if (value instanceof Duration) return !(value.years === 0 && value.months === 0 && value.delta.isZero);
  if (isHostObject(value)) {
    return value[hostTruthy] ? value[hostTruthy]() : Object.keys(value[asMapping]()).length > 0;
  }
  return isDict(value) ? dictSize(value) > 0 : true;
}

/** Python's `len(value)`; `undefined` where it has none. */
export function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string") return stringLength(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof Markup) return stringLength(value.text);
  if (value instanceof PySet) return value.size;
  if (value instanceof Undefined) return 0;
  if (value instanceof DictView) return value.items().length;
  return isDict(value) ? dictSize(value) : undefined;
}

/** What a `for` loop over the value sees. @throws {PythonError} TypeError */
export function iterate(value: unknown): Iterable<unknown> {
  const items = tryIterate(value);
  if (!items) throw typeError(`'${typeName(value)}' object is not iterable`);
  return items;
}

/** What a `for` loop over the value sees, or `undefined` where Python would refuse it. */
export function tryIterate(value: unknown): Iterable<unknown> | undefined {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return codePoints(value);
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof PyIterator || value instanceof Uint8Array) return value;
  if (value instanceof Undefined) return [];
  if (value instanceof Markup) return codePoints(value.text).map((char) => new Markup(char));
  if (value instanceof DictView) return value.items();
  if (value instanceof PySet) return value.values();
  return isDict(value) ? dictKeys(value) : undefined;
}

/** All items of an iterable in a new list. */
export function listOf(value: unknown): unknown[] {
  return Array.from(iterate(value));
}
