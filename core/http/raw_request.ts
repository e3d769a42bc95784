/** Requests that `fetch` refuses, such as GET with a body: HTTP/1.1 over a socket, through the proxy where there is one. */
import type { Chunks } from "./decompress.ts";
import { proxyFor } from "./network.ts";
import { TransportError } from "./transport_error.ts";

export interface RawRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
  certificates: string[];
  signal: AbortSignal;
}

export interface RawResponse {
  status: number;
  reason: string;
  headers: [name: string, value: string][];
  body: Chunks;
}

/** Sends one request over a connection of its own. */
export async function rawRequest(request: RawRequest): Promise<RawResponse> {
  const url = new URL(request.url);
  const proxy = proxyFor(url);
  const secure = url.protocol === "https:";
  const address = proxy?.url ?? url;
  const port = Number(address.port) || (address.protocol === "https:" ? 443 : 80);
  const connection = await Deno.connect({ hostname: hostOf(address), port, signal: request.signal });
  let socket: Deno.Conn = connection;
  const close = () => {
    try {
      socket.close();
    } catch {
      // Closed already.
    }
  };
  request.signal.addEventListener("abort", close, { once: true });
  try {
    if (secure) {
      if (proxy) await tunnel(connection, url, proxy.authorization);
      socket = await Deno.startTls(connection, { hostname: hostOf(url), caCerts: request.certificates });
    }
    await write(socket, head(request, url, secure ? undefined : proxy));
    if (request.body) await write(socket, request.body);
    const lines = new Input(socket);
    let answer = await readHead(lines);
    while (answer.status < 200) answer = await readHead(lines);
    const isEmpty = request.method === "HEAD" || answer.status === 204 || answer.status === 304;
    return { ...answer, body: bodyStream(isEmpty ? undefined : lines, answer.headers, close) };
  } catch (error) {
    close();
    throw error;
  }
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

async function tunnel(connection: Deno.Conn, url: URL, authorization: string | undefined): Promise<void> {
  const target = `${url.hostname}:${url.port || 443}`;
  const credentials = authorization ? `Proxy-Authorization: ${authorization}\r\n` : "";
  await write(connection, `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${credentials}\r\n`);
  const { status, reason } = await readHead(new Input(connection));
  if (status !== 200) {
    throw new TransportError(
      "connect",
      `Cannot connect to ${target}: the proxy answers ${status} ${reason}`,
      {
        exceptionName: "ProxyError",
      },
    );
  }
}

function head(request: RawRequest, url: URL, proxy: ReturnType<typeof proxyFor>): string {
  const target = proxy ? `${url.origin}${url.pathname}${url.search}` : `${url.pathname}${url.search}`;
  const skipped = new Set(["content-length", "connection", "transfer-encoding"]);
  const lines = Object.entries(request.headers)
    .filter(([name]) => !skipped.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`);
  if (!Object.keys(request.headers).some((name) => name.toLowerCase() === "host")) {
    lines.unshift(`Host: ${url.host}`);
  }
  if (proxy?.authorization) lines.push(`Proxy-Authorization: ${proxy.authorization}`);
  const hasBody = request.body || request.method !== "GET" && request.method !== "HEAD";
  if (hasBody) lines.push(`Content-Length: ${request.body?.length ?? 0}`);
  lines.push("Connection: close");
  return `${request.method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
}

async function write(connection: Deno.Conn, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === "string" ? latin1(data) : data;
  for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
}

function latin1(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

async function readHead(input: Input): Promise<Omit<RawResponse, "body">> {
  const first = await input.line();
  const [, status, reason = ""] = /^HTTP\/\d\.\d (\d{3}) ?(.*)$/.exec(first) ?? [];
  if (!status) throw new TransportError("reset", "The answer is no HTTP response");
  const headers: [string, string][] = [];
  for (let line = await input.line(); line !== ""; line = await input.line()) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return { status: Number(status), reason, headers };
}

/** Buffered reading of a connection. */
class Input {
  #rest = new Uint8Array();

  constructor(readonly connection: Deno.Conn) {}

  /** Some bytes, at most `limit`; undefined at the end. */
  async some(limit: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#rest.length === 0 && !await this.#fill()) return undefined;
    const bytes = this.#rest.slice(0, limit);
    this.#rest = this.#rest.slice(bytes.length);
    return bytes;
  }

  async line(): Promise<string> {
    for (;;) {
      const end = this.#rest.indexOf(10);
      if (end >= 0) {
        const line = String.fromCharCode(...this.#rest.subarray(0, end)).replace(/\r$/, "");
        this.#rest = this.#rest.slice(end + 1);
        return line;
      }
      if (!await this.#fill()) {
        throw new TransportError("reset", "The connection was closed before the whole response came");
      }
    }
  }

  async #fill(): Promise<boolean> {
    const buffer = new Uint8Array(65536);
    const count = await this.connection.read(buffer);
    if (count === null) return false;
    const joined = new Uint8Array(this.#rest.length + count);
    joined.set(this.#rest);
    joined.set(buffer.subarray(0, count), this.#rest.length);
    this.#rest = joined;
    return true;
  }
}

function bodyStream(input: Input | undefined, headers: [string, string][], close: () => void): Chunks {
  const value = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  const chunked = /chunked/i.test(value("transfer-encoding") ?? "");
  const length = value("content-length");
  let left = chunked ? 0 : length === undefined ? Infinity : Number(length);
  const isMore = async () => {
    if (!chunked || left > 0 || !input) return left > 0;
    left = parseInt(await input.line() || await input.line(), 16);
    return left > 0;
  };
  return new ReadableStream({
    async pull(controller) {
      if (!input || !await isMore()) {
        close();
        return controller.close();
      }
      const bytes = await input.some(Math.min(left, 65536));
      if (!bytes) {
        close();
        if (left === Infinity) return controller.close();
        throw new TransportError("broken_body", "The connection was closed before the whole response came");
      }
      left -= bytes.length;
      controller.enqueue(bytes);
    },
    cancel: close,
  });
}
