import { Float } from "../json.ts";
import { syntaxError } from "./python/errors.ts";
import { integerOf } from "./python/numbers.ts";
import { unescapeString } from "./python/string_escapes.ts";

export type TokenType =
  | "data"
  | "variable_begin"
  | "variable_end"
  | "block_begin"
  | "block_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "operator"
  | "end";

export interface Token {
  type: TokenType;
  /** The name, operator or data as text; the value of a string or number. */
  value: unknown;
  offset: number;
}

const rootPattern = /\{%([-+]?)\s*raw\s*(?:-%\}\s*|%\})|\{([%#{])([-+]?)/gu;
const rawEndPattern = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/gu;
const commentEndPattern = /\+#\}|-#\}\s*|#\}/gu;
const blockEndPattern = /\+%\}|-%\}\s*|%\}/yu;
const variableEndPattern = /-\}\}\s*|\}\}/yu;
const whitespacePattern = /\s+/yu;
const floatPattern = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iyu;
const integerPattern = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iyu;
const namePattern = /[\p{L}\p{N}\p{Mn}\p{Mc}_]+/yu;
const stringPattern = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/ysu;
const operatorPattern = /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/yu;

const closing: Record<string, string> = { "{": "}", "(": ")", "[": "]" };

/** Whether a text holds anything for Jinja to do. */
export const hasMarkup = (text: string): boolean => /\{[{%#]/.test(text);

/** Newlines as Jinja normalises them, without the last one. */
export function normaliseSource(source: string): string {
  return source.replace(/\r\n|\r/g, "\n").replace(/\n$/, "");
}

/**
 * The tokens of a template, comments and raw markers taken out and whitespace control applied.
 *
 * @throws {PythonError} TemplateSyntaxError
 */
export function tokenize(text: string): Token[] {
  const source = normaliseSource(text);
  const tokens: Token[] = [];
  let position = 0;

  const find = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  const data = (end: number, sign: string | undefined) => {
    const chunk = source.slice(position, end);
    const value = sign === "-" ? chunk.trimEnd() : chunk;
    if (value) tokens.push({ type: "data", value, offset: position });
  };

  while (position < source.length) {
    const match = find(rootPattern);
    if (!match) {
      data(source.length, "");
      break;
    }
    const [whole, rawSign, opener] = match;
    data(match.index, opener === undefined ? rawSign : match[3]);
    position = match.index + whole.length;
    if (opener === undefined) {
      const end = find(rawEndPattern);
      if (!end) throw syntaxError("Missing end of raw directive", match.index);
      data(end.index, end[1]);
      position = end.index + end[0].length;
    } else if (opener === "#") {
      const end = find(commentEndPattern);
      if (!end) throw syntaxError("Missing end of comment tag", match.index);
      position = end.index + end[0].length;
    } else {
      const kind = opener === "%" ? "block" : "variable";
      tokens.push({ type: `${kind}_begin`, value: whole, offset: match.index });
      position = readTag(source, position, kind, tokens);
    }
  }
  tokens.push({ type: "end", value: "end of template", offset: source.length });
  return tokens;
}

/** Reads the tokens up to the end of a `{{ }}` or `{% %}`; gives the position behind it. */
function readTag(source: string, start: number, kind: "block" | "variable", tokens: Token[]): number {
  const endPattern = kind === "block" ? blockEndPattern : variableEndPattern;
  const open: string[] = [];
  let position = start;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(source)?.[0];
  };
  const push = (type: TokenType, value: unknown, text: string) => {
    tokens.push({ type, value, offset: position });
    position += text.length;
  };

  while (position < source.length) {
    let text: string | undefined;
    if (open.length === 0 && (text = match(endPattern)) !== undefined) {
      push(`${kind}_end`, text.trimEnd(), text);
      return position;
    }
    if ((text = match(whitespacePattern)) !== undefined) position += text.length;
    else if ((text = match(floatPattern)) !== undefined) {
      push("float", Float.of(Number(text.replaceAll("_", ""))), text);
    } else if ((text = match(integerPattern)) !== undefined) {
      push("integer", integerOf(BigInt(text.replaceAll("_", ""))), text);
    } else if ((text = match(namePattern)) !== undefined) {
      if (/^[\p{N}\p{M}]/u.test(text)) throw syntaxError("Invalid character in identifier", position);
      push("name", text, text);
    } else if ((text = match(stringPattern)) !== undefined) {
      const value = unescapeString(text.slice(1, -1));
      if (value === undefined) throw syntaxError(`Cannot read the string ${text}`, position);
      push("string", value, text);
    } else if ((text = match(operatorPattern)) !== undefined) {
      const closer = closing[text];
      if (closer) open.push(closer);
      else if (text === "}" || text === ")" || text === "]") {
        const expected = open.pop();
        if (expected === undefined) throw syntaxError(`unexpected '${text}'`, position);
        if (expected !== text) throw syntaxError(`unexpected '${text}', expected '${expected}'`, position);
      }
      push("operator", text, text);
    } else throw syntaxError(`unexpected char '${source[position]}'`, position);
  }
  return position;
}
