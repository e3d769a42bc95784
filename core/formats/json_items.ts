/** The elements of one array in a large JSON document, while it arrives. */
import { ConnectorError } from "../errors.ts";
import { type Json, parseJson } from "../json.ts";

interface Container {
  isArray: boolean;
  /** The path of the container itself: keys, and `item` for each array, joined by dots. */
  path: string;
  /** The key under which a value is wanted, if a value in here can be: of an array any element is. */
  wanted: string | undefined;
}

/** What may come next. */
type Expectation = "value" | "value or end" | "key" | "key or end" | "colon" | "comma or end" | "nothing";

const quote = 34;
const backslash = 92;
const isSpace = (code: number) => code === 32 || code === 10 || code === 13 || code === 9;

/** Reads values at a path such as `data.users.item`; chunks may be cut anywhere. */
export class JsonItemsScanner {
  readonly #target: string;
  readonly #stack: Container[] = [];
  #expected: Expectation = "value";
  #key = "";
  /** The text of a string, number or word that is being read, as far as it matters. */
  #token: "string" | "key" | "word" | undefined;
  #tokenText = "";
  #escaped = false;
  /** The depth of the stack at the value that is being captured. */
  #captureDepth = -1;
  #captured = "";
  #found: Json[] = [];

  constructor(target: string) {
    this.#target = target;
  }

  /** Takes the next piece of text; gives the values that are complete by now. */
  push(text: string): Json[] {
    this.#found = [];
    let captureStart = 0;
    let at = 0;
    while (at < text.length) {
      if (this.#token === "word") {
        const end = wordEnd(text, at);
        this.#tokenText += text.slice(at, end);
        at = end;
        if (at < text.length) this.#endWord(text, captureStart, at);
        continue;
      }
      if (this.#token !== undefined) {
        const end = this.#stringEnd(text, at);
        if (this.#token === "key") this.#tokenText += text.slice(at, end);
        at = end;
        if (this.#token !== undefined && at >= text.length && !this.#closed) break;
        this.#closed = false;
        if (this.#token === "key") {
          this.#key = JSON.parse(`"${this.#tokenText.slice(0, -1)}"`);
          this.#expected = "colon";
        } else this.#endValue(text, captureStart, at);
        this.#token = undefined;
        continue;
      }
      const code = text.charCodeAt(at);
      if (isSpace(code)) {
        at++;
        continue;
      }
      if (this.#startsValue() && code !== 93 /* ] */) {
        if (this.#captureDepth < 0 && this.#isWanted()) {
          this.#captureDepth = this.#stack.length;
          this.#captured = "";
          captureStart = at;
        }
        if (code === 123 /* { */ || code === 91 /* [ */) {
          this.#open(code === 91);
          at++;
        } else if (code === quote) {
          this.#token = "string";
          at++;
        } else {
          this.#token = "word";
          this.#tokenText = "";
        }
        continue;
      }
      at++;
      this.#punctuation(code, text, captureStart, at);
    }
    if (this.#captureDepth >= 0) this.#captured += text.slice(captureStart);
    return this.#found;
  }

  /** The document is over. @throws {ConnectorError} record.json where it is not complete */
  end(): Json[] {
    this.#found = [];
    if (this.#token === "word") this.#endWord("", 0, 0);
    if (this.#expected !== "nothing" || this.#token !== undefined) {
      throw invalid("the document ends too early");
    }
    return this.#found;
  }

  #closed = false;

  /** The place after the closing quote, or the end of the text. */
  #stringEnd(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) {
        this.#closed = true;
        return at + 1;
      }
    }
    return text.length;
  }

  #endWord(text: string, captureStart: number, at: number): void {
    const word = this.#tokenText;
    if (!/^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.test(word)) {
      throw invalid(`"${word.slice(0, 40)}" is no value`);
    }
    this.#token = undefined;
    this.#endValue(text, captureStart, at);
  }

  #startsValue(): boolean {
    return this.#expected === "value" || this.#expected === "value or end";
  }

  #isWanted(): boolean {
    const container = this.#stack.at(-1);
    if (container === undefined) return this.#target === "";
    return container.wanted !== undefined && (container.isArray || container.wanted === this.#key);
  }

  #open(isArray: boolean): void {
    const parent = this.#stack.at(-1);
    const name = parent === undefined ? "" : parent.isArray ? "item" : this.#key;
    const path = parent === undefined || parent.path === "" ? name : `${parent.path}.${name}`;
    const prefix = path === "" ? "" : `${path}.`;
    const rest = this.#target.startsWith(prefix) ? this.#target.slice(prefix.length) : undefined;
    this.#stack.push({ isArray, path, wanted: isArray && rest !== "item" ? undefined : rest });
    this.#expected = isArray ? "value or end" : "key or end";
  }

  #punctuation(code: number, text: string, captureStart: number, at: number): void {
    const container = this.#stack.at(-1);
    const mayEnd = this.#expected.endsWith("or end");
    if (code === 44 /* , */ && this.#expected === "comma or end") {
      this.#expected = container?.isArray ? "value" : "key";
    } else if (code === 58 /* : */ && this.#expected === "colon") this.#expected = "value";
    else if (code === quote && (this.#expected === "key" || this.#expected === "key or end")) {
      this.#token = "key";
      this.#tokenText = "";
    } else if (mayEnd && container && code === (container.isArray ? 93 : 125)) {
      this.#stack.pop();
      this.#endValue(text, captureStart, at);
    } else throw invalid(`"${String.fromCharCode(code)}" stands in a wrong place`);
  }

  #endValue(text: string, captureStart: number, at: number): void {
    this.#expected = this.#stack.length === 0 ? "nothing" : "comma or end";
    if (this.#captureDepth !== this.#stack.length) return;
    this.#found.push(parseJson(this.#captured + text.slice(captureStart, at)));
    this.#captureDepth = -1;
    this.#captured = "";
  }
}

function wordEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 44 || code === 93 || code === 125 || code === 58 || code === quote || isSpace(code)) {
      return at;
    }
  }
  return text.length;
}

function invalid(reason: string): ConnectorError {
  return new ConnectorError("record.json", {
    failureType: "system_error",
    message: `Cannot read the response as JSON: ${reason}`,
  });
}
