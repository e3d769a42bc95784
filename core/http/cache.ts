/** Responses of parent streams, kept so that several child streams ask for them once. */
import type { LogLevel } from "../protocol/messages.ts";
import { type CacheOverflow, openOverflow } from "./cache_overflow.ts";
import { HeaderTable } from "./headers.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { BufferedResponse } from "./response.ts";
import { parseQuery, splitUrl } from "./url.ts";

export interface ResponseCache {
  /**
   * The part of the cache that belongs to a stream. As in the Python CDK, streams of different names ask for
   * themselves: one of them may have met an error that the other one did not.
   */
  of(stream: string): Pick<ResponseCache, "send">;
  /** The remembered response to an equal request, or what `send` gives. Equal requests at once are sent once. */
  send(request: HttpRequest, send: () => Promise<HttpResponse>): Promise<HttpResponse>;
  /** Forgets everything and removes its file. */
  close(): Promise<void>;
}

export interface CacheOptions {
  /** Bytes of bodies kept in memory; what exceeds them goes to a file. 64 MiB. */
  memoryLimit?: number | undefined;
  /** Where the file lies; the folder for temporary files if not set. */
  folder?: string | undefined;
  log(level: LogLevel, text: string): void;
}

/** A response as it is kept. */
export interface StoredResponse {
  status: number;
  reason: string;
  url: string;
  headers: [name: string, value: string][];
  body: Uint8Array;
}

/** A cache for one run. */
export function createResponseCache(
  { memoryLimit = 64 * 2 ** 20, folder, log }: CacheOptions,
): ResponseCache {
  const memory = new Map<string, StoredResponse>();
  const pending = new Map<string, Promise<StoredResponse | undefined>>();
  let size = 0;
  let overflow: Promise<CacheOverflow> | undefined;
  let isFull = false;

  // A file that could not be made is none: its error is told by who tried to write.
  const find = async (key: string) => memory.get(key) ?? (await overflow?.catch(() => undefined))?.read(key);

  const remember = async (key: string, stored: StoredResponse) => {
    memory.set(key, stored);
    size += stored.body.length;
    while (size > memoryLimit) {
      const [oldest] = memory;
      if (!oldest) break;
      memory.delete(oldest[0]);
      size -= oldest[1].body.length;
      if (!isFull) await spill(...oldest);
    }
  };

  const spill = async (key: string, stored: StoredResponse) => {
    try {
      overflow ??= openOverflow(folder);
      (await overflow).write(key, stored);
    } catch (error) {
      isFull = true;
      log(
        "WARN",
        `Cannot keep more responses of parent streams on disk, so some will be requested again: ${
          error instanceof Error ? error.message : error
        }. Free space in the folder for temporary files, or set REQUEST_CACHE_PATH to another folder`,
      );
    }
  };

  const fetchAndKeep = async (key: string, send: () => Promise<HttpResponse>) => {
    const response = await send();
    if (response.status !== 200 || response.headers.get("vary") === "*") return { response };
    const { status, reason, url, headers } = response;
    const stored: StoredResponse = {
      status,
      reason,
      url,
      headers: Object.entries(headers.toObject()),
      body: await response.bytes(),
    };
    await remember(key, stored);
    return { response, stored };
  };

  const cached = async (stream: string, request: HttpRequest, send: () => Promise<HttpResponse>) => {
    if (request.method !== "GET" && request.method !== "HEAD" || forbidsCaching(request)) return send();
    const key = await cacheKey(request, stream);
    for (;;) {
      const stored = await (pending.get(key) ?? find(key));
      if (stored) return replay(stored, request);
      // What could not be kept is asked for again, by one at a time.
      if (!pending.has(key)) break;
    }
    const work = fetchAndKeep(key, send);
    pending.set(key, work.then(({ stored }) => stored, () => undefined).finally(() => pending.delete(key)));
    return (await work).response;
  };

  return {
    of: (stream) => ({ send: (request, send) => cached(stream, request, send) }),
    send: (request, send) => cached("", request, send),
    async close() {
      memory.clear();
      size = 0;
      const file = overflow;
      overflow = undefined;
      (await file?.catch(() => undefined))?.close();
    },
  };
}

function replay({ status, reason, url, headers, body }: StoredResponse, request: HttpRequest): HttpResponse {
  return new BufferedResponse({ status, reason, url, headers: new HeaderTable(headers), request, body });
}

function forbidsCaching({ headers }: HttpRequest): boolean {
  return Object.entries(headers).some(([name, value]) =>
    name.toLowerCase() === "cache-control" && /no-cache|no-store|max-age=0/i.test(value)
  );
}

// What proves who asks may change between equal requests: it is no part of the key.
const credentialHeaders = new Set([
  "authorization",
  "proxy-authorization",
  "x-api-key",
  "x-auth-token",
  "x-api-token",
  "x-access-token",
]);
const credentialParams = new Set(["access_token", "api_key", "apikey"]);

async function cacheKey({ method, url, headers, body }: HttpRequest, stream: string): Promise<string> {
  const { scheme, netloc, path, query } = splitUrl(url);
  const params: string[][] = parseQuery(query).filter(([name]) => !credentialParams.has(name)).sort(byText);
  // Names without a value are no parameters to Python, and part of the key all the same.
  params.push(
    ...query.split("&").filter((name) => name !== "" && !name.includes("=")).sort().map((name) => [name]),
  );
  const sent = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value])
    .filter(([name = ""]) => !credentialHeaders.has(name))
    .sort(byText);
  const text = typeof body === "string" ? body : body ? Array.from(body).join() : "";
  const parts = JSON.stringify([stream, method, scheme, netloc, path, params, sent, text]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts));
  return new Uint8Array(digest).toBase64();
}

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  const left = a.join("="), right = b.join("=");
  return left < right ? -1 : left > right ? 1 : 0;
}
