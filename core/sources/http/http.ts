/** The API as the author of a stream sees it. */
import type { Clock } from "../../clock.ts";
import type { ResponseCache } from "../../http/cache.ts";
import type { HttpClient } from "../../http/client.ts";
import { prepareRequest, withHeaders } from "../../http/encode.ts";
import type { Authentication } from "./auth.ts";
import type { HttpRequest, HttpResponse } from "../../http/message.ts";
import { sendWithRetries } from "../../http/retry.ts";
import { joinUrl } from "../../http/url.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { MessageSink } from "../../protocol/messages.ts";
import { ConnectorError } from "../../errors.ts";
import { decodeBody } from "./decode.ts";
import { errorHandler } from "./error_handler.ts";
import { type GraphqlOptions, graphqlPages } from "./graphql.ts";
import type { BodyFormat, HttpOptions, Params, RequestFields } from "./options.ts";
import { type PageOptions, pages, type PageSender } from "./pages.ts";

/** The API of a source. `Row` is the type of the stream's records: what `pages` gives unless told otherwise. */
export interface Http<Row = JsonObject> {
  /**
   * Sends a request, with authentication, retries and budget; gives the decoded body, `undefined` where the
   * response is ignored.
   *
   * @throws {ConnectorError} http.failed, http.retries_exhausted, http.rate_limited
   */
  get(path: string, input?: RequestFields & { format?: BodyFormat }): Promise<Json | undefined>;
  /** As `get`, by POST. */
  post(path: string, input?: RequestFields & { format?: BodyFormat }): Promise<Json | undefined>;
  /** Sends a request and gives the response as it came; undefined where it is ignored. */
  send(path: string, input?: RequestFields): Promise<HttpResponse | undefined>;
  /** Asks for a page after the other; gives the items of each. */
  pages<T = Row>(path: string, options?: PageOptions<T>): AsyncIterable<NoInfer<T>[]>;
  /** Sends a GraphQL query, page by page where it has a connection; gives the nodes of each. */
  graphql<T = Row>(options: GraphqlOptions<T>): AsyncIterable<NoInfer<T>[]>;
}

/** What a stream's requests need of the run. */
export interface HttpService {
  options: HttpOptions;
  auth: Authentication | undefined;
  client: HttpClient;
  clock: Clock;
  sink: MessageSink;
  signal: AbortSignal | undefined;
  cache: ResponseCache | undefined;
  /** The next page is asked for ahead of time. */
  ahead: boolean;
}

/** The API for one stream. */
export function createHttp(stream: string, service: HttpService): Http {
  const { options, auth, client, clock, sink, signal } = service;
  const canRefresh = auth?.refresh !== undefined;
  const usual = errorHandler({ ...options, canRefresh }, clock.now);

  async function prepare(path: string, input: RequestFields): Promise<HttpRequest> {
    const proof = await auth?.options() ?? {};
    const isFollowed = /^https?:\/\//i.test(path);
    const params = {
      ...(isFollowed ? {} : paramsOf(options.query)),
      ...paramsOf(input.query),
      ...proof.params,
    };
    const json = input.json;
    const request = prepareRequest({
      method: input.method ?? (json !== undefined || input.form || input.body !== undefined ? "POST" : "GET"),
      url: joinUrl(options.baseUrl, path.replace(/^\/+/, "")),
      params,
      headers: headersOf({ Accept: "application/json", ...options.headers }, input.headers, proof.headers),
      ...bodyOf(input),
    });
    return await auth?.sign?.(request) ?? request;
  }

  async function send(path: string, input: RequestFields = {}): Promise<HttpResponse | undefined> {
    return await sendWithRetries({
      client,
      request: () => prepare(path, input),
      errorHandler: input.statuses
        ? errorHandler(
          { ...options, canRefresh, statuses: { ...options.statuses, ...input.statuses } },
          clock.now,
        )
        : usual,
      authenticator: auth,
      budget: options.budget,
      cache: service.cache,
      streamName: stream,
      log: sink.log.bind(sink),
      message: sink.message.bind(sink),
      signal,
      wait: clock.wait,
    });
  }

  async function body(
    path: string,
    input: RequestFields & { format?: BodyFormat } = {},
  ): Promise<Json | undefined> {
    const response = await send(path, input);
    return response && await decodeBody(response, input.format ?? "json", stream);
  }

  const sender: PageSender = {
    stream,
    ahead: service.ahead,
    send,
    decode: (response, format) => decodeBody(response, format, stream),
  };
  return {
    get: body,
    post: (path, input) => body(path, { method: "POST", ...input }),
    send,
    // What the API sends is taken for what the author says it is.
    pages: <T>(path: string, options: PageOptions<T> = {}) =>
      pages(sender, path, options as unknown as PageOptions<JsonObject>) as unknown as AsyncIterable<T[]>,
    graphql: <T>(options: GraphqlOptions<T>) =>
      graphqlPages(sender, options as unknown as GraphqlOptions<JsonObject>) as unknown as AsyncIterable<T[]>,
  };
}

/** Booleans are written as JSON writes them; what is undefined or null is left out. */
function paramsOf(params: Params | undefined): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value === undefined || value === null) continue;
    result[name] = typeof value === "boolean" ? String(value) : value;
  }
  return result;
}

/** Later headers replace earlier ones, whatever their case. */
function headersOf(
  ...all: (Readonly<Record<string, string | undefined>> | undefined)[]
): Record<string, string> {
  let request: HttpRequest = { method: "", url: "", headers: {}, body: undefined };
  for (const headers of all) {
    const given = Object.entries(headers ?? {}).filter(([, value]) => value !== undefined);
    if (given.length > 0) request = withHeaders(request, Object.fromEntries(given));
  }
  return request.headers;
}

function bodyOf(
  input: RequestFields,
): { bodyJson?: unknown; bodyData?: Record<string, unknown> | string } {
  const given = [input.json, input.form, input.body].filter((body) => body !== undefined);
  if (given.length > 1) {
    throw new ConnectorError("http.two_bodies", {
      failureType: "system_error",
      message: "Cannot send a request: it has more than one body",
      hint: "Give one of `json`, `form` and `body`",
    });
  }
  if (input.body !== undefined) return { bodyData: input.body };
  if (input.form) return { bodyData: paramsOf(input.form) };
  return input.json === undefined ? {} : { bodyJson: input.json };
}
