/** The contract of a parity table: how its values are written, what a replay answers, when two answers are equal. */
import { Float, type Json, parseJson } from "../../core/json.ts";
import { asMapping, isHostObject } from "../../core/jinja/python/host_object.ts";
import { ellipsis, isPlainObject, PyDict, PySet, Tuple, tuple } from "../../core/jinja/python/values.ts";

/** One line of a table. */
export type TableRow = Record<string, Json>;

/** What a replay answers to a row. Values are ours (see {@link encode}); `type` and `repr` are compared if given. */
export type Result =
  | { value: unknown; type?: string | undefined; repr?: string | undefined }
  | { error: string };

/** What a module `scripts/tables/<name>_table.ts` exports. */
export interface TableModule {
  run(row: TableRow): Promise<Result> | Result;
  /** Replaces the rules of {@link difference}: `undefined` when equal, else what differs. */
  differs?(row: TableRow, result: Result): string | undefined;
}

/** Reads a line; `1.0` stays a {@link Float}. */
export function parseRow(line: string): TableRow {
  const row = parseJson(line);
  if (!isPlainObject(row)) throw new TypeError("a table line must be an object");
  return row;
}

/** The value that an encoded one stands for: `{"$tuple": [1]}` → a tuple. `$mapping` gives the plain object, `$datetime` the text. */
export function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isPlainObject(value)) return value;
  const keys = Object.keys(value);
  const only = keys.length === 1 ? keys[0] : undefined;
  const inner = only === undefined ? undefined : value[only];
  const list = Array.isArray(inner) ? inner : [];
  switch (only) {
    case "$int":
      return BigInt(String(inner));
    case "$float":
      return Number(String(inner).replace("inf", "Infinity"));
    case "$tuple":
      return tuple(list.map(decode));
    case "$set":
      return new PySet(list.map(decode));
    case "$bytes":
      return Uint8Array.from(String(inner), (char) => char.charCodeAt(0));
    case "$ellipsis":
      return ellipsis;
    case "$dict":
      return new PyDict(list.map(([key, one]) => [decode(key), decode(one)] as const));
    case "$mapping":
      return decode(inner);
    case "$datetime":
      return inner;
  }
  return Object.fromEntries(keys.map((key) => [key, decode(value[key])]));
}

/** A value of ours in the table's encoding. */
export function encode(value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return value;
    return { $float: Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf" };
  }
  if (typeof value === "bigint") return { $int: String(value) };
  if (value === ellipsis) return { $ellipsis: true };
  if (value instanceof Float || typeof value !== "object") return value;
  if (value instanceof Tuple) return { $tuple: Array.from(value, encode) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof PySet) {
    return {
      $set: [...value.values()].map(encode).sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
    };
  }
  if (value instanceof PyDict) {
    const entries = [...value.entries()];
    if (entries.some(([key]) => typeof key !== "string" || key.startsWith("$"))) {
      return { $dict: entries.map(([key, one]) => [encode(key), encode(one)]) };
    }
    return Object.fromEntries(entries.map(([key, one]) => [key, encode(one)]));
  }
  if (value instanceof Uint8Array) return { $bytes: String.fromCharCode(...value) };
  if (isHostObject(value)) return { $mapping: encode(value[asMapping]()) };
  const entries = Object.entries(value);
  if (entries.some(([key]) => key.startsWith("$"))) {
    return { $dict: entries.map(([key, one]) => [key, encode(one)]) };
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, encode(one)]));
}

/** Whether two encoded values are equal: key order is free, floats agree within 1e-9 relative. */
export function equal(a: unknown, b: unknown): boolean {
  const left = a instanceof Float ? a.value : a, right = b instanceof Float ? b.value : b;
  if (typeof left === "number" && typeof right === "number") {
    return left === right || Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), Math.abs(right));
  }
  if (Array.isArray(left) || Array.isArray(right)) {
    return Array.isArray(left) && Array.isArray(right) && left.length === right.length &&
      left.every((one, i) => equal(one, right[i]));
  }
  if (isPlainObject(left) && isPlainObject(right)) {
    const keys = Object.keys(left);
    return keys.length === Object.keys(right).length &&
      keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]));
  }
  return left === right;
}

/** Whether two encoded values are equal and their objects have their keys in the same order. */
export function equalInOrder(a: unknown, b: unknown): boolean {
  return equal(a, b) && keyOrder(a) === keyOrder(b);
}

function keyOrder(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(keyOrder)}]`;
  if (!isPlainObject(value)) return "";
  return `{${Object.entries(value).map(([key, one]) => JSON.stringify(key) + keyOrder(one))}}`;
}

/**
 * What tells a result from the row's `expect`, or `undefined` when nothing does. `expect` is `{value, type?, repr?}`,
 * `{error}`, or (cursor, errors) the bare value.
 */
export function difference(row: TableRow, result: Result): string | undefined {
  const { expect } = row;
  const expectsError = isPlainObject(expect) && "error" in expect && Object.keys(expect).length === 1;
  if (expectsError || "error" in result) {
    if (expectsError && "error" in result) return undefined;
    if ("error" in result) return `expected ${show(expect)}\n     got error ${result.error}`;
    return `expected ${show(expect)}\n     got ${show(encode(result.value))}`;
  }
  const wrapped = isPlainObject(expect) && "value" in expect;
  const value = wrapped ? expect.value : expect;
  const got = encode(result.value);
  if (!equal(value, got)) return `expected ${show(value)}\n     got ${show(got)}`;
  if (!wrapped) return undefined;
  if (expect.type !== undefined && result.type !== undefined && expect.type !== result.type) {
    return `expected type ${show(expect.type)} for ${show(value)}\n     got ${result.type}`;
  }
  if (expect.repr !== undefined && result.repr !== undefined && expect.repr !== result.repr) {
    return `expected repr ${show(expect.repr)}\n     got ${show(result.repr)}`;
  }
  return undefined;
}

/** A value as one line of text, cut where it gets long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "undefined";
  return text.length > 1500 ? `${text.slice(0, 1500)}…` : text;
}
