/** Python's int and float arithmetic on the project's value model. */
import { Float } from "../../json.ts";
import { PythonError, typeError } from "./errors.ts";

export type Int = number | bigint;

/** An integer as a number where that is exact, otherwise as a bigint. */
export function integerOf(value: bigint): Int {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The value of an int or bool; `undefined` for anything else. */
export function asInt(value: unknown): Int | undefined {
  if (typeof value === "number") return Number.isInteger(value) ? value : undefined;
  if (typeof value === "bigint") return value;
  return typeof value === "boolean" ? Number(value) : undefined;
}

export function isFloat(value: unknown): value is number | Float {
  return typeof value === "number" ? !Number.isInteger(value) : value instanceof Float;
}

/** Int, float or bool. */
export function isNumber(value: unknown): value is number | bigint | Float | boolean {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" ||
    value instanceof Float;
}

/** The double nearest to a number; `undefined` for other values. */
export function asDouble(value: unknown): number | undefined {
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
      return Number(value);
    case "bigint": {
      const number = Number(value);
      if (!Number.isFinite(number)) {
        throw new PythonError("OverflowError", "int too large to convert to float");
      }
      return number;
    }
  }
  return value instanceof Float ? value.value : undefined;
}

const zeroDivision = (message: string) => new PythonError("ZeroDivisionError", message);

export function addInts(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return integerOf(BigInt(a) + BigInt(b));
}

export function multiplyInts(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    // 0 * -1 is -0 to JavaScript.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return integerOf(BigInt(a) * BigInt(b));
}

export function negateInt(a: Int): Int {
  return typeof a === "number" ? 0 - a : integerOf(-a);
}

/** Floor of the quotient and the remainder with the divisor's sign. */
export function divideInts(a: Int, b: Int): [quotient: Int, remainder: Int] {
  if (b == 0) throw zeroDivision("integer division or modulo by zero");
  if (typeof a === "number" && typeof b === "number") {
    let rest = a % b;
    let quotient = (a - rest) / b;
    if (rest !== 0 && rest < 0 !== b < 0) {
      rest += b;
      quotient -= 1;
    }
    return [quotient + 0, rest + 0];
  }
  const x = BigInt(a), y = BigInt(b);
  let rest = x % y;
  let quotient = x / y;
  if (rest !== 0n && rest < 0n !== y < 0n) {
    rest += y;
    quotient -= 1n;
  }
  return [integerOf(quotient), integerOf(rest)];
}

/** Floor of the quotient and the remainder of floats, as C and Python compute them. */
export function divideFloats(a: number, b: number): [quotient: number, remainder: number] {
  if (b === 0) throw zeroDivision("float floor division by zero");
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0) {
    if (b < 0 !== rest < 0) {
      rest += b;
      quotient -= 1;
    }
  } else rest = Object.is(b, -0) || b < 0 ? -0 : 0;
  if (quotient === 0) return [a / b < 0 || Object.is(a / b, -0) ? -0 : 0, rest];
  const floor = Math.floor(quotient);
  return [quotient - floor > 0.5 ? floor + 1 : floor, rest];
}

/** True division: always a float. */
export function divide(a: number, b: number): number | Float {
  if (b === 0) throw zeroDivision("division by zero");
  return Float.of(a / b);
}

export function powerOfInts(a: Int, b: Int): number | bigint | Float {
  if (b < 0) return powerOfFloats(Number(a), Number(b));
  if (typeof a === "number" && typeof b === "number") {
    const power = a ** b;
    if (Number.isSafeInteger(power)) return power + 0;
  }
  const bits = Math.abs(Number(a)) > 1 ? Math.log2(Math.abs(Number(a))) * Number(b) : 0;
  if (bits > 1e7) throw new PythonError("MemoryError", "the power is too large");
  return integerOf(BigInt(a) ** BigInt(b));
}

export function powerOfFloats(a: number, b: number): number | Float {
  if (a === 0 && b < 0) throw zeroDivision("0.0 cannot be raised to a negative power");
  if (a === 1) return new Float(1);
  if (a < 0 && Number.isFinite(a) && Number.isFinite(b) && !Number.isInteger(b)) {
    throw new PythonError("ValueError", "complex numbers are not supported");
  }
  const power = a ** b;
  if (!Number.isFinite(power) && Number.isFinite(a) && Number.isFinite(b)) {
    throw new PythonError("OverflowError", "(34, 'Numerical result out of range')");
  }
  return Float.of(power);
}

// What Python strips beyond JavaScript's white space.
const space = "[\\s\\x1c-\\x1f\\x85]";
const integerText = new RegExp(`^${space}*([+-]?)(.*?)${space}*$`, "s");
const outerSpace = new RegExp(`^${space}+|${space}+$`, "g");
const digits: Record<number, RegExp> = {
  2: /^(?:0[bB]_?)?[01]+(?:_[01]+)*$/,
  8: /^(?:0[oO]_?)?[0-7]+(?:_[0-7]+)*$/,
  10: /^\p{Nd}+(?:_\p{Nd}+)*$/u,
  16: /^(?:0[xX]_?)?[\da-fA-F]+(?:_[\da-fA-F]+)*$/,
};

/** Python's `int(text, base)`; `undefined` where that is a ValueError. */
export function parseInteger(text: string, base = 10): Int | undefined {
  const [, sign, body = ""] = integerText.exec(text) ?? [];
  if (base === 0) {
    const prefix = /^0[bB]/.test(body) ? 2 : /^0[oO]/.test(body) ? 8 : /^0[xX]/.test(body) ? 16 : 10;
    if (prefix === 10 && /^0[\d_]*[1-9]/.test(body)) return undefined;
    return parseInteger(text, prefix);
  }
  const pattern = digits[base];
  let value: bigint;
  if (pattern) {
    if (!pattern.test(body)) return undefined;
    const plain = asciiDigits(body.replaceAll("_", "")).replace(/^0[bBoOxX]/, "");
    value = BigInt((base === 2 ? "0b" : base === 8 ? "0o" : base === 16 ? "0x" : "") + plain);
  } else {
    if (base < 2 || base > 36 || !/^[\da-zA-Z]+(?:_[\da-zA-Z]+)*$/.test(body)) return undefined;
    value = 0n;
    for (const char of body.replaceAll("_", "")) {
      const digit = parseInt(char, 36);
      if (digit >= base) return undefined;
      value = value * BigInt(base) + BigInt(digit);
    }
  }
  return integerOf(sign === "-" ? -value : value);
}

const floatText =
  /^[+-]?(?:\p{Nd}+(?:_\p{Nd}+)*\.?(?:\p{Nd}+(?:_\p{Nd}+)*)?|\.\p{Nd}+(?:_\p{Nd}+)*)(?:[eE][+-]?\p{Nd}+(?:_\p{Nd}+)*)?$/u;

/** Python's `float(text)`; `undefined` where that is a ValueError. */
export function parseFloatText(text: string): number | undefined {
  const trimmed = text.replace(outerSpace, "");
  if (floatText.test(trimmed)) return Number(asciiDigits(trimmed.replaceAll("_", "")));
  const word = /^([+-]?)(inf|infinity|nan)$/i.exec(trimmed);
  if (!word) return undefined;
  const value = word[2]?.toLowerCase() === "nan" ? NaN : Infinity;
  return word[1] === "-" ? -value : value;
}

/** Digits of other scripts as 0–9; they come in runs of ten, aligned from their zero. */
export function asciiDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    for (let zero = code; zero > code - 10; zero--) {
      if (!/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) return String(code - zero);
    }
    return String((code - 0x30) % 10);
  });
}

/** A float's integral part, as `int(value)` gives it. */
export function truncate(value: number): Int {
  if (Number.isNaN(value)) throw new PythonError("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(value)) {
    throw new PythonError("OverflowError", "cannot convert float infinity to integer");
  }
  const whole = Math.trunc(value) + 0;
  return Number.isSafeInteger(whole) ? whole : integerOf(BigInt(whole));
}

/** An int that must fit an index or count. @throws {PythonError} TypeError for other values. */
export function asIndex(value: unknown, what = "an integer is required"): number {
  const int = asInt(value);
  if (int === undefined) throw typeError(what);
  return Number(int);
}

/** The quotient of two integers, rounded once: each as a double of its own would be rounded before. */
export function quotient(a: bigint, b: bigint): number {
  const [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  // 64 bits of the quotient at least, and a last one that says whether anything is left.
  const shift = BigInt(Math.max(0, 64 + y.toString(2).length - x.toString(2).length));
  const scaled = x << shift;
  const value = Number((scaled / y) << 1n | (scaled % y === 0n ? 0n : 1n)) / 2 ** (Number(shift) + 1);
  return (a < 0n) === (b < 0n) ? value : -value;
}
