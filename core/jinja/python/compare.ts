/** Python's `==`, `<` and `in`. */
import { DateTime, Duration, PyDate, TimeDelta } from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { typeError } from "./errors.ts";
import { asMapping, equals as hostEquals, isHostObject } from "./host_object.ts";
import { tryIterate } from "./iterate.ts";
import { dictEntries, dictGet, dictHas, dictSize, isDict } from "./mapping.ts";
import { DictView, Markup, PyIterator, Undefined } from "./objects.ts";
import { asText, compareStrings } from "./strings.ts";
import { typeName } from "./type_name.ts";
import { PySet, Tuple } from "./values.ts";

/** A number as JavaScript compares it with others, ints of any size among them. */
function numeric(value: unknown): number | bigint | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return Number(value);
  }
  return value instanceof Float ? value.value : undefined;
}

/** Python's `a == b`. */
export function equals(a: unknown, b: unknown): boolean {
  if (a === b) return !Number.isNaN(a);
  if (typeof a === "string" || typeof b === "string") {
    return asText(a) !== undefined && asText(a) === asText(b);
  }
  const left = numeric(a);
  if (left !== undefined) {
    const right = numeric(b);
    return right !== undefined && left == right;
  }
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isHostObject(a) || isHostObject(b)) return hostObjectsEqual(a, b);
  if (Array.isArray(a)) {
    return Array.isArray(b) && a instanceof Tuple === b instanceof Tuple && a.length === b.length &&
      a.every((one, i) => same(one, b[i]));
  }
  if (isDict(a)) return isDict(b) && dictsEqual(a, b);
  if (a instanceof DateTime || a instanceof PyDate || a instanceof TimeDelta) {
    return b instanceof Duration ? b.equals(a) : a.equals(b);
  }
  if (a instanceof Duration) return a.equals(b);
  if (a instanceof PySet) {
    return b instanceof PySet && a.size === b.size && Array.from(a.values()).every((one) => b.has(one));
  }
  if (a instanceof Uint8Array) {
    return b instanceof Uint8Array && a.length === b.length && a.every((one, i) => one === b[i]);
  }
  if (a instanceof Markup) return b instanceof Markup && a.text === b.text;
  if (a instanceof Undefined) return b instanceof Undefined;
  if (a instanceof DictView && b instanceof DictView && a.kind !== "dict_values") {
    const right = b.items();
    return a.items().length === right.length &&
      a.items().every((one) => right.some((other) => equals(one, other)));
  }
  return false;
}

/** Equality of items in containers: an object equals itself, even NaN. */
export function same(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b) || equals(a, b);
}

function hostObjectsEqual(a: unknown, b: unknown): boolean {
  const [host, other] = isHostObject(a) ? [a, b] : [b, a];
  if (!isHostObject(host)) return false;
  if (host[hostEquals]) return host[hostEquals](other);
  if (isHostObject(other)) {
    return other[hostEquals] ? other[hostEquals](host) : dictsEqual(host[asMapping](), other[asMapping]());
  }
  return isDict(other) && dictsEqual(host[asMapping](), other);
}

function dictsEqual(a: Parameters<typeof dictSize>[0], b: Parameters<typeof dictSize>[0]): boolean {
  if (dictSize(a) !== dictSize(b)) return false;
  for (const [key, value] of dictEntries(a)) {
    const other = dictGet(b, key);
    if (other === undefined || !same(value, other)) return false;
  }
  return true;
}

/**
 * Negative, zero or positive, as `a` sorts before, with or after `b`; NaN where neither.
 * @throws {PythonError} TypeError where Python has no order for the two
 */
export function order(a: unknown, b: unknown, symbol = "<"): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : a === b ? 0 : NaN;
  const leftText = asText(a), rightText = asText(b);
  if (leftText !== undefined && rightText !== undefined) return compareStrings(leftText, rightText);
  const left = numeric(a), right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : NaN;
  }
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    for (let i = 0; i < a.length && i < b.length; i++) {
      if (!same(a[i], b[i])) return order(a[i], b[i], symbol);
    }
    return a.length - b.length;
  }
  if (a instanceof DateTime && b instanceof DateTime) return a.compare(b);
  if (a instanceof PyDate && b instanceof PyDate) return a.compare(b);
  if (a instanceof TimeDelta && b instanceof TimeDelta) return a.compare(b);
  if (a instanceof Undefined) a.fail();
  if (b instanceof Undefined) b.fail();
  if (a instanceof PySet && b instanceof PySet) {
    const within = (one: PySet, other: PySet) => Array.from(one.values()).every((value) => other.has(value));
    return within(a, b) ? (a.size === b.size ? 0 : -1) : within(b, a) ? 1 : NaN;
  }
  throw typeError(`'${symbol}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

/** Python's `value in container`. */
export function contains(container: unknown, value: unknown): boolean {
  const text = asText(container);
  if (text !== undefined) {
    const part = asText(value);
    if (part === undefined) {
      throw typeError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
    }
    return text.includes(part);
  }
  if (Array.isArray(container)) return container.some((one) => same(one, value));
  if (container instanceof PySet) return container.has(value);
  if (container instanceof Undefined) return false;
  if (container instanceof DictView || container instanceof PyIterator || container instanceof Uint8Array) {
    for (const one of tryIterate(container) ?? []) if (same(one, value)) return true;
    return false;
  }
  if (isDict(container)) return dictHas(container, value);
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

/** The index of an item in a list, or -1. */
export function indexOf(list: readonly unknown[], value: unknown, from = 0, to = list.length): number {
  for (let i = from; i < to; i++) if (same(list[i], value)) return i;
  return -1;
}
