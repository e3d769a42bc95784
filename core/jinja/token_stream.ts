import type { Token, TokenType } from "./lexer.ts";
import { syntaxError } from "./python/errors.ts";

/** Tokens with a place to stand: what the parsers read from. */
export class TokenStream {
  #index = 0;

  constructor(readonly tokens: readonly Token[]) {}

  get current(): Token {
    return this.look(0);
  }

  look(ahead: number): Token {
    const token = this.tokens[Math.min(this.#index + ahead, this.tokens.length - 1)];
    if (!token) throw new RangeError("a token stream ends with an end token");
    return token;
  }

  next(): Token {
    const token = this.current;
    this.#index++;
    return token;
  }

  /** Whether the current token (or one further on) is of a type and, if given, has that text. */
  at(type: TokenType, value?: string, ahead = 0): boolean {
    const token = this.look(ahead);
    return token.type === type && (value === undefined || token.value === value);
  }

  skip(type: TokenType, value?: string): boolean {
    if (!this.at(type, value)) return false;
    this.#index++;
    return true;
  }

  isOperator(value: string): boolean {
    return this.at("operator", value);
  }

  isName(value: string): boolean {
    return this.at("name", value);
  }

  expect(type: TokenType, value?: string): Token {
    if (!this.at(type, value)) {
      throw syntaxError(
        `expected ${value === undefined ? spell(type) : `'${value}'`}, got ${this.describe()}`,
        this.current.offset,
      );
    }
    return this.next();
  }

  expectName(): string {
    return String(this.expect("name").value);
  }

  describe(): string {
    const { type, value } = this.current;
    return type === "name" || type === "operator" ? `'${value}'` : spell(type);
  }

  fail(message: string): never {
    throw syntaxError(message, this.current.offset);
  }
}

function spell(type: TokenType): string {
  switch (type) {
    case "end":
      return "the end of the template";
    case "variable_begin":
      return "'{{'";
    case "variable_end":
      return "'}}'";
    case "block_begin":
      return "'{%'";
    case "block_end":
      return "'%}'";
    case "data":
      return "text";
    default:
      return `a ${type}`;
  }
}
