/** Python's `re` patterns as JavaScript's. */
import { PythonError } from "./errors.ts";

// What \w, \d and \s match in Python's str patterns.
const wordSet = "\\p{L}\\p{N}_";
const spaceSet = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const sets: Record<string, [inside: string, outside: string]> = {
  d: ["\\p{Nd}", "\\p{Nd}"],
  D: ["\\P{Nd}", "\\P{Nd}"],
  w: [wordSet, `[${wordSet}]`],
  W: ["", `[^${wordSet}]`],
  s: [spaceSet, `[${spaceSet}]`],
  S: ["", `[^${spaceSet}]`],
};
const assertions: Record<string, string> = {
  A: "(?<![^])",
  Z: "(?![^])",
  b: `(?:(?<=[${wordSet}])(?![${wordSet}])|(?<![${wordSet}])(?=[${wordSet}]))`,
  B: `(?:(?<=[${wordSet}])(?=[${wordSet}])|(?<![${wordSet}])(?![${wordSet}]))`,
};
const controls: Record<string, string> = { a: "\\x07", f: "\\f", n: "\\n", r: "\\r", t: "\\t", v: "\\v" };

const failure = (message: string) => new PythonError("error", message);

/** A compiled pattern. Its expression is global: set `lastIndex` before use. */
export interface Pattern {
  expression: RegExp;
  /** How many groups it has. */
  groups: number;
  names: ReadonlySet<string>;
}

const compiled = new Map<string, Pattern>();

/** Compiles a pattern once. @throws {PythonError} re.error */
export function compilePattern(source: string): Pattern {
  let pattern = compiled.get(source);
  if (!pattern) compiled.set(source, pattern = new Translator(source).translate());
  return pattern;
}

class Translator {
  #position = 0;
  #groups = 0;
  readonly #names = new Set<string>();
  #flags = new Set<string>();
  #verbose = false;

  constructor(readonly source: string) {}

  translate(): Pattern {
    const global = /^\(\?([aiLmsux]+)\)/.exec(this.source);
    if (global) {
      this.#position = global[0].length;
      this.#addFlags(global[1] ?? "");
    }
    let text = "";
    while (this.#position < this.source.length) text += this.#token();
    try {
      // Python's ^, $ and . are spelled out in the translation, so that m and s are not needed.
      const expression = new RegExp(text, this.#flags.has("i") ? "gui" : "gu");
      return { expression, groups: this.#groups, names: this.#names };
    } catch (error) {
      throw failure(error instanceof Error ? error.message : String(error));
    }
  }

  #addFlags(flags: string): void {
    for (const flag of flags) this.#flags.add(flag);
    this.#verbose = this.#flags.has("x");
  }

  #take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern, "yu");
    sticky.lastIndex = this.#position;
    const found = sticky.exec(this.source)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }

  #token(): string {
    if (this.#verbose && this.#take(/\s+|#[^\n]*/) !== undefined) return "";
    const group = this.#take(/\(\?(?:P<\w+>|P=\w+\)|P?[<]?[=!]|:|>|#[^)]*\)|[aiLmsux]*(?:-[imsx]+)?:)?|\(/);
    if (group !== undefined) return this.#group(group);
    const quantifier = this.#take(/\{\d*(?:,\d*)?\}[?+]?|[*+?][?+]?/);
    if (quantifier !== undefined) return this.#quantifier(quantifier);
    const char = this.#take(/[^]/) ?? "";
    switch (char) {
      case "\\":
        return this.#escape();
      case "[":
        return this.#class();
      case ".":
        return this.#flags.has("s") ? "[^]" : "[^\\n]";
      case "^":
        return this.#flags.has("m") ? "(?<![^\\n])" : "(?<![^])";
      case "$":
        return this.#flags.has("m") ? "(?![^\\n])" : "(?=\\n?(?![^]))";
      case "{":
      case "}":
      case "]":
      case "/":
        return `\\${char}`;
    }
    return char;
  }

  #group(text: string): string {
    const named = /^\(\?P<(\w+)>$/.exec(text)?.[1];
    if (named !== undefined) {
      this.#groups++;
      this.#names.add(named);
      return `(?<${named}>`;
    }
    const reference = /^\(\?P=(\w+)\)$/.exec(text)?.[1];
    if (reference !== undefined) return `\\k<${reference}>`;
    if (text.startsWith("(?#")) return "";
    if (text === "(") {
      this.#groups++;
      return "(";
    }
    const scoped = /^\(\?([aiLmsux]*)(?:-([imsx]+))?:$/.exec(text);
    if (scoped) {
      const on = (scoped[1] ?? "").replace(/[^i]/g, ""), off = (scoped[2] ?? "").replace(/[^i]/g, "");
      return on || off ? `(?${on}${off ? `-${off}` : ""}:` : "(?:";
    }
    if (text === "(?=" || text === "(?!" || text === "(?<=" || text === "(?<!") return text;
    throw failure(
      `unknown or unsupported extension ${
        this.source.slice(this.#position - text.length, this.#position + 1)
      }`,
    );
  }

  #quantifier(text: string): string {
    if (/[*+?}]\+$/.test(text)) throw failure("possessive quantifiers are not supported");
    if (!text.startsWith("{")) return text;
    if (text.startsWith("{}") || text === "{,}") return text === "{,}" ? "*" : "\\{\\}";
    return text.replace("{,", "{0,");
  }

  #escape(): string {
    const char = this.#take(/[^]/);
    if (char === undefined) throw failure("bad escape (end of pattern)");
    const assertion = assertions[char];
    if (assertion !== undefined) return assertion;
    const set = sets[char];
    if (set !== undefined) return set[1];
    if (/[1-9]/.test(char)) {
      const number = char + (this.#take(/\d/) ?? "");
      if (Number(number) > this.#groups) throw failure(`invalid group reference ${number}`);
      return `(?:\\${number})`;
    }
    return this.#character(char);
  }

  /** An escape that stands for one character, in or out of a class. */
  #character(char: string): string {
    const control = controls[char];
    if (control !== undefined) return control;
    const digits = char === "x"
      ? this.#take(/[\da-fA-F]{2}/)
      : char === "u"
      ? this.#take(/[\da-fA-F]{4}/)
      : char === "U"
      ? this.#take(/[\da-fA-F]{8}/)
      : char === "0"
      ? `0${this.#take(/[0-7]{1,2}/) ?? ""}`
      : undefined;
    if (digits !== undefined) return `\\u{${parseInt(digits, char === "0" ? 8 : 16).toString(16)}}`;
    if (/[a-zA-Z0-9]/.test(char)) throw failure(`bad escape \\${char}`);
    return literal(char);
  }

  #class(): string {
    let text = this.#take(/\^/) ? "[^" : "[";
    // Classes that hold \W or \S cannot spell them out; they become alternatives.
    const alternatives: string[] = [];
    for (let first = true;; first = false) {
      if (!first && this.#take(/\]/)) break;
      const low = this.#classItem();
      if (this.#take(/-(?!\])/)) {
        const high = this.#classItem();
        if (low.set || high.set) throw failure("bad character range");
        text += `${low.text}-${high.text}`;
      } else if (low.set?.[0] === "") alternatives.push(low.set[1]);
      else text += low.set ? low.set[0] : low.text;
    }
    if (alternatives.length === 0) return `${text}]`;
    if (text.startsWith("[^")) return `(?:(?!${alternatives.join("|")})${text}])`;
    return `(?:${text}]|${alternatives.join("|")})`;
  }

  #classItem(): { text: string; set?: [inside: string, outside: string] } {
    const char = this.#take(/[^]/);
    if (char === undefined) throw failure("unterminated character set");
    if (char !== "\\") return { text: literal(char) };
    const escaped = this.#take(/[^]/);
    if (escaped === undefined) throw failure("unterminated character set");
    const set = sets[escaped];
    if (set) return { text: "", set };
    return { text: escaped === "b" ? "\\x08" : this.#character(escaped) };
  }
}

function literal(char: string): string {
  return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\${char}` : char;
}

/**
 * Python's replacement text for `re.sub`: `\1`, `\g<name>`, `\n`.
 *
 * @throws {PythonError} re.error or IndexError where it names a group that the pattern lacks
 */
export function compileReplacement(text: string, pattern: Pattern): (match: RegExpMatchArray) => string {
  const parts: (string | ((match: RegExpMatchArray) => string))[] = [];
  const tokens = /\\(?:g<([^>]*)>|([1-9]\d?)|(0[0-7]{0,2})|([^]))|\\$|[^\\]+/gu;
  for (const [whole, name, digits, octal, char] of text.matchAll(tokens)) {
    const reference = name ?? digits;
    if (reference !== undefined) parts.push(groupReader(reference, pattern));
    else if (octal !== undefined) parts.push(String.fromCharCode(parseInt(octal, 8)));
    else if (char !== undefined) parts.push(replacementEscape(char));
    else if (whole === "\\") throw failure("bad escape (end of pattern)");
    else parts.push(whole);
  }
  return (match) => parts.map((part) => typeof part === "string" ? part : part(match)).join("");
}

function groupReader(reference: string, { groups, names }: Pattern): (match: RegExpMatchArray) => string {
  if (/^\d+$/.test(reference)) {
    if (Number(reference) > groups) throw failure(`invalid group reference ${reference}`);
    return (match) => match[Number(reference)] ?? "";
  }
  if (!names.has(reference)) throw new PythonError("IndexError", `unknown group name '${reference}'`);
  return (match) => match.groups?.[reference] ?? "";
}

const replacementControls: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

function replacementEscape(char: string): string {
  const control = replacementControls[char];
  if (control !== undefined) return control;
  if (/[a-zA-Z]/.test(char)) throw failure(`bad escape \\${char}`);
  return `\\${char}`;
}
