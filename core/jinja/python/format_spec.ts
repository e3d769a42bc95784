/** Python's `format(value, spec)`. */
import { DateTime, PyDate, strftime } from "../../datetime/mod.ts";
import { floatText } from "../../json.ts";
import { fixed, significant } from "./decimal.ts";
import { typeError, valueError } from "./errors.ts";
import { asDouble, asInt, isFloat } from "./numbers.ts";
import { asText, codePoints, stringLength } from "./strings.ts";
import { str } from "./text.ts";
import { typeName } from "./type_name.ts";

interface Spec {
  fill: string;
  align: string;
  sign: string;
  alternate: boolean;
  width: number;
  grouping: string;
  precision: number | undefined;
  type: string;
}

const pattern = /^(?:(.)?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su;

/** The parts of a spec. A zero before the width pads numbers after their sign; texts it only fills. */
function readSpec(text: string, ofNumber: boolean): Spec {
  const match = pattern.exec(text);
  if (!match) throw valueError(`Invalid format specifier '${text}'`);
  const [, fill, align, sign, , alternate, zero, width, grouping, precision, type] = match;
  return {
    fill: fill ?? (zero ? "0" : " "),
    align: align ?? (zero && ofNumber ? "=" : ""),
    sign: sign ?? "-",
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping: grouping ?? "",
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
}

/** Python's `format(value, spec)`. */
export function formatValue(value: unknown, specText: string): string {
  if (value instanceof DateTime) return specText === "" ? str(value) : strftime(value, specText);
  if (value instanceof PyDate) {
    return specText === "" ? str(value) : strftime(DateTime.fromDate(value), specText);
  }
  if (specText === "") return str(value);
  const text = asText(value);
  if (text !== undefined) return formatText(text, readSpec(specText, false));
  const int = asInt(value);
  if (int !== undefined) return formatInteger(BigInt(int), readSpec(specText, true));
  if (isFloat(value)) return formatFloat(asDouble(value) ?? NaN, readSpec(specText, true));
  throw typeError(`unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s") {
    throw valueError(`Unknown format code '${spec.type}' for object of type 'str'`);
  }
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
  const cut = spec.precision === undefined ? text : codePoints(text).slice(0, spec.precision).join("");
  return pad("", cut, spec, "<");
}

const radixes: Record<string, [number, string]> = {
  b: [2, "0b"],
  o: [8, "0o"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatInteger(value: bigint, spec: Spec): string {
  const { type } = spec;
  if (/[eEfFgG%]/.test(type)) return formatFloat(asDouble(value) ?? NaN, spec);
  if (spec.precision !== undefined) throw valueError("Precision not allowed in integer format specifier");
  if (type === "s") throw valueError("Unknown format code 's' for object of type 'int'");
  if (type === "c") return pad("", String.fromCodePoint(Number(value)), spec, "<");
  const magnitude = value < 0n ? -value : value;
  const [radix, prefix] = radixes[type] ?? [10, ""];
  const digits = magnitude.toString(radix);
  const sign = signOf(value < 0n, spec) + (spec.alternate ? prefix : "");
  return pad(
    sign,
    group(type === "X" ? digits.toUpperCase() : digits, spec, radix === 10 ? 3 : 4, sign.length),
    spec,
    ">",
  );
}

function formatFloat(value: number, spec: Spec): string {
  const negative = value < 0 || Object.is(value, -0);
  const sign = signOf(negative, spec);
  let body = floatBody(Math.abs(value), spec);
  if (/[EFG]/.test(spec.type)) body = body.toUpperCase();
  const [, whole = "", rest = ""] = /^(\d*)(.*)$/s.exec(body) ?? [];
  return pad(sign, group(whole, spec, 3, sign.length + rest.length) + rest, spec, ">");
}

function floatBody(value: number, { type, precision, alternate }: Spec): string {
  if (!Number.isFinite(value)) return (Number.isNaN(value) ? "nan" : "inf") + (type === "%" ? "%" : "");
  switch (type.toLowerCase()) {
    case "f":
      return fixed(value, precision ?? 6);
    case "%":
      return `${fixed(value * 100, precision ?? 6)}%`;
    case "e":
      return exponential(value, precision ?? 6);
    case "g":
    case "n":
      return general(value, precision ?? 6, alternate);
    case "":
      return precision === undefined ? floatText(value) : generalWithPoint(value, precision);
  }
  throw valueError(`Unknown format code '${type}' for object of type 'float'`);
}

/** `1.500000e+02` */
export function exponential(value: number, precision: number): string {
  const { digits, exponent } = significant(value, precision + 1);
  const fraction = precision === 0 ? "" : `.${digits.slice(1)}`;
  return `${digits[0]}${fraction}${exponentText(exponent)}`;
}

function exponentText(exponent: number): string {
  return `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** `%g`: fixed or exponential, whichever is shorter; without trailing zeros. */
export function general(value: number, precision: number, keepZeros: boolean): string {
  const count = precision === 0 ? 1 : precision;
  const { digits, exponent } = significant(value, count);
  const trim = (text: string) => keepZeros || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
  if (exponent < -4 || exponent >= count) {
    return trim(count === 1 ? digits : `${digits[0]}.${digits.slice(1)}`) + exponentText(exponent);
  }
  return trim(fixed(value, count - 1 - exponent));
}

// A float without a type but with a precision: like %g, but it always looks like a float.
function generalWithPoint(value: number, precision: number): string {
  const count = precision === 0 ? 1 : precision;
  const { exponent } = significant(value, count);
  const text = exponent === count - 1
    ? `${general(value, count - 1 || 1, false)}`
    : general(value, count, false);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function signOf(negative: boolean, { sign }: Spec): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

function group(digits: string, { grouping, align, fill, width }: Spec, size: number, rest = 0): string {
  if (grouping === "") return digits;
  let grouped = digits.replace(new RegExp(`\\B(?=(\\w{${size}})+$)`, "g"), grouping);
  // Zero padding is grouped along with the number.
  while (align === "=" && fill === "0" && grouped.length + rest < width) {
    grouped = (grouped.split(grouping)[0]?.length === size ? `0${grouping}` : "0") + grouped;
  }
  return grouped;
}

function pad(sign: string, body: string, { fill, align, width }: Spec, natural: string): string {
  const missing = width - stringLength(sign) - stringLength(body);
  if (missing <= 0) return sign + body;
  switch (align || natural) {
    case "<":
      return sign + body + fill.repeat(missing);
    case "^":
      return fill.repeat(missing >> 1) + sign + body + fill.repeat(missing - (missing >> 1));
    case "=":
      return sign + fill.repeat(missing) + body;
  }
  return fill.repeat(missing) + sign + body;
}
