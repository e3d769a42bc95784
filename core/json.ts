/**
 * JSON as Python reads and writes it: integers of any size, and floats that stay floats.
 *
 * A Python `int` is a `number` that is an integer, or a `bigint` beyond 2^53. A Python `float` is a `number`
 * with a fraction, `NaN` or an infinity, or a {@link Float} where the value happens to be integral (`1.0`).
 */

import { isReordered, orderedObject } from "./ordered_object.ts";

/** Any JSON value. */
export type Json = null | boolean | number | bigint | Float | string | Json[] | JsonObject;

/** A JSON object; keys keep the order in which they were read. */
export interface JsonObject {
  /** The value of a key. */
  [key: string]: Json;
}

/** A Python float whose value is integral, such as `1.0`: JavaScript alone would print it as `1`. */
export class Float {
  /** Holds a number as it is. */
  constructor(readonly value: number) {}

  /** A float in the model's terms: a plain number where that is unambiguous. */
  static of(value: number): number | Float {
    return Number.isInteger(value) ? new Float(value) : value;
  }

  /** The number. */
  valueOf(): number {
    return this.value;
  }

  /** Python's `repr`, such as `1.0`, `-0.0` or `1e+16`. */
  toString(): string {
    return floatText(this.value);
  }

  /** As JSON it keeps its fraction. */
  toJSON(): unknown {
    return rawJson(floatText(this.value));
  }
}

/** Python's `repr(float)`: the shortest digits that round-trip, exponent from 1e16 up and below 1e-4. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    const [digits = "", exponent = "0"] = value.toExponential().split("e");
    const power = Number(exponent);
    return `${digits}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** Whether a value is a JSON object (not a list, not null, not a {@link Float}). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

// What only the slow, exact path reads right: integral fractions, exponents, and digits too long for a double.
// Searches of their own, since one expression for all of them takes as long as parsing does.
const integralFraction = /\d\.0+(?=[,\]}\s]|$)/;
const exponent = /\d[eE][+-]?\d+(?=[,\]}\s]|$)/;
const longestExact = 15;

const needsExactness = (text: string): boolean =>
  hasLongNumber(text) || integralFraction.test(text) || exponent.test(text);

/** Whether 16 digits follow each other: one of them stands at every 16th place. */
function hasLongNumber(text: string): boolean {
  const isDigit = (index: number) => {
    const code = text.charCodeAt(index);
    return code >= 48 && code <= 57;
  };
  for (let middle = longestExact; middle < text.length; middle += longestExact + 1) {
    if (!isDigit(middle)) continue;
    let first = middle;
    let last = middle;
    while (isDigit(first - 1)) first--;
    while (isDigit(last + 1)) last++;
    if (last - first >= longestExact) return true;
  }
  return false;
}

interface ReviverContext {
  source?: string;
}

/** How integers beyond 64 bits are read: as they are, or as floats, which is what orjson does. */
export interface ParseOptions {
  hugeIntegers?: "exact" | "float";
}

/**
 * Reads JSON as Python's `json.loads` does, `NaN` and `Infinity` included.
 *
 * @throws {SyntaxError} where the text is not JSON.
 */
export function parseJson(text: string, { hugeIntegers = "exact" }: ParseOptions = {}): Json {
  const toFloat = hugeIntegers === "float";
  try {
    if (hasIndexKey(text)) return parseInOrder(text, toFloat);
    if (!needsExactness(text)) return JSON.parse(text);
    return JSON.parse(
      text,
      (_key, value, context) => typeof value === "number" ? exactNumber(value, context, toFloat) : value,
    );
  } catch (error) {
    // orjson leaves such a text to the json module, which keeps every integer.
    if (/NaN|Infinity/.test(text)) return parseWithConstants(text, error);
    throw error;
  }
}

// JavaScript puts keys such as "2024" first. In a text that has any, each gets a letter in front while it is read.
const hasIndexKey = (text: string): boolean => /\d"\s*:/.test(text) && /"(?:0|[1-9]\d{0,9})"\s*:/.test(text);

function parseInOrder(text: string, hugeToFloat: boolean): Json {
  const marked = text.replace(
    /"((?:[^"\\]|\\.)*)"(\s*:)?/g,
    (token, content: string, colon?: string) =>
      colon === undefined || !/^k*\d+$/.test(content) ? token : `"k${content}"${colon}`,
  );
  return JSON.parse(marked, (_key, value, context) => {
    if (typeof value === "number") return exactNumber(value, context, hugeToFloat);
    return isObject(value) ? withoutMarks(value) : value;
  });
}

function withoutMarks(object: JsonObject): JsonObject {
  const marked = Object.keys(object);
  const keys = marked.map((key) => /^k+\d+$/.test(key) ? key.slice(1) : key);
  if (keys.every((key, i) => key === marked[i])) return object;
  const fields: JsonObject = isReordered(keys) ? orderedObject() : {};
  keys.forEach((key, i) =>
    // An assignment to `__proto__` would not make a field.
    Object.defineProperty(fields, key, {
      value: object[marked[i]!],
      writable: true,
      enumerable: true,
      configurable: true,
    })
  );
  return fields;
}

function exactNumber(value: number, { source }: ReviverContext, hugeToFloat = false): Json {
  if (source === undefined) return value;
  if (/[.eE]/.test(source)) return Float.of(value);
  if (Number.isSafeInteger(value)) return value;
  const exact = BigInt(source);
  return hugeToFloat && (exact < -(2n ** 63n) || exact >= 2n ** 64n) ? Float.of(value) : exact;
}

// Python accepts NaN and ±Infinity as values. They are quoted behind a marker, then read back.
const constantMark = "\u0000py:";
function parseWithConstants(text: string, original: unknown): Json {
  const marked = text.replace(
    /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g,
    (token) => token.startsWith('"') ? token : JSON.stringify(constantMark + token),
  );
  if (marked === text) throw original;
  return JSON.parse(marked, (_key, value, context) => {
    if (typeof value === "number") return exactNumber(value, context);
    return typeof value === "string" && value.startsWith(constantMark)
      ? Number(value.slice(constantMark.length))
      : value;
  });
}

declare global {
  interface JSON {
    parse(text: string, reviver: (key: string, value: Json, context: ReviverContext) => Json): Json;
    rawJSON(text: string): unknown;
  }
  interface BigInt {
    toJSON(): unknown;
  }
}

function rawJson(text: string): unknown {
  return JSON.rawJSON(text);
}

// JSON.stringify writes bigints as the integers they are.
BigInt.prototype.toJSON = function () {
  return rawJson(this.toString());
};

/** Writes compact JSON with the numbers exactly as Python would write them. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value);
}
