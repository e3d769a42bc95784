/** Python's `text % values`. */
import { fixed } from "./decimal.ts";
import { typeError, valueError } from "./errors.ts";
import { exponential, general } from "./format_spec.ts";
import { dictGet, isDict } from "./mapping.ts";
import { asDouble, asInt, isFloat, truncate } from "./numbers.ts";
import { Undefined } from "./objects.ts";
import { PythonError } from "./errors.ts";
import { asText, codePoints, stringLength } from "./strings.ts";
import { repr, str } from "./text.ts";
import { typeName } from "./type_name.ts";
import { Tuple } from "./values.ts";

const directive = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.?)/gsu;

/** Python's `text % values`; `render` replaces `str()`, for marked-up text. */
export function formatPercent(
  text: string,
  values: unknown,
  render: (value: unknown) => string = str,
): string {
  const list = values instanceof Tuple ? values : undefined;
  let used = 0;
  let named = false;
  const next = (): unknown => {
    if (list === undefined ? used > 0 : used >= list.length) {
      throw typeError("not enough arguments for format string");
    }
    return list === undefined ? (used++, values) : list[used++];
  };
  const result = text.replace(directive, (whole, key: string | undefined, flags, width, precision, type) => {
    if (type === "%" && whole === "%%") return "%";
    if (type === "") throw valueError("incomplete format");
    const size = width === "*" ? Number(next()) : Number(width ?? 0);
    const places = precision === undefined
      ? undefined
      : precision === "*"
      ? Number(next())
      : Number(precision);
    let value: unknown;
    if (key !== undefined) {
      if (!isDict(values)) throw typeError("format requires a mapping");
      named = true;
      value = dictGet(values, key);
      if (value === undefined) throw new PythonError("KeyError", key);
    } else if (type === "%") throw valueError("unsupported format character '%'");
    else value = next();
    const body = convert(type, value, places, flags, render);
    return padded(body, size, flags, /[sracSR]/.test(type));
  });
  const complete = list === undefined
    ? used > 0 || named || isDict(values) || isPlainList(values)
    : used === list.length;
  if (!complete) throw typeError("not all arguments converted during string formatting");
  return result;
}

// A list (like a dict) as the one value may stay unused: Python takes it for a mapping.
const isPlainList = (value: unknown) => Array.isArray(value) && !(value instanceof Tuple);

function convert(
  type: string,
  value: unknown,
  precision: number | undefined,
  flags: string,
  render: (value: unknown) => string,
): string {
  const cut = (text: string) =>
    precision === undefined ? text : codePoints(text).slice(0, precision).join("");
  switch (type) {
    case "s":
      return cut(render(value));
    case "r":
      return cut(repr(value));
    case "a":
      return cut(
        repr(value).replace(/[^\x20-\x7e]/gu, (char) => {
          const code = char.codePointAt(0) ?? 0;
          return code < 0x100
            ? `\\x${code.toString(16).padStart(2, "0")}`
            : `\\u${code.toString(16).padStart(4, "0")}`;
        }),
      );
    case "c": {
      const text = asText(value);
      if (text !== undefined && stringLength(text) !== 1) return fail("%c requires int or char");
      return text ?? String.fromCodePoint(Number(asInt(value) ?? fail("%c requires int or char")));
    }
    case "d":
    case "i":
    case "u": {
      const digits = String(magnitude(wholeNumber(value, type)));
      return sign(Number(wholeNumber(value, type)) < 0, flags) + digits.padStart(precision ?? 0, "0");
    }
    case "x":
    case "X":
    case "o": {
      const int = asInt(value);
      if (int === undefined) return fail(`%${type} format: an integer is required, not ${typeName(value)}`);
      let digits = magnitude(int).toString(type === "o" ? 8 : 16).padStart(precision ?? 0, "0");
      if (flags.includes("#")) digits = (type === "o" ? "0o" : "0x") + digits;
      return sign(int < 0, flags) + (type === "X" ? digits.toUpperCase() : digits);
    }
    case "e":
    case "E":
    case "f":
    case "F":
    case "g":
    case "G": {
      const number = asDouble(value);
      if (number === undefined) {
        if (value instanceof Undefined) value.fail();
        return fail(`must be real number, not ${typeName(value)}`);
      }
      const text = floatBody(type.toLowerCase(), Math.abs(number), precision ?? 6, flags.includes("#"));
      return sign(number < 0 || Object.is(number, -0), flags) +
        (/[EFG]/.test(type) ? text.toUpperCase() : text);
    }
  }
  throw valueError(`unsupported format character '${type}'`);
}

function floatBody(type: string, value: number, precision: number, alternate: boolean): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : "inf";
  if (type === "f") return fixed(value, precision);
  return type === "e" ? exponential(value, precision) : general(value, precision, alternate);
}

function wholeNumber(value: unknown, type: string): number | bigint {
  const int = asInt(value);
  if (int !== undefined) return int;
  if (isFloat(value)) return truncate(asDouble(value) ?? NaN);
  if (value instanceof Undefined) return value.fail();
  return fail(`%${type} format: a real number is required, not ${typeName(value)}`);
}

const magnitude = (value: number | bigint) => value < 0 ? -BigInt(value) : BigInt(value);
const sign = (negative: boolean, flags: string) =>
  negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";

function padded(body: string, width: number, flags: string, isText: boolean): string {
  const missing = Math.abs(width) - stringLength(body);
  if (missing <= 0) return body;
  if (flags.includes("-") || width < 0) return body + " ".repeat(missing);
  if (!flags.includes("0") || isText) return " ".repeat(missing) + body;
  const [, prefix = "", digits = ""] = /^([-+ ]?(?:0[xXoO])?)(.*)$/s.exec(body) ?? [];
  return prefix + "0".repeat(missing) + digits;
}

function fail(message: string): never {
  throw typeError(message);
}
