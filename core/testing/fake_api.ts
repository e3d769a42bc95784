/** An API in a table, for tests: no ports, no sleeps. */
import type { HttpClient } from "../http/client.ts";
import { HeaderTable } from "../http/headers.ts";
import type { HttpRequest } from "../http/message.ts";
import { BufferedResponse } from "../http/response.ts";
import { TransportError } from "../http/transport_error.ts";
import { type Json, parseJson } from "../json.ts";

/** A request as a route sees it. */
export interface ApiRequest {
  /** Such as GET. */
  readonly method: string;
  /** Such as /users/1. */
  readonly path: string;
  /** The values of `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The query; the last value of a name counts. */
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  readonly text: string;
  /** The body as JSON; null where there is none. */
  readonly json: Json;
  /** The body as a form. */
  readonly form: Readonly<Record<string, string>>;
}

/** An answer: JSON, or text. */
export interface Reply {
  /** 200 where left out. */
  status?: number;
  /** Headers besides Content-Type. */
  headers?: Record<string, string>;
  /** The body as JSON. */
  json?: unknown;
  /** The body as it stands. */
  text?: string;
}

/** An answer, or what makes it of the request. */
export type Route = Reply | ((request: ApiRequest) => Reply | Promise<Reply>);

/** A rule by which requests fail. */
export interface Fault {
  /** The route as the table has it; every request where left out. */
  on?: string;
  /** Which of the requests fail, counted from 1; all of them where left out. */
  nth?: number | readonly number[];
  /** What they get: an answer, or none at all. */
  reply: Reply | "reset" | "timeout";
}

/** An API that answers from a table. */
export interface FakeApi {
  /** What a source under test sends its requests through. */
  readonly client: HttpClient;
  /** The requests so far: `GET /users?page=2`. */
  readonly requests: string[];
  /** The requests so far, in full. */
  readonly received: ApiRequest[];
  /** Serves the same table on a port of this machine, for tests of a whole process. */
  serve(options?: { port?: number; cert?: string; key?: string }): ApiServer;
}

/** A served API; closed by `await using` or `close()`. */
export interface ApiServer extends AsyncDisposable {
  /** Such as http://127.0.0.1:41234. */
  readonly url: string;
  /** Stops serving. */
  close(): Promise<void>;
}

/**
 * Makes an API of a table: `"GET /users/:id"` → answer. Requests that no row fits get a 404 that lists the rows.
 */
export function fakeApi(routes: Readonly<Record<string, Route>>, faults: readonly Fault[] = []): FakeApi {
  const rows = Object.entries(routes).map(([name, route]) => ({ name, route, match: matcher(name) }));
  const counts = new Map<Fault, number>();
  const requests: string[] = [];
  const received: ApiRequest[] = [];

  async function answer(method: string, url: URL, headers: Record<string, string>, text: string) {
    requests.push(`${method} ${url.pathname}${url.search}`);
    const found = rows.map(({ name, route, match }) => ({ name, route, params: match(method, url.pathname) }))
      .find(({ params }) => params);
    const request: ApiRequest = {
      method,
      path: url.pathname,
      params: found?.params ?? {},
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      ),
      text,
      get json() {
        return text === "" ? null : parseJson(text);
      },
      get form() {
        return Object.fromEntries(new URLSearchParams(text));
      },
    };
    received.push(request);
    for (const fault of faults) {
      if (fault.on !== undefined && fault.on !== found?.name) continue;
      const count = (counts.get(fault) ?? 0) + 1;
      counts.set(fault, count);
      if (fault.nth === undefined || [fault.nth].flat().includes(count)) return fault.reply;
    }
    if (!found) {
      return {
        status: 404,
        json: { error: `No route fits ${method} ${url.pathname}`, routes: Object.keys(routes) },
      };
    }
    return typeof found.route === "function" ? await found.route(request) : found.route;
  }

  return {
    requests,
    received,
    client: {
      async send(request) {
        const reply = await answer(request.method, new URL(request.url), request.headers, textOf(request));
        if (reply === "reset") throw new TransportError("reset", "The connection was closed");
        if (reply === "timeout") throw new TransportError("timeout", "No data for 300 seconds");
        const { status, headers, body } = spelledOut(reply);
        return new BufferedResponse({
          status,
          reason: "",
          headers: new HeaderTable(Object.entries(headers)),
          url: request.url,
          request,
          body: new TextEncoder().encode(body),
        });
      },
    },
    serve({ port = 0, ...tls } = {}) {
      const options = { hostname: "127.0.0.1", port, onListen() {}, ...tls };
      const handler = async (request: Request) => {
        const headers = Object.fromEntries(request.headers);
        const reply = await answer(request.method, new URL(request.url), headers, await request.text());
        if (typeof reply === "string") throw new Error(reply);
        const { status, headers: sent, body } = spelledOut(reply);
        return new Response(status === 204 ? null : body, { status, headers: sent });
      };
      const server = Deno.serve({ ...options, onError: () => new Response(null, { status: 502 }) }, handler);
      const scheme = tls.cert ? "https" : "http";
      const close = () => server.shutdown();
      return { url: `${scheme}://127.0.0.1:${server.addr.port}`, close, [Symbol.asyncDispose]: close };
    },
  };
}

function spelledOut(reply: Reply): { status: number; headers: Record<string, string>; body: string } {
  const isText = reply.text !== undefined;
  return {
    status: reply.status ?? 200,
    headers: { "content-type": isText ? "text/plain; charset=utf-8" : "application/json", ...reply.headers },
    body: reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json)),
  };
}

function textOf({ body }: HttpRequest): string {
  return typeof body === "string" ? body : body ? new TextDecoder().decode(body) : "";
}

/** `GET /users/:id` → the values of its parts, where method and path fit. */
function matcher(name: string): (method: string, path: string) => Record<string, string> | undefined {
  const [method = "", pattern = ""] = name.split(" ");
  const parts = pattern.split("/");
  return (asked, path) => {
    const given = path.split("/");
    if (asked !== method || given.length !== parts.length) return undefined;
    const params: Record<string, string> = {};
    for (const [i, part] of parts.entries()) {
      if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(given[i] ?? "");
      else if (part !== given[i]) return undefined;
    }
    return params;
  };
}
