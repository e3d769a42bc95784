/**
 * Plain YAML scalars as PyYAML's SafeLoader reads them (YAML 1.1): `yes` is true, `010` is 8, `1:30` is 90,
 * `1e3` is text. Each entry is one js-yaml type.
 */
import { Float, type Json } from "../../json.ts";

/** A js-yaml scalar type, as its constructor takes it. */
export interface ScalarType {
  tag: string;
  resolve(text: string | null): boolean;
  construct(text: string | null): Json;
}

const nulls = new Set(["~", "null", "Null", "NULL", ""]);
const booleans = new Map<string, boolean>();
for (const [words, value] of [["yes true on", true], ["no false off", false]] as const) {
  for (const word of words.split(" ")) {
    for (const form of [word, word[0]!.toUpperCase() + word.slice(1), word.toUpperCase()]) {
      booleans.set(form, value);
    }
  }
}

const integer = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const float =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const timestamp =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(Z|([-+])(\d\d?)(?::(\d\d))?))?)?$/;

/** Most scalars are words: a look at the first character spares them the regular expressions. */
function looksNumeric(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
}

function readInteger(source: string): Json {
  const text = source.replaceAll("_", "");
  const negative = text.startsWith("-");
  const digits = text.replace(/^[-+]/, "");
  const value = digits.startsWith("0b") || digits.startsWith("0x")
    ? BigInt(digits)
    : digits.length > 1 && digits.startsWith("0")
    ? BigInt(`0o${digits.slice(1)}`)
    : digits.split(":").reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  const signed = negative ? -value : value;
  const small = Number(signed);
  return Number.isSafeInteger(small) ? small : signed;
}

function readFloat(source: string): Json {
  const text = source.replaceAll("_", "").toLowerCase();
  if (text === ".nan") return NaN;
  const sign = text.startsWith("-") ? -1 : 1;
  const digits = text.replace(/^[-+]/, "");
  if (digits === ".inf") return sign * Infinity;
  return Float.of(sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0));
}

/**
 * A date or a time: Python makes a `date` or `datetime` of it, which comes out of its JSON writer as ISO text.
 * That text is the value here.
 */
function readTimestamp(text: string): Json {
  const [, year, month, day, hour, minute, second, fraction = "", zone, sign, zoneHour, zoneMinute = "00"] =
    timestamp.exec(text) ?? [];
  const two = (part = "0") => part.padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  if (!exists(date)) throw new RangeError(`"${text}" is no date`);
  if (hour === undefined) return date;
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  const time = `${two(hour)}:${minute}:${second}${Number(micros) ? `.${micros}` : ""}`;
  const offset = zone === undefined ? "" : zone === "Z" ? "+00:00" : `${sign}${two(zoneHour)}:${zoneMinute}`;
  return `${date}T${time}${offset}`;
}

function exists(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

const isTimestamp = (text: string) => {
  const match = timestamp.exec(text);
  // A date alone needs two digits for month and day.
  return match !== null && (match[4] !== undefined || text.length === 10);
};

/** The scalars that need no tag, in the order in which they are tried. */
export const implicitScalars: readonly ScalarType[] = [
  {
    tag: "tag:yaml.org,2002:null",
    resolve: (text) => text === null || (text.length < 5 && nulls.has(text)),
    construct: () => null,
  },
  {
    tag: "tag:yaml.org,2002:bool",
    resolve: (text) => text !== null && text.length < 6 && booleans.has(text),
    construct: (text) => booleans.get(text ?? "") ?? null,
  },
  {
    tag: "tag:yaml.org,2002:int",
    resolve: (text) => text !== null && looksNumeric(text) && integer.test(text),
    construct: (text) => readInteger(text ?? ""),
  },
  {
    tag: "tag:yaml.org,2002:float",
    resolve: (text) => text !== null && looksNumeric(text) && float.test(text),
    construct: (text) => readFloat(text ?? ""),
  },
  {
    tag: "tag:yaml.org,2002:timestamp",
    resolve: (text) => text !== null && text.length >= 8 && looksNumeric(text) && isTimestamp(text),
    construct: (text) => readTimestamp(text ?? ""),
  },
];
