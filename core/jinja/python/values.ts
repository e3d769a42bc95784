/** Python values that JSON and JavaScript have no word for. */
import { Float } from "../../json.ts";
import { isHostObject } from "./host_object.ts";

/** Names of Python types, as `type(value).__name__` gives them. */
export type PythonType =
  | "str"
  | "int"
  | "float"
  | "bool"
  | "NoneType"
  | "list"
  | "dict"
  | "tuple"
  | "set"
  | "bytes"
  | "ellipsis";

/** A Python tuple: a list that nobody changes and that compares unequal to lists. */
export class Tuple extends Array<unknown> {
  /** Slices and maps of a tuple are plain arrays until made a tuple again. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/** A tuple of the given items. */
export function tuple(items: Iterable<unknown>): Tuple {
  const made = new Tuple();
  for (const item of items) made.push(item);
  return made;
}

/** A tuple whose items have names, such as a group of `groupby`. */
export class NamedTuple extends Tuple {
  constructor(readonly attributes: Record<string, unknown>, readonly typeName?: string) {
    super();
    this.push(...Object.values(attributes));
  }
}

/** Python's `...`. */
export const ellipsis: unique symbol = Symbol("Ellipsis");

/** A Python dict whose keys are not all strings. Dicts with string keys are plain objects. */
export class PyDict {
  readonly #entries = new Map<string, [key: unknown, value: unknown]>();

  constructor(entries: Iterable<readonly [unknown, unknown]> = []) {
    for (const [key, value] of entries) this.set(key, value);
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: unknown): boolean {
    return this.#entries.has(hashKey(key));
  }

  get(key: unknown): unknown {
    return this.#entries.get(hashKey(key))?.[1];
  }

  set(key: unknown, value: unknown): void {
    const hash = hashKey(key);
    const entry = this.#entries.get(hash);
    if (entry) entry[1] = value;
    else this.#entries.set(hash, [key, value]);
  }

  delete(key: unknown): void {
    this.#entries.delete(hashKey(key));
  }

  entries(): Iterable<[key: unknown, value: unknown]> {
    return this.#entries.values();
  }

  /** As `json.dumps` writes it: scalar keys become strings. */
  toJSON(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const [key, value] of this.entries()) object[jsonKey(key)] = value;
    return object;
  }
}

/** A JSON object key as `json.dumps` makes it of a dict key. */
export function jsonKey(key: unknown): string {
  return key === null ? "null" : String(key);
}

/** A Python set. */
export class PySet {
  readonly #items = new Map<string, unknown>();

  constructor(items: Iterable<unknown> = []) {
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: unknown): boolean {
    return this.#items.has(hashKey(item));
  }

  add(item: unknown): void {
    const hash = hashKey(item);
    if (!this.#items.has(hash)) this.#items.set(hash, item);
  }

  values(): Iterable<unknown> {
    return this.#items.values();
  }
}

/** A value used as a key where no value of its type can be one, such as a list. */
export class Unhashable extends Error {
  constructor(readonly value: unknown) {
    super("unhashable type");
  }
}

/** One string per class of equal Python values: `1`, `1.0` and `True` are one key. */
export function hashKey(value: unknown): string {
  switch (typeof value) {
    case "string":
      return `s${value}`;
    case "number":
      return `n${value === 0 ? 0 : value}`;
    case "bigint":
      return `n${value}`;
    case "boolean":
      return value ? "n1" : "n0";
    case "symbol":
      return "e";
    case "object":
      if (value === null) return "N";
      if (value instanceof Float) return `n${value.value === 0 ? 0 : value.value}`;
      if (value instanceof Uint8Array) return `b${value.join()}`;
      if (value instanceof Tuple) return `t(${value.map((one) => JSON.stringify(hashKey(one))).join()})`;
      if (Array.isArray(value) || value instanceof PyDict || value instanceof PySet) {
        throw new Unhashable(value);
      }
      if (isHostObject(value) || isPlainObject(value)) throw new Unhashable(value);
      // Dates and durations are equal if they print alike.
      if ("repr" in value && typeof value.repr === "function") return `o${value.repr()}`;
  }
  return `o${identity(value)}`;
}

const identities = new WeakMap<WeakKey, number>();
let lastIdentity = 0;
function identity(value: unknown): number {
  if (typeof value !== "object" && typeof value !== "function" || value === null) return -1;
  let id = identities.get(value);
  if (id === undefined) identities.set(value, id = ++lastIdentity);
  return id;
}

/** Whether a value is an object literal, as JSON objects are, rather than an instance of some class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
