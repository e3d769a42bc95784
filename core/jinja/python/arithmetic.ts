/** Python's binary and unary operators. */
import {
  addDuration,
  DateTime,
  difference,
  Duration,
  PyDate,
  subtractDuration,
  TimeDelta,
} from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { PythonError, typeError } from "./errors.ts";
import { escapeHtml } from "./html.ts";
import { Markup, Undefined } from "./objects.ts";
import * as numbers from "./numbers.ts";
import { divideHalfEven } from "./decimal.ts";
import { formatPercent } from "./percent_format.ts";
import { asText } from "./strings.ts";
import { str } from "./text.ts";
import { sameZone } from "./time_zones.ts";
import { typeName } from "./type_name.ts";
import { PySet, Tuple, tuple } from "./values.ts";

function unsupported(symbol: string, a: unknown, b: unknown): never {
  if (a instanceof Undefined) a.fail();
  if (b instanceof Undefined) b.fail();
  throw typeError(`unsupported operand type(s) for ${symbol}: '${typeName(a)}' and '${typeName(b)}'`);
}

export function add(a: unknown, b: unknown): unknown {
  if (typeof a === "string" && typeof b === "string") return a + b;
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.addInts(left, right);
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return Float.of(x + y);
  if (a instanceof Markup || b instanceof Markup) {
    if (asText(a) !== undefined && asText(b) !== undefined) return new Markup(escapeHtml(a) + escapeHtml(b));
  }
  if (Array.isArray(a) && Array.isArray(b) && a instanceof Tuple === b instanceof Tuple) {
    return a instanceof Tuple ? tuple([...a, ...b]) : [...a, ...b];
  }
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.of(...a, ...b);
  if (isDelta(a) && isDelta(b)) return addDeltas(a, b);
  if (isDate(a) && isDelta(b)) return shifted(a, b, addDuration);
  if (isDelta(a) && isDate(b)) return shifted(b, a, addDuration);
  return unsupported("+", a, b);
}

export function subtract(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.addInts(left, numbers.negateInt(right));
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return Float.of(x - y);
  if (isDate(a) && isDate(b)) return difference(a, b);
  if (isDate(a) && isDelta(b)) return shifted(a, b, subtractDuration);
  if (isDelta(a) && isDelta(b)) return addDeltas(a, b.negated());
  if (a instanceof PySet && b instanceof PySet) {
    return new PySet(Array.from(a.values()).filter((one) => !b.has(one)));
  }
  return unsupported("-", a, b);
}

export function multiply(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.multiplyInts(left, right);
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return Float.of(x * y);
  if (right !== undefined) return repeated(a, right) ?? unsupported("*", a, b);
  if (left !== undefined) return repeated(b, left) ?? unsupported("*", a, b);
  if (a instanceof TimeDelta && y !== undefined) return scaledDelta(a, y);
  if (b instanceof TimeDelta && x !== undefined) return scaledDelta(b, x);
  return unsupported("*", a, b);
}

const longestRepetition = 1 << 28;

function repeated(value: unknown, factor: numbers.Int): unknown {
  const count = Math.max(0, Number(factor));
  const text = asText(value);
  const isSequence = text !== undefined || Array.isArray(value);
  if (isSequence && typeof factor === "bigint" && BigInt.asIntN(64, factor) !== factor) {
    throw new PythonError("OverflowError", "cannot fit 'int' into an index-sized integer");
  }
  const length = text?.length ?? (Array.isArray(value) ? value.length : 0);
  if (length * count > longestRepetition) throw new PythonError("MemoryError", "the repetition is too long");
  if (text !== undefined) {
    return value instanceof Markup ? new Markup(text.repeat(count)) : text.repeat(count);
  }
  if (Array.isArray(value)) {
    const items = Array.from({ length: count }, () => [...value]).flat();
    return value instanceof Tuple ? tuple(items) : items;
  }
  if (value instanceof TimeDelta) return value.times(factor);
  if (value instanceof Duration) return value.times(Number(factor));
  return undefined;
}

export function divide(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (typeof left === "bigint" && right || typeof right === "bigint" && left !== undefined) {
    return Float.of(numbers.quotient(BigInt(left), BigInt(right)));
  }
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return numbers.divide(x, y);
  if (a instanceof TimeDelta && b instanceof TimeDelta) {
    if (b.isZero) throw new PythonError("ZeroDivisionError", "division by zero");
    return Float.of(Number(a.totalMicroseconds()) / Number(b.totalMicroseconds()));
  }
  if (a instanceof TimeDelta && y !== undefined) {
    if (y === 0) throw new PythonError("ZeroDivisionError", "division by zero");
    const whole = numbers.asInt(b);
    return whole === undefined ? scaledDelta(a, 1 / y) : dividedDelta(a, BigInt(whole));
  }
  return unsupported("/", a, b);
}

export function floorDivide(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.divideInts(left, right)[0];
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return Float.of(numbers.divideFloats(x, y)[0]);
  if (a instanceof TimeDelta && b instanceof TimeDelta) {
    return numbers.divideInts(a.totalMicroseconds(), b.totalMicroseconds())[0];
  }
  if (a instanceof TimeDelta && right !== undefined) {
    return TimeDelta.fromMicroseconds(BigInt(numbers.divideInts(a.totalMicroseconds(), right)[0]));
  }
  return unsupported("//", a, b);
}

export function modulo(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.divideInts(left, right)[1];
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return Float.of(numbers.divideFloats(x, y)[1]);
  if (typeof a === "string") return formatPercent(a, b);
  if (a instanceof Markup) return new Markup(formatPercent(a.text, b, escapeHtml));
  if (a instanceof TimeDelta && b instanceof TimeDelta) {
    return TimeDelta.fromMicroseconds(
      BigInt(numbers.divideInts(a.totalMicroseconds(), b.totalMicroseconds())[1]),
    );
  }
  return unsupported("%", a, b);
}

export function power(a: unknown, b: unknown): unknown {
  const left = numbers.asInt(a), right = numbers.asInt(b);
  if (left !== undefined && right !== undefined) return numbers.powerOfInts(left, right);
  const x = numbers.asDouble(a), y = numbers.asDouble(b);
  if (x !== undefined && y !== undefined) return numbers.powerOfFloats(x, y);
  return unsupported("** or pow()", a, b);
}

export function negative(value: unknown): unknown {
  const int = numbers.asInt(value);
  if (int !== undefined) return numbers.negateInt(int);
  if (numbers.isFloat(value)) return Float.of(-value);
  if (isDelta(value)) return value.negated();
  if (value instanceof Undefined) return value.fail();
  throw typeError(`bad operand type for unary -: '${typeName(value)}'`);
}

export function positive(value: unknown): unknown {
  const int = numbers.asInt(value);
  if (int !== undefined) return int;
  if (numbers.isFloat(value) || value instanceof TimeDelta) return value;
  if (value instanceof Undefined) return value.fail();
  throw typeError(`bad operand type for unary +: '${typeName(value)}'`);
}

/** Jinja's `~`. */
export function concat(values: readonly unknown[]): string {
  let text = "";
  for (const value of values) text += str(value);
  return text;
}

const isDate = (value: unknown): value is DateTime | PyDate =>
  value instanceof DateTime || value instanceof PyDate;
const isDelta = (value: unknown): value is TimeDelta | Duration =>
  value instanceof TimeDelta || value instanceof Duration;

function shifted(
  date: DateTime | PyDate,
  delta: TimeDelta | Duration,
  shift: (date: DateTime | PyDate, delta: TimeDelta | Duration) => DateTime | PyDate,
): DateTime | PyDate {
  const result = shift(date, delta);
  return result instanceof DateTime ? sameZone(date, result) : result;
}

function addDeltas(a: TimeDelta | Duration, b: TimeDelta | Duration): TimeDelta | Duration {
  if (a instanceof Duration) return a.plus(b);
  return b instanceof Duration ? b.plus(a) : a.plus(b);
}

function scaledDelta(delta: TimeDelta, factor: number): TimeDelta {
  return TimeDelta.of({ microseconds: Number(delta.totalMicroseconds()) * factor });
}

function dividedDelta(delta: TimeDelta, divisor: bigint): TimeDelta {
  const total = delta.totalMicroseconds();
  const magnitude = divideHalfEven(total < 0n ? -total : total, divisor < 0n ? -divisor : divisor);
  return TimeDelta.fromMicroseconds(total < 0n !== divisor < 0n ? -magnitude : magnitude);
}
