import { Float } from "../../json.ts";
import { builtIn, type BuiltIns } from "../built_in.ts";
import { divide, multiply, power } from "../python/arithmetic.ts";
import { index } from "../python/arguments.ts";
import { divideHalfEven, fixed, roundFloat } from "../python/decimal.ts";
import { PythonError, typeError } from "../python/errors.ts";
import {
  asDouble,
  asInt,
  integerOf,
  isFloat,
  parseFloatText,
  parseInteger,
  truncate,
} from "../python/numbers.ts";
import { truthy } from "../python/iterate.ts";
import { Undefined } from "../python/objects.ts";
import { asText } from "../python/strings.ts";
import { typeName } from "../python/type_name.ts";

function toInt(value: unknown, fallback: unknown = 0, base: unknown = 10): unknown {
  if (value instanceof Undefined) return value.fail();
  const text = asText(value);
  if (text !== undefined) {
    const int = parseInteger(text, index(base));
    if (int !== undefined) return int;
    const float = parseFloatText(text);
    return float !== undefined && Number.isFinite(float) ? truncate(float) : fallback;
  }
  const int = asInt(value);
  if (int !== undefined) return int;
  if (!isFloat(value)) return fallback;
  const float = asDouble(value) ?? NaN;
  // Infinity fails; NaN falls back.
  return Number.isNaN(float) ? fallback : truncate(float);
}

function toFloat(value: unknown, fallback: unknown = new Float(0)): unknown {
  if (value instanceof Undefined) return value.fail();
  const text = asText(value);
  const float = text === undefined ? asDouble(value) : parseFloatText(text);
  return float === undefined ? fallback : Float.of(float);
}

function round(value: unknown, precision: unknown = 0, method: unknown = "common"): unknown {
  if (method !== "common" && method !== "ceil" && method !== "floor") {
    throw new PythonError("FilterArgumentError", "method must be common, ceil or floor");
  }
  if (method === "common") return roundCommon(value, precision);
  const factor = power(10, precision);
  const scaled = asDouble(multiply(value, factor));
  if (scaled === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  return divide(truncate(method === "ceil" ? Math.ceil(scaled) : Math.floor(scaled)), factor);
}

function roundCommon(value: unknown, precision: unknown): unknown {
  const int = asInt(value);
  const places = precision === null ? undefined : index(precision);
  if (int !== undefined) {
    return places === undefined || places >= 0 ? int : roundInteger(BigInt(int), -places);
  }
  if (!isFloat(value)) throw typeError(`type ${typeName(value)} doesn't define __round__ method`);
  const float = asDouble(value) ?? NaN;
  return places === undefined ? truncate(roundFloat(float, 0)) : Float.of(roundFloat(float, places));
}

function roundInteger(value: bigint, zeros: number): number | bigint {
  const unit = 10n ** BigInt(zeros);
  const rounded = divideHalfEven(value < 0n ? -value : value, unit) * unit;
  return integerOf(value < 0n ? -rounded : rounded);
}

function absolute(value: unknown): unknown {
  const int = asInt(value);
  if (int !== undefined) return typeof int === "bigint" ? (int < 0n ? -int : int) : Math.abs(int);
  if (isFloat(value)) return Float.of(Math.abs(asDouble(value) ?? NaN));
  if (typeof value === "object" && value !== null && "abs" in value && typeof value.abs === "function") {
    return value.abs();
  }
  throw typeError(`bad operand type for abs(): '${typeName(value)}'`);
}

const prefixes = ["k", "M", "G", "T", "P", "E", "Z", "Y"];

function fileSize(value: unknown, binary: unknown): string {
  const bytes = asDouble(toFloat(value, null));
  if (bytes === undefined) throw new PythonError("ValueError", "could not convert to float");
  const base = truthy(binary) ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) return `${truncate(bytes)} Bytes`;
  let power = 0;
  while (power < prefixes.length - 1 && bytes >= base ** (power + 2)) power++;
  const prefix = prefixes[power] ?? "";
  return `${fixed(base * bytes / base ** (power + 2), 1)} ${
    base === 1024 ? `${prefix.toUpperCase()}iB` : `${prefix}B`
  }`;
}

export const numberFilters: BuiltIns = {
  int: builtIn(
    "value, default?, base?",
    toInt,
    ["{{ '3.7' | int }}", 3],
    ["{{ 'x' | int(9) }}", 9],
    ["{{ '0x1A' | int(base=16) }}", 26],
  ),
  float: builtIn("value, default?", toFloat, ["{{ '1e3' | float }}", new Float(1000)], [
    "{{ 'x' | float(1.5) }}",
    1.5,
  ]),
  round: builtIn(
    "value, precision?, method?",
    round,
    ["{{ 2.5 | round }}", new Float(2)],
    ["{{ 2.675 | round(2) }}", 2.67],
    ["{{ 42.55 | round(1, 'floor') }}", 42.5],
  ),
  abs: builtIn("x, /", absolute, ["{{ -1.5 | abs }}", 1.5]),
  filesizeformat: builtIn("value, binary?", fileSize, ["{{ 1234567 | filesizeformat }}", "1.2 MB"]),
};
