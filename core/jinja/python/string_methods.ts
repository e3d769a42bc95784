/** Methods of Python's `str`. */
import { index, optionalText, text as textOf } from "./arguments.ts";
import { type Method, method } from "./calls.ts";
import { PythonError, typeError, valueError } from "./errors.ts";
import { listOf } from "./iterate.ts";
import { dictEntries, dictGet, isDict, makeDict } from "./mapping.ts";
import { range } from "./slicing.ts";
import { capitalize, isLower, isTitle, isUpper, swapCase, titleCase } from "./string_case.ts";
import { codePoints, isSimple, stringLength } from "./strings.ts";
import { typeName } from "./type_name.ts";
import { Tuple, tuple } from "./values.ts";

const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const leadingSpace = new RegExp(`^[${space}]+`), trailingSpace = new RegExp(`[${space}]+$`);
const spaceRun = new RegExp(`[${space}]+`, "g");

/** `strip`, `lstrip` and `rstrip`: whitespace, or any of the given characters. */
export function strip(text: string, chars: string | undefined, left: boolean, right: boolean): string {
  if (chars === undefined) {
    const start = left ? text.replace(leadingSpace, "") : text;
    return right ? start.replace(trailingSpace, "") : start;
  }
  const set = new Set(chars);
  const points = codePoints(text);
  let from = 0, to = points.length;
  while (left && from < to && set.has(points[from] ?? "")) from++;
  while (right && to > from && set.has(points[to - 1] ?? "")) to--;
  return points.slice(from, to).join("");
}

function split(text: string, separator: string | undefined, limit: number): string[] {
  if (separator === "") throw valueError("empty separator");
  if (separator !== undefined) {
    const parts = text.split(separator);
    if (limit < 0 || parts.length <= limit + 1) return parts;
    return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
  }
  const parts: string[] = [];
  let rest = strip(text, undefined, true, false);
  while (rest !== "") {
    const end = parts.length === limit ? -1 : rest.search(new RegExp(spaceRun.source));
    if (end < 0) {
      parts.push(strip(rest, undefined, false, limit < 0 || parts.length < limit));
      break;
    }
    parts.push(rest.slice(0, end));
    rest = strip(rest.slice(end), undefined, true, false);
  }
  return parts;
}

const reversed = (text: string) => Array.from(text).reverse().join("");

function splitFromRight(text: string, separator: string | undefined, limit: number): string[] {
  if (limit < 0) return split(text, separator, limit);
  return split(reversed(text), separator === undefined ? undefined : reversed(separator), limit).map(reversed)
    .reverse();
}

function replace(text: string, from: string, to: string, limit: number): string {
  if (limit < 0) return from === "" ? replaceEmpty(text, to, Infinity) : text.replaceAll(from, () => to);
  if (from === "") return replaceEmpty(text, to, limit);
  const parts = text.split(from);
  const head = parts.slice(0, limit + 1).join(to);
  return parts.length > limit + 1 ? head + from + parts.slice(limit + 1).join(from) : head;
}

function replaceEmpty(text: string, to: string, limit: number): string {
  let left = limit;
  const points = codePoints(text);
  let result = "";
  for (const point of points) result += (left-- > 0 ? to : "") + point;
  return result + (left > 0 ? to : "");
}

function find(text: string, part: string, start: unknown, end: unknown, last = false): number {
  const length = stringLength(text);
  const [from, to] = range(length, start, end, 1);
  if (from > to || typeof start === "number" && start > length) return -1;
  const window = isSimple(text) ? text.slice(from, to) : codePoints(text).slice(from, to).join("");
  const at = last ? window.lastIndexOf(part) : window.indexOf(part);
  return at < 0 ? -1 : from + stringLength(window.slice(0, at));
}

function found(position: number): number {
  if (position < 0) throw valueError("substring not found");
  return position;
}

function count(text: string, part: string, start: unknown, end: unknown): number {
  const points = codePoints(text);
  const [from, to] = range(points.length, start, end, 1);
  const window = points.slice(from, to).join("");
  return part === "" ? stringLength(window) + 1 : window.split(part).length - 1;
}

function affix(name: string, test: (text: string, part: string) => boolean): Method<string> {
  return method("part, start?, end?, /", (text: string, part, start, end) => {
    const points = codePoints(text);
    const [from, to] = range(points.length, start, end, 1);
    const window = start === undefined && end === undefined ? text : points.slice(from, to).join("");
    if (part instanceof Tuple) return part.some((one) => test(window, textOf(one)));
    if (typeof part !== "string") {
      throw typeError(`${name} first arg must be str or a tuple of str, not ${typeName(part)}`);
    }
    return from <= to && test(window, part);
  });
}

function justify(text: string, width: unknown, fill: unknown, place: (missing: number) => number): string {
  const char = optionalText(fill) ?? " ";
  if (stringLength(char) !== 1) throw typeError("The fill character must be exactly one character long");
  const missing = index(width) - stringLength(text);
  if (missing <= 0) return text;
  const left = place(missing);
  return char.repeat(left) + text + char.repeat(missing - left);
}

/** Text in the middle of a field, as Python's `center` leans. */
export function center(text: string, width: unknown, fill?: unknown): string {
  const size = typeof width === "number" ? width : 0;
  return justify(text, width, fill, (missing) => (missing >> 1) + (missing & size & 1));
}

const lineEnds = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029";
const linePattern = new RegExp(`([^${lineEnds}]*)(?:\\r\\n|[${lineEnds}]|$)`, "g");

/** The lines of a text, at all of Unicode's line ends. */
export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = [];
  for (const [whole, line = ""] of text.matchAll(linePattern)) {
    if (whole !== "") lines.push(keepEnds ? whole : line);
  }
  return lines;
}

function partition(text: string, separator: unknown, fromRight: boolean): Tuple {
  const mark = textOf(separator);
  if (mark === "") throw valueError("empty separator");
  const at = fromRight ? text.lastIndexOf(mark) : text.indexOf(mark);
  if (at < 0) return tuple(fromRight ? ["", "", text] : [text, "", ""]);
  return tuple([text.slice(0, at), mark, text.slice(at + mark.length)]);
}

/** Joins strings. @throws {PythonError} TypeError for other items */
function join(separator: string, items: unknown): string {
  return listOf(items).map((one, i) => {
    if (typeof one === "string") return one;
    const text = typeof one === "object" && one !== null && "text" in one ? one.text : undefined;
    if (typeof text === "string") return text;
    throw typeError(`sequence item ${i}: expected str instance, ${typeName(one)} found`);
  }).join(separator);
}

const encodings = new Set(["utf8", "utf_8", "ascii", "us_ascii", "latin1", "latin_1", "iso_8859_1"]);

/** The bytes of a text in one of the common encodings. */
export function encode(text: string, encoding = "utf-8", errors = "strict"): Uint8Array {
  const name = encoding.toLowerCase().replaceAll("-", "_");
  if (!encodings.has(name)) throw new PythonError("LookupError", `unknown encoding: ${encoding}`);
  if (name.startsWith("utf")) return new TextEncoder().encode(text);
  const limit = name.includes("ascii") ? 0x7f : 0xff;
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code <= limit) bytes.push(code);
    else if (errors === "replace") bytes.push(0x3f);
    else if (errors !== "ignore") {
      throw new PythonError("UnicodeEncodeError", `'${encoding}' codec can't encode character '${char}'`);
    }
  }
  return Uint8Array.from(bytes);
}

const every = (pattern: RegExp): Method<string> => method("", (text: string) => pattern.test(text));

function translate(text: string, table: unknown): string {
  if (!isDict(table)) throw typeError("translate() needs a mapping");
  return Array.from(text, (char) => {
    const to = dictGet(table, char.codePointAt(0));
    if (to === undefined) return char;
    return to === null ? "" : typeof to === "number" ? String.fromCodePoint(to) : textOf(to);
  }).join("");
}

function makeTranslation(from: unknown, to: unknown, without: unknown): unknown {
  if (isDict(from)) {
    return makeDict(
      dictEntries(from).map(([key, one]) => [typeof key === "string" ? key.codePointAt(0) : key, one]),
    );
  }
  const targets = codePoints(textOf(to));
  const pairs = codePoints(textOf(from)).map((char, i) =>
    [char.codePointAt(0), targets[i]?.codePointAt(0)] as const
  );
  if (pairs.length !== targets.length) {
    throw valueError("the first two maketrans arguments must have equal length");
  }
  const removed = codePoints(optionalText(without) ?? "").map((char) => [char.codePointAt(0), null] as const);
  return makeDict([...pairs, ...removed]);
}

export const stringMethods: Record<string, Method<string>> = {
  upper: method("", (text) => text.toUpperCase()),
  lower: method("", (text) => text.toLowerCase()),
  casefold: method("", (text) => text.toLowerCase().replaceAll("ß", "ss")),
  capitalize: method("", capitalize),
  title: method("", titleCase),
  swapcase: method("", swapCase),
  strip: method("chars?, /", (text, chars) => strip(text, optionalText(chars), true, true)),
  lstrip: method("chars?, /", (text, chars) => strip(text, optionalText(chars), true, false)),
  rstrip: method("chars?, /", (text, chars) => strip(text, optionalText(chars), false, true)),
  split: method("sep?, maxsplit?", (text, sep, limit) => split(text, optionalText(sep), index(limit, -1))),
  rsplit: method(
    "sep?, maxsplit?",
    (text, sep, limit) => splitFromRight(text, optionalText(sep), index(limit, -1)),
  ),
  splitlines: method("keepends?", (text, keep) => splitLines(text, Boolean(keep))),
  partition: method("sep, /", (text, sep) => partition(text, sep, false)),
  rpartition: method("sep, /", (text, sep) => partition(text, sep, true)),
  join: method("iterable, /", join),
  replace: method(
    "old, new, count?, /",
    (text, from, to, limit) => replace(text, textOf(from), textOf(to), index(limit, -1)),
  ),
  removeprefix: method(
    "prefix, /",
    (text, prefix) => text.startsWith(textOf(prefix)) ? text.slice(textOf(prefix).length) : text,
  ),
  removesuffix: method(
    "suffix, /",
    (text, suffix) =>
      textOf(suffix) !== "" && text.endsWith(textOf(suffix)) ? text.slice(0, -textOf(suffix).length) : text,
  ),
  startswith: affix("startswith", (text, part) => text.startsWith(part)),
  endswith: affix("endswith", (text, part) => text.endsWith(part)),
  find: method("sub, start?, end?, /", (text, part, start, end) => find(text, textOf(part), start, end)),
  rfind: method(
    "sub, start?, end?, /",
    (text, part, start, end) => find(text, textOf(part), start, end, true),
  ),
  index: method(
    "sub, start?, end?, /",
    (text, part, start, end) => found(find(text, textOf(part), start, end)),
  ),
  rindex: method(
    "sub, start?, end?, /",
    (text, part, start, end) => found(find(text, textOf(part), start, end, true)),
  ),
  count: method("sub, start?, end?, /", (text, part, start, end) => count(text, textOf(part), start, end)),
  zfill: method("width, /", (text, width) => {
    const missing = index(width) - stringLength(text);
    const [, sign = "", rest = ""] = /^([-+]?)(.*)$/s.exec(text) ?? [];
    return missing > 0 ? sign + "0".repeat(missing) + rest : text;
  }),
  ljust: method("width, fillchar?, /", (text, width, fill) => justify(text, width, fill, () => 0)),
  rjust: method(
    "width, fillchar?, /",
    (text, width, fill) => justify(text, width, fill, (missing) => missing),
  ),
  center: method("width, fillchar?, /", (text, width, fill) => center(text, width, fill)),
  expandtabs: method("tabsize?", (text, size) => expandTabs(text, index(size, 8))),
  encode: method(
    "encoding?, errors?",
    (text, encoding, errors) => encode(text, optionalText(encoding), optionalText(errors)),
  ),
  translate: method("table, /", translate),
  maketrans: method("x, y?, z?, /", (_text, from, to, without) => makeTranslation(from, to, without)),
  isdigit: every(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u2468]+$/u),
  isdecimal: every(/^\p{Nd}+$/u),
  isnumeric: every(/^\p{N}+$/u),
  isalpha: every(/^\p{L}+$/u),
  isalnum: every(/^[\p{L}\p{N}]+$/u),
  isspace: every(new RegExp(`^[${space}]+$`)),
  isidentifier: every(/^[\p{L}_][\p{L}\p{N}_]*$/u),
  // deno-lint-ignore no-control-regex
  isascii: every(/^[\x00-\x7f]*$/),
  isprintable: every(/^(?:[^\p{C}\p{Z}]| )*$/u),
  isupper: method("", isUpper),
  islower: method("", isLower),
  istitle: method("", isTitle),
};

function expandTabs(text: string, size: number): string {
  let column = 0;
  return Array.from(text, (char) => {
    if (char === "\n" || char === "\r") column = 0;
    else if (char !== "\t") column++;
    else {
      const width = size > 0 ? size - column % size : 0;
      column += width;
      return " ".repeat(width);
    }
    return char;
  }).join("");
}
