/** One attempt of a request: transport, redirects, cookies, decompression. No judging, no retries. */
import { type Connection, type ConnectionOptions, openConnection } from "./connection.ts";
import { Cookies } from "./cookies.ts";
import { type Chunks, decompress } from "./decompress.ts";
import { setDefault } from "./encode.ts";
import { HeaderTable } from "./headers.ts";
import { type IdleLimits, type IdleWatch, watchIdle } from "./idle_watch.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { proxyFor, trustedCertificates } from "./network.ts";
import { refusePrivateNetwork } from "./private_network.ts";
import { type RawRequest, rawRequest } from "./raw_request.ts";
import { maxRedirects as followedRedirects, redirected, redirectTarget } from "./redirects.ts";
import { BufferedResponse, collect } from "./response.ts";
import { TransportError, transportError, withoutQuery } from "./transport_error.ts";

export interface SendOptions {
  /** Leave the body on the wire, for decoders that read it as it comes. */
  stream?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export interface HttpClient {
  /** @throws {TransportError} where no whole response came */
  send(request: HttpRequest, options?: SendOptions): Promise<HttpResponse>;
  /** Closes connections of its own. */
  close?(): void;
}

export interface ClientOptions {
  /** Seconds until a connection must stand; 30. */
  connectTimeout?: number | undefined;
  /** Seconds without a byte after which a request is given up; 300. */
  idleTimeout?: number | undefined;
  /** Redirects that are followed; 30. With 0, a redirect is a response like others. */
  maxRedirects?: number | undefined;
  /** Connections of its own, in place of those that all clients share. */
  connection?: ConnectionOptions | undefined;
}

/** A client with its own cookies; connections are shared by all clients of the process. */
export function createClient(
  { connectTimeout = 30, idleTimeout = 300, maxRedirects = followedRedirects, connection }: ClientOptions =
    {},
): HttpClient {
  const cookies = new Cookies();
  const own = connection && openConnection(connection);
  const limits: IdleLimits = { connect: connectTimeout, idle: idleTimeout };
  return {
    async send(request, options = {}) {
      let current = request;
      for (let followed = 0;; followed++) {
        const response = await attempt(current, cookies, limits, options, own);
        const target = redirectTarget(response);
        if (target === undefined || maxRedirects === 0) return response;
        if (followed >= maxRedirects) {
          throw new TransportError(
            "redirects",
            `Cannot get a response to ${request.method} ${withoutQuery(request.url)}: ` +
              `more than ${maxRedirects} redirects`,
          );
        }
        current = redirected(current, response.status, target);
      }
    },
    ...(own ? { close: () => own.close() } : {}),
  };
}

let pool: Deno.HttpClient | undefined;
let certificates: string[] | undefined;

function connections(): Deno.HttpClient {
  certificates ??= trustedCertificates();
  // Proxies of the environment are Deno's own business. HTTP/1.1, as the Python CDK speaks it.
  return pool ??= Deno.createHttpClient({
    caCerts: certificates,
    http2: false,
    poolMaxIdlePerHost: 100,
    allowHost: true,
  });
}

/** Closes idle connections; the next request opens new ones and reads the environment again. */
export function closeConnections(): void {
  pool?.close();
  pool = undefined;
  certificates = undefined;
}

async function attempt(
  request: HttpRequest,
  cookies: Cookies,
  limits: IdleLimits,
  { stream, signal }: SendOptions,
  connection: Connection | undefined,
): Promise<HttpResponse> {
  signal?.throwIfAborted();
  refuseOtherSchemes(request);
  await refusePrivateNetwork(request.url);
  const headers = { ...request.headers };
  setDefault(headers, "User-Agent", "airbyte-ts");
  setDefault(headers, "Accept-Encoding", "gzip, deflate");
  setDefault(headers, "Accept", "*/*");
  const cookie = cookies.header(request.url);
  if (cookie) setDefault(headers, "Cookie", cookie);
  const watch = watchIdle(request.url, limits, () => reachable(request.url, limits.connect), signal);
  try {
    const answer = await exchange(request, headers, watch, connection);
    watch.touch();
    await cookies.remember(request.url, answer.setCookies);
    const { status, reason, headers: responseHeaders } = answer;
    // Redirects are read to their end so that the connection can be used again.
    const isRedirect = status > 300 && status < 400;
    const body = stream && !isRedirect
      ? watched(answer.body, watch, request)
      : await readAll(answer.body, watch);
    return new BufferedResponse({
      status,
      reason,
      headers: responseHeaders,
      url: request.url,
      request,
      body,
    });
  } catch (error) {
    watch.stop();
    throw failure(error, watch, request, signal);
  }
}

/** `fetch` would read files and data: URLs, which an API may redirect to, and take a path for one of its own files. */
function refuseOtherSchemes({ method, url }: HttpRequest): void {
  const scheme = /^[a-z][a-z0-9+.-]*(?=:)/i.exec(url)?.[0].toLowerCase();
  if (scheme === "http" || scheme === "https") return;
  const reason = scheme === undefined
    ? `Invalid URL: '${withoutQuery(url)}'`
    : `Url scheme '${scheme}' not supported`;
  throw transportError(new TypeError(reason), method, url);
}

interface Answer {
  status: number;
  reason: string;
  headers: HeaderTable;
  setCookies: string[];
  body: Chunks | null;
}

async function exchange(
  request: HttpRequest,
  headers: Record<string, string>,
  watch: IdleWatch,
  connection: Connection | undefined,
): Promise<Answer> {
  const { method, url } = request;
  const body = typeof request.body === "string" ? new TextEncoder().encode(request.body) : request.body;
  const overSocket = () => rawExchange({ method, url, headers, body, signal: watch.signal });
  if (body && !connection && (method === "GET" || method === "HEAD")) return overSocket();
  const sent = { method, headers, body: body ? new Uint8Array(body) : null, signal: watch.signal };
  let response: Response;
  try {
    response = connection
      ? await connection.fetch(withoutUser(url), sent)
      : await fetch(withoutUser(url), { ...sent, redirect: "manual", client: connections() });
  } catch (error) {
    // fetch keeps away from some ports, as browsers do; an API may well listen there.
    if (!connection && error instanceof Error && /port \d+ are blocked/.test(error.message)) {
      return overSocket();
    }
    throw error;
  }
  const table = new HeaderTable(response.headers);
  return {
    status: response.status,
    reason: response.statusText,
    headers: table,
    setCookies: response.headers.getSetCookie(),
    body: decompress(response.body, table, ["x-gzip", "deflate"]),
  };
}

async function rawExchange(request: Omit<RawRequest, "certificates">): Promise<Answer> {
  certificates ??= trustedCertificates();
  const raw = await rawRequest({ ...request, certificates });
  const headers = new HeaderTable(raw.headers);
  const setCookies = raw.headers.flatMap(([name, value]) =>
    name.toLowerCase() === "set-cookie" ? [value] : []
  );
  return { ...raw, headers, setCookies, body: decompress(raw.body, headers, ["gzip", "x-gzip", "deflate"]) };
}

// requests ignores a user in the URL when the session has an authenticator, and a requester always has one.
function withoutUser(url: string): string {
  return /^[^/]*\/\/[^/?#]*@/.test(url) ? url.replace(/\/\/[^/?#]*@/, "//") : url;
}

async function readAll(body: Chunks | null, watch: IdleWatch): Promise<Uint8Array> {
  const bytes = body ? await collect(body, watch.touch) : new Uint8Array();
  watch.stop();
  return bytes;
}

/** The body with the idle watch and typed errors around it. */
function watched(
  body: Chunks | null,
  watch: IdleWatch,
  request: HttpRequest,
): ReadableStream<Uint8Array> | Uint8Array {
  if (!body) {
    watch.stop();
    return new Uint8Array();
  }
  watch.pause();
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        watch.touch();
        const chunk = await reader.read();
        watch.pause();
        if (chunk.done) {
          watch.stop();
          controller.close();
        } else {
          controller.enqueue(chunk.value);
        }
      } catch (error) {
        watch.stop();
        controller.error(failure(error, watch, request, undefined));
      }
    },
    cancel(reason) {
      watch.stop();
      return reader.cancel(reason);
    },
  }, { highWaterMark: 0 });
}

function failure(
  error: unknown,
  watch: IdleWatch,
  request: HttpRequest,
  signal: AbortSignal | undefined,
): unknown {
  if (watch.error) return watch.error;
  if (signal?.aborted) return signal.reason;
  return transportError(error, request.method, request.url);
}

async function reachable(url: string, seconds: number): Promise<boolean> {
  const target = new URL(url);
  const address = proxyFor(target)?.url ?? target;
  const port = Number(address.port) || (address.protocol === "https:" ? 443 : 80);
  try {
    const hostname = address.hostname.replace(/^\[|\]$/g, "");
    const connection = await Deno.connect({ hostname, port, signal: AbortSignal.timeout(seconds * 1000) });
    connection.close();
    return true;
  } catch {
    return false;
  }
}
