/** Python's `str()` and `repr()`. */
import { DateTime } from "../../datetime/mod.ts";
import { Float, floatText } from "../../json.ts";
import { asMapping, isHostObject } from "./host_object.ts";
import { dictEntries, isDict } from "./mapping.ts";
import { Attributes, DictView, Markup, Namespace, PyFunction, Undefined } from "./objects.ts";
import { typeName } from "./type_name.ts";
import { ellipsis, NamedTuple, PySet, Tuple } from "./values.ts";
import { isPytz } from "./time_zones.ts";

/** Python's `str(value)`. */
export function str(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value + 0);
  if (typeof value === "object" && value !== null) {
    if (value instanceof Markup) return value.text;
    if (value instanceof Undefined) return "";
    if (isPrintable(value)) return value.toString();
  }
  return repr(value);
}

/** Python's `repr(value)`. */
export function repr(value: unknown): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return Number.isInteger(value) ? integerText(value) : floatText(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "True" : "False";
    case "undefined":
      return "None";
    case "symbol":
      return value === ellipsis ? "Ellipsis" : String(value);
  }
  if (value === null) return "None";
  if (value instanceof Float) return String(value);
  if (value instanceof NamedTuple && value.typeName !== undefined) {
    return `${value.typeName}(${
      Object.entries(value.attributes).map(([name, one]) => `${name}=${repr(one)}`).join(", ")
    })`;
  }
  if (value instanceof Tuple) return `(${value.map(repr).join(", ")}${value.length === 1 ? "," : ""})`;
  if (Array.isArray(value)) return `[${value.map(repr).join(", ")}]`;
  if (value instanceof Uint8Array) return quoteBytes(value);
  if (value instanceof PySet) {
    return value.size === 0 ? "set()" : `{${Array.from(value.values(), repr).join(", ")}}`;
  }
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Markup) return `Markup(${quote(value.text)})`;
  if (value instanceof DictView) return `${value.kind}([${value.items().map(repr).join(", ")}])`;
  if (value instanceof DateTime) {
    return isPytz(value) ? value.repr().replace("datetime.timezone.utc", "<UTC>") : value.repr();
  }
  if (isPrintable(value)) return value.repr();
  if (isHostObject(value)) return repr(value[asMapping]());
  if (isDict(value)) {
    return `{${dictEntries(value).map(([key, one]) => `${repr(key)}: ${repr(one)}`).join(", ")}}`;
  }
  if (value instanceof PyFunction) return `<built-in method ${value.name}>`;
  if (value instanceof Namespace) return `<Namespace ${repr(Object.fromEntries(value.attributes))}>`;
  if (value instanceof Attributes) {
    const text = value.get("__repr__");
    if (typeof text === "string") return text;
  }
  return `<${typeName(value)} object>`;
}

interface Printable {
  toString(): string;
  repr(): string;
}

function isPrintable(value: unknown): value is Printable {
  return typeof value === "object" && value !== null && "repr" in value && typeof value.repr === "function" &&
    !isDict(value);
}

function integerText(value: number): string {
  return Number.isSafeInteger(value) ? String(value + 0) : String(BigInt(value));
}

// What Python's repr escapes: control, format, surrogate, unassigned and separator characters, but not the space.
// deno-lint-ignore no-control-regex
const needsCare = /['\\\x00-\x1f\x7f-\xa0\xad\u0378-\uffff]/;
const unprintable = /[\p{C}\p{Z}]/u;
const shortEscapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A string as a Python literal. */
export function quote(text: string): string {
  if (!needsCare.test(text)) return `'${text}'`;
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = mark;
  for (const char of text) {
    const short = shortEscapes[char];
    if (short !== undefined) quoted += short;
    else if (char === mark) quoted += `\\${char}`;
    else if (char !== " " && unprintable.test(char)) quoted += escapeCode(char.codePointAt(0) ?? 0);
    else quoted += char;
  }
  return quoted + mark;
}

function escapeCode(code: number): string {
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}

function quoteBytes(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes);
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  let quoted = `b${mark}`;
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (shortEscapes[char] !== undefined) quoted += shortEscapes[char];
    else if (char === mark) quoted += `\\${char}`;
    else if (code < 0x20 || code > 0x7e) quoted += escapeCode(code);
    else quoted += char;
  }
  return quoted + mark;
}
