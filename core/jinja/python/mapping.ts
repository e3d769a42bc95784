/** Dicts in their three shapes: plain objects, PyDict, and mappings of the host. */
import { Float } from "../../json.ts";
import { asMapping, type HostObject, isHostObject, item } from "./host_object.ts";
import { hashKey, PyDict, Unhashable } from "./values.ts";
import { typeError } from "./errors.ts";

export type Dict = Record<string, unknown> | PyDict | HostObject;

/** Whether a value is a mapping (dict or host object). */
export function isDict(value: unknown): value is Dict {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  if (value instanceof Float) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || value instanceof PyDict ||
    asMapping in value;
}

/** The value of a key, or `undefined` where there is none. */
export function dictGet(dict: Dict, key: unknown): unknown {
  if (dict instanceof PyDict) return dict.get(checkKey(key));
  if (isHostObject(dict)) {
    if (dict[item]) return dict[item](key);
    return dictGet(dict[asMapping](), key);
  }
  if (typeof key !== "string") {
    checkKey(key);
    return undefined;
  }
  return Object.hasOwn(dict, key) ? dict[key] : undefined;
}

export function dictHas(dict: Dict, key: unknown): boolean {
  return dict instanceof PyDict ? dict.has(checkKey(key)) : dictGet(dict, key) !== undefined;
}

export function dictEntries(dict: Dict): (readonly [unknown, unknown])[] {
  if (dict instanceof PyDict) return [...dict.entries()];
  if (isHostObject(dict)) return dictEntries(dict[asMapping]());
  return Object.entries(dict);
}

export function dictKeys(dict: Dict): unknown[] {
  if (dict instanceof PyDict) return Array.from(dict.entries(), ([key]) => key);
  return Object.keys(isHostObject(dict) ? dict[asMapping]() : dict);
}

export function dictSize(dict: Dict): number {
  return dict instanceof PyDict ? dict.size : dictKeys(dict).length;
}

/** Sets a key; keys other than strings become text in plain objects. */
export function dictSet(dict: Dict, key: unknown, value: unknown): void {
  if (dict instanceof PyDict) dict.set(checkKey(key), value);
  else if (!isHostObject(dict)) setOwn(dict, String(checkKey(key)), value);
  else throw typeError("object does not support item assignment");
}

export function dictDelete(dict: Dict, key: unknown): void {
  if (dict instanceof PyDict) dict.delete(key);
  else if (!isHostObject(dict)) delete dict[String(key)];
}

/** Sets an own property, even one named `__proto__`. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else object[key] = value;
}

// Plain objects put such keys first, whatever the order in which they were set.
const integerLike = /^(?:0|[1-9]\d*)$/;

/** A new dict: a plain object where all keys are strings (and keep their order), otherwise a PyDict. */
export function makeDict(entries: Iterable<readonly [unknown, unknown]>, keepOrder = true): Dict {
  const list = Array.isArray(entries) ? entries : [...entries];
  const object: Record<string, unknown> = {};
  for (const [key, value] of list) {
    if (typeof key !== "string" || keepOrder && integerLike.test(key) && list.length > 1) {
      for (const [one] of list) checkKey(one);
      return new PyDict(list);
    }
    setOwn(object, key, value);
  }
  return object;
}

/** The key itself. @throws {PythonError} TypeError where it cannot be a key. */
export function checkKey(key: unknown): unknown {
  if (typeof key === "string" || typeof key === "number") return key;
  try {
    hashKey(key);
  } catch (error) {
    if (error instanceof Unhashable) throw typeError("unhashable type");
    throw error;
  }
  return key;
}
