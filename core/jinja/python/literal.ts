/**
 * Python's `ast.literal_eval`: what a text means as a Python literal.
 *
 * It runs on every rendered template, and most of those are plain text; so it answers {@link notLiteral}
 * rather than throw, and looks at the first character before anything else.
 */
import { Float } from "../../json.ts";
import { makeDict } from "./mapping.ts";
import { integerOf } from "./numbers.ts";
import { unescapeString } from "./string_escapes.ts";
import { ellipsis, hashKey, PySet, tuple, Unhashable } from "./values.ts";

/** The answer for a text that is no literal. */
export const notLiteral: unique symbol = Symbol("not a literal");

// What a literal can start with: digits, quotes, brackets, signs, comments, line ends, and a few words and prefixes.
const start = /^[ \t]*(?:[-+\d.'"([{#\\\n\r\f]|None|True|False|set[ \t(]|[bBuUrR]{1,2}['"])/;
const shortInteger = /^-?(?:[1-9]\d{0,14}|0)$/;
// Dates, times, identifiers: digits that are followed by what no number is.
const startsLikeNumber = /^\d+[^\d_.eEjJxXoObB,#\s\\]/;
const deepest = 190;

/** The value of a Python literal, or {@link notLiteral}. */
export function literalEval(text: string): unknown {
  if (shortInteger.test(text)) return Number(text) + 0;
  if (!start.test(text) || startsLikeNumber.test(text) || text.includes("\0")) return notLiteral;
  switch (text) {
    case "None":
      return null;
    case "True":
      return true;
    case "False":
      return false;
  }
  try {
    return new Reader(text.replace(/^[ \t]+/, "")).read();
  } catch (error) {
    if (error === refused || error instanceof Unhashable) return notLiteral;
    throw error;
  }
}

/** Thrown, once and without a stack, to leave a nested literal that turns out to be none. */
const refused = Symbol("refused");

const number =
  /(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*|\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?)[jJ]?/y;
const word = /[\p{L}_][\p{L}\p{N}_]*/yu;
const stringStart = /(?:[bB][rR]?|[rR][bB]?|[uU])?(?:"""|'''|"|')/y;
const space = /(?:[ \t\f]|\\\n)+/y;
const spaceWithLines = /(?:[ \t\f\n]|\\\n|#[^\n]*)+/y;

class Reader {
  #position = 0;
  #depth = 0;
  /** Whether the number read last had a sign. */
  #hasSign = false;

  constructor(readonly text: string) {
    this.text = text.replace(/\r\n?/g, "\n");
  }

  read(): unknown {
    // Blank and comment lines may come first; an indented expression may not.
    if (/\\\n$/.test(this.text)) throw refused;
    const lead = /^(?:[ \t\f]*(?:#[^\n]*)?\n)*/.exec(this.text)?.[0] ?? "";
    this.#position = lead.length;
    if (lead !== "" && /[ \t]/.test(this.text[this.#position] ?? "")) throw refused;
    const first = this.#value();
    let value = first;
    if (this.#skip(",")) {
      const items = [first];
      while (this.#startsValue()) {
        items.push(this.#value());
        if (!this.#skip(",")) break;
      }
      value = tuple(items);
    }
    this.#space();
    const rest = this.text.slice(this.#position);
    // An indented last line without a line end opens a block, as Python sees it: common after a folded template.
    if (!/^(?:[ \t\f]*(?:#[^\n]*)?(?:\n|$))*$/.test(rest) || /\n[ \t\f]*[ \t]$/.test(rest)) throw refused;
    return value;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  #space(): void {
    this.#match(this.#depth > 0 ? spaceWithLines : space);
  }

  #skip(char: string): boolean {
    this.#space();
    if (this.text[this.#position] !== char) return false;
    this.#position++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#skip(char)) throw refused;
  }

  #startsValue(): boolean {
    this.#space();
    const char = this.text[this.#position];
    return char !== undefined && !")]},#\n".includes(char);
  }

  #value(): unknown {
    this.#space();
    const char = this.text[this.#position];
    switch (char) {
      case "(":
        return this.#parenthesised();
      case "[":
        return this.#enclosed("]");
      case "{":
        return this.#dictOrSet();
      case "-":
      case "+":
        return this.#signed(char);
      case ".":
        if (this.text.startsWith("...", this.#position)) {
          this.#position += 3;
          return ellipsis;
        }
    }
    const found = this.#match(number);
    if (found !== undefined) return this.#number(found);
    const start = this.#match(stringStart);
    if (start !== undefined) return this.#strings(start);
    switch (this.#match(word)) {
      case "None":
        return null;
      case "True":
        return true;
      case "False":
        return false;
      case "set":
        this.#expect("(");
        this.#expect(")");
        return new PySet();
    }
    throw refused;
  }

  #signed(sign: string): unknown {
    this.#position++;
    this.#space();
    // literal_eval takes one sign, and only before a number.
    const value = this.#value();
    if (this.#hasSign) throw refused;
    this.#hasSign = true;
    if (typeof value === "number") return sign === "+" ? value : Number.isInteger(value) ? 0 - value : -value;
    if (typeof value === "bigint") return sign === "+" ? value : integerOf(-value);
    if (value instanceof Float) return sign === "+" ? value : Float.of(-value.value);
    throw refused;
  }

  #number(text: string): unknown {
    this.#hasSign = false;
    const next = this.text[this.#position];
    if (next !== undefined && /[\w.\u0080-\uffff]/.test(next)) throw refused;
    // Complex numbers never leave literal parsing as such: their text stays text.
    if (/[jJ]$/.test(text)) throw refused;
    const plain = text.replaceAll("_", "");
    if (/^0[xXoObB]/.test(plain)) return integerOf(BigInt(plain));
    if (/[.eE]/.test(plain)) return Float.of(Number(plain));
    if (/^0+[1-9]/.test(plain) || plain.length > 4300) throw refused;
    return integerOf(BigInt(plain));
  }

  #strings(firstStart: string): unknown {
    const first = this.#string(firstStart);
    let result = first;
    while (true) {
      this.#space();
      const start = this.#match(stringStart);
      if (start === undefined) return result;
      const next = this.#string(start);
      if (typeof result === "string" && typeof next === "string") result += next;
      else if (result instanceof Uint8Array && next instanceof Uint8Array) {
        result = Uint8Array.of(...result, ...next);
      } else throw refused;
    }
  }

  #string(start: string): string | Uint8Array {
    const [, prefix = "", quote = ""] = /^(\w*)(.+)$/.exec(start.toLowerCase()) ?? [];
    const from = this.#position;
    while (!this.text.startsWith(quote, this.#position)) {
      const char = this.text[this.#position];
      if (char === undefined || char === "\n" && quote.length === 1) throw refused;
      this.#position += char === "\\" ? 2 : 1;
    }
    const body = this.text.slice(from, this.#position);
    this.#position += quote.length;
    if (this.#position > this.text.length) throw refused;
    if (!prefix.includes("b")) {
      const value = prefix.includes("r") ? body : unescapeString(body);
      if (value === undefined) throw refused;
      return value;
    }
    // deno-lint-ignore no-control-regex
    if (/[^\x00-\x7f]/.test(body)) throw refused;
    const value = prefix.includes("r") ? body : unescapeString(body.replace(/\\(?=[uUN])/g, "\\\\"));
    if (value === undefined) throw refused;
    return Uint8Array.from(value, (char) => char.charCodeAt(0));
  }

  #open(): void {
    this.#position++;
    if (++this.#depth > deepest) throw refused;
  }

  #parenthesised(): unknown {
    this.#open();
    const items: unknown[] = [];
    let isTuple = !this.#startsValue();
    while (this.#startsValue()) {
      items.push(this.#value());
      if (!this.#skip(",")) break;
      isTuple = true;
    }
    this.#close(")");
    return isTuple ? tuple(items) : items[0];
  }

  #enclosed(close: string): unknown[] {
    this.#open();
    const items: unknown[] = [];
    while (this.#startsValue()) {
      items.push(this.#value());
      if (!this.#skip(",")) break;
    }
    this.#close(close);
    return items;
  }

  #dictOrSet(): unknown {
    this.#open();
    const entries: [unknown, unknown][] = [];
    const items: unknown[] = [];
    while (this.#startsValue()) {
      const key = this.#value();
      hashKey(key);
      if (items.length === 0 && this.#skip(":")) entries.push([key, this.#value()]);
      else if (entries.length === 0) items.push(key);
      else throw refused;
      if (!this.#skip(",")) break;
    }
    this.#close("}");
    return items.length > 0 ? new PySet(items) : makeDict(entries, false);
  }

  #close(char: string): void {
    this.#expect(char);
    this.#depth--;
  }
}
