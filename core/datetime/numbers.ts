/** Python's `int(text)` and `float(text)`, as far as dates need them. */
import { Float } from "../json.ts";
import { datetimeError, quoted } from "./error.ts";

const nonAsciiDigit = /\p{Nd}/gu;

/** Decimal digits of any script as ASCII digits. */
export function digitsToAscii(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return text.replace(nonAsciiDigit, (digit) => {
    // Digits of a script stand together in tens; count down to the zero.
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
    return String((code - zero) % 10);
  });
}

const integerText = /^[+-]?\d+(?:_\d+)*$/;
const floatText =
  /^[+-]?(?:(?:\d+(?:_\d+)*)?\.?(?:\d+(?:_\d+)*)?(?:[eE][+-]?\d+(?:_\d+)*)?|inf(?:inity)?|nan)$/i;

/** Python's `int(text)`, or undefined where it is none. */
export function integerIn(text: string): bigint | undefined {
  const trimmed = digitsToAscii(text.trim());
  return integerText.test(trimmed) ? BigInt(trimmed.replaceAll("_", "").replace(/^\+/, "")) : undefined;
}

/** Python's `int(value)`. @throws {ConnectorError} datetime.value or datetime.type */
export function pythonInt(value: unknown): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (value instanceof Float) return pythonInt(value.value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw datetimeError("value", `cannot convert float ${value} to integer`);
    return BigInt(Math.trunc(value));
  }
  if (typeof value !== "string") throw datetimeError("type", "int() argument must be a string or a number");
  const integer = integerIn(value);
  if (integer === undefined) {
    throw datetimeError("value", `invalid literal for int() with base 10: ${quoted(value)}`);
  }
  return integer;
}

/** Python's `float(value)`. @throws {ConnectorError} datetime.value or datetime.type */
export function pythonFloat(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  if (value instanceof Float) return value.value;
  if (typeof value !== "string") throw datetimeError("type", "float() argument must be a string or a number");
  const text = digitsToAscii(value.trim()).replaceAll("_", "");
  if (!floatText.test(digitsToAscii(value.trim())) || !/[\dn]/i.test(text)) {
    throw datetimeError("value", `could not convert string to float: ${quoted(value)}`);
  }
  if (/n/i.test(text)) return /nan/i.test(text) ? NaN : text.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}
