import { latin1 } from "../formats/bytes.ts";
import { type Json, parseJson } from "../json.ts";
import type { HttpRequest, HttpResponse, ResponseHeaders } from "./message.ts";

/** Where the bytes of a response come from. */
export type Body = Uint8Array | ReadableStream<Uint8Array>;

/** What a response is made of; the body is decompressed already. */
export interface ResponseParts {
  status: number;
  reason: string;
  headers: ResponseHeaders;
  url: string;
  request: HttpRequest;
  body: Body;
}

/** A response over bytes or a stream of them. */
export class BufferedResponse implements HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly headers: ResponseHeaders;
  readonly url: string;
  readonly request: HttpRequest;
  #body: Body | undefined;
  #bytes: Promise<Uint8Array> | undefined;
  #text: string | undefined;
  #json: { value: Json } | undefined;

  constructor(parts: ResponseParts) {
    this.status = parts.status;
    this.reason = parts.reason;
    this.headers = parts.headers;
    this.url = parts.url;
    this.request = parts.request;
    if (parts.body instanceof Uint8Array) this.#bytes = Promise.resolve(parts.body);
    else this.#body = parts.body;
  }

  get ok(): boolean {
    return this.status < 400 || this.status >= 600;
  }

  bytes(): Promise<Uint8Array> {
    return this.#bytes ??= this.#collect();
  }

  #collect(): Promise<Uint8Array> {
    const body = this.#body;
    this.#body = undefined;
    if (!(body instanceof ReadableStream)) {
      return Promise.reject(
        new Error("The body of this response was streamed already: it cannot be read again"),
      );
    }
    return collect(body);
  }

  async text(): Promise<string> {
    if (this.#text !== undefined) return this.#text;
    const bytes = await this.bytes();
    const encoding = encodingOf(this.headers) ?? guessEncoding(bytes);
    return this.#text = decodeText(bytes, encoding);
  }

  async json(): Promise<Json> {
    this.#json ??= { value: parseJson(await this.#jsonText()) };
    return this.#json.value;
  }

  // Without a charset, JSON tells its encoding by where its zero bytes are (RFC 4627).
  async #jsonText(): Promise<string> {
    if (encodingOf(this.headers)) return this.text();
    const bytes = await this.bytes();
    if (bytes.length <= 3) return this.text();
    const encoding = jsonEncoding(bytes);
    const text = encoding ? decodeText(bytes, encoding) : await this.text();
    return encoding && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  stream(): ReadableStream<Uint8Array> {
    const body = this.#body;
    if (body instanceof ReadableStream) {
      this.#body = undefined;
      return body;
    }
    const bytes = this.bytes();
    return new ReadableStream({
      async pull(controller) {
        controller.enqueue(await bytes);
        controller.close();
      },
    });
  }
}

/** All chunks of a stream as one array; a single chunk is not copied again. `touch` is called as chunks come. */
export async function collect(stream: ReadableStream<Uint8Array>, touch?: () => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(stream)) {
    chunks.push(chunk);
    length += chunk.length;
    touch?.();
  }
  if (chunks.length === 1 && chunks[0]) return chunks[0];
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

// A body's own chunks take 64 KiB each, however little is in them: garbage that the collector sees late. They are
// read into one buffer, which the next body gets.
const bufferSize = 64 * 1024;
let spare: ArrayBuffer | undefined;

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(stream);
  if (!reader) {
    yield* stream;
    return;
  }
  let buffer = spare ?? new ArrayBuffer(bufferSize);
  spare = undefined;
  for (;;) {
    const { value, done } = await reader.read(new Uint8Array(buffer));
    if (value) buffer = value.buffer;
    if (done) break;
    yield value.slice();
  }
  spare = buffer;
}

/** Undefined where a stream has chunks of its own, as decompression has. */
function byteReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

/** The encoding that `requests` reads from the Content-Type: text without a charset is Latin-1. */
export function encodingOf(headers: ResponseHeaders): string | undefined {
  const contentType = headers.get("content-type");
  if (!contentType) return undefined;
  if (contentType === "application/json") return "utf-8";
  const [type = "", ...parameters] = contentType.split(";");
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*(.*?)\s*$/i.exec(parameter)?.[1];
    if (charset !== undefined) return charset.replace(/^['"]+|['"]+$/g, "");
  }
  if (type.includes("text")) return "iso-8859-1";
  if (type.includes("application/json")) return "utf-8";
  return undefined;
}

/** Without a charset: UTF-8 if it is that, or no text at all; else what Western servers mean. */
function guessEncoding(bytes: Uint8Array): string {
  try {
    strictUtf8.decode(bytes);
    return "utf-8";
  } catch {
    return bytes.includes(0) ? "utf-8" : "windows-1252";
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true });
const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Bytes as text; unknown encodings count as UTF-8, wrong bytes become replacement characters. */
export function decodeText(bytes: Uint8Array, encoding: string): string {
  const name = encoding.toLowerCase().replaceAll("_", "-");
  if (name === "utf-8" || name === "utf8") return utf8.decode(bytes);
  if (/^(?:iso-?8859-?1|latin-?1|l1)$/.test(name)) {
    // TextDecoder takes Latin-1 for windows-1252; Python does not.
    return latin1(bytes);
  }
  if (name.startsWith("utf-32")) return decodeUtf32(bytes, name.endsWith("be"));
  try {
    return new TextDecoder(pythonCodecs[name] ?? name, { ignoreBOM: !/^utf-16$|sig$/.test(name) }).decode(
      bytes,
    );
  } catch {
    return utf8.decode(bytes);
  }
}

/** Codec names of Python that the Encoding Standard spells otherwise. */
const pythonCodecs: Record<string, string> = {
  "utf-8-sig": "utf-8",
  "cp1250": "windows-1250",
  "cp1251": "windows-1251",
  "cp1252": "windows-1252",
  "cp932": "shift_jis",
  "cp949": "euc-kr",
  "ascii": "utf-8",
  "us-ascii": "utf-8",
  "utf-16-le": "utf-16le",
  "utf-16-be": "utf-16be",
};

function decodeUtf32(bytes: Uint8Array, bigEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const point = view.getUint32(i, !bigEndian);
    text += String.fromCodePoint(point <= 0x10ffff ? point : 0xfffd);
  }
  return text;
}

function jsonEncoding(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return "utf-32-le";
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return "utf-32-be";
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  if (a === 0xff && b === 0xfe) return "utf-16-le";
  if (a === 0xfe && b === 0xff) return "utf-16-be";
  const zeros = [a, b, c, d].map((byte) => byte === 0 ? "0" : "x").join("");
  return {
    xxxx: "utf-8",
    "0x0x": "utf-16-be",
    x0x0: "utf-16-le",
    "000x": "utf-32-be",
    x000: "utf-32-le",
  }[zeros];
}
