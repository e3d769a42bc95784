/** What makes, proves, sends and judges requests. */
import type { FailureType } from "../../errors.ts";
import type { HttpRequest, HttpResponse, RequestOptions } from "../../http/message.ts";
import type { Scope } from "../../jinja/interpolation.ts";
import type { JsonObject } from "../../json.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { RequestPurpose } from "../../sources/test_read.ts";

/** A value, now or later. */
export type Awaitable<T> = T | Promise<T>;

/** What is known when a request is made or a response is read. Also the names that its templates see. */
export interface RequestScope {
  /** The slice that is being read. */
  slice: StreamSlice | undefined;
  /** `{ next_page_token: … }`, or undefined on the first page. */
  nextPageToken: { next_page_token: unknown } | undefined;
}

/** Adds what proves who is asking. */
export interface Authenticator {
  /** What to merge into the request; an authenticator's headers win over the requester's. */
  options(scope: RequestScope): Awaitable<RequestOptions>;
  /** Signs or changes the finished request; for signatures that need the body. */
  sign?(request: HttpRequest): Awaitable<HttpRequest>;
  /** The credential alone, where it is one text: OAuth sends it as an assertion. */
  token?(): Awaitable<string>;
  /** Gets a new token after an error handler said REFRESH_TOKEN_THEN_RETRY. */
  refresh?(): Promise<void>;
  /** Sees each response: quotas, rotation of several tokens. */
  observe?(response: HttpResponse): void;
  /** Whether a rate-limited request could be sent again at once with another credential. */
  canRotate?(request: HttpRequest): boolean;
}

/** Makes an authenticator of a session token. */
export type SessionAuthentication = (token: () => Promise<string>) => Authenticator;

/** What to do about a response. */
export type ResponseAction =
  | "SUCCESS"
  | "RETRY"
  | "FAIL"
  | "IGNORE"
  | "RATE_LIMITED"
  | "RESET_PAGINATION"
  | "REFRESH_TOKEN_THEN_RETRY"
  | "REDUCE_PAGE_SIZE"
  | "SPLIT_REQUEST_WINDOW";

/** What an error handler makes of a response. */
export interface ErrorResolution {
  /** What to do. */
  action: ResponseAction;
  /** Who has to act, where the read fails. */
  failureType: FailureType | undefined;
  /** A template may give any value; it is shown as Python's text of it. */
  message: unknown;
}

/** What to do with an outcome, or undefined where the filter is not meant for it. */
export type ResponseFilter = (outcome: HttpResponse | Error) => Awaitable<ErrorResolution | undefined>;

/** Judges a response, or the error that came in its place. */
export interface ErrorHandler {
  /** Retries after the first try. */
  readonly maxRetries: number;
  /** Seconds after which no retry starts; RATE_LIMITED is not bound by it. */
  readonly maxTime: number;
  /** Judges one outcome. */
  interpret(outcome: HttpResponse | Error): Awaitable<ErrorResolution>;
  /** In order; the first that answers decides. */
  readonly backoffStrategies: readonly Backoff[];
}

/**
 * Seconds to wait before retry `attempt` (from 1), or undefined where the strategy has nothing to say.
 * @throws {ConnectorError} where the wait is longer than allowed.
 */
export type Backoff = (outcome: HttpResponse | Error, attempt: number) => Awaitable<number | undefined>;

/** What a retriever adds to a requester's own options. */
export interface RequestInput extends RequestScope {
  /** In place of the requester's own. */
  path?: string | undefined;
  /** Merged with the requester's own. */
  options?: RequestOptions | undefined;
  /** Further names for the requester's templates. */
  extraScope?: Scope | undefined;
  /** What a test read shows of it; nothing where left out. */
  purpose?: RequestPurpose | undefined;
}

/** Where a value goes into a request, and its name there. */
export interface RequestOption {
  readonly kind: "option";
  readonly injectInto: "request_parameter" | "header" | "body_data" | "body_json";
  /** Adds the value under its name or path. @throws {ConnectorError} where the place is taken. */
  inject(options: RequestOptions, value: unknown): void;
}

/** The page token is the path (or whole URL) of the next request. */
export interface RequestPath {
  readonly kind: "path";
}

/** The body of a request in one of its four spellings, before templates are filled in. */
export type RequestBody = { bodyData: JsonObject | string } | { bodyJson: JsonObject };

/** Sends the requests of one endpoint. */
export interface Requester {
  /**
   * Sends one request, with retries. Undefined: the error handler said IGNORE.
   * @throws {ConnectorError} where the error handler said FAIL or retries ran out
   * @throws {RequestSignal} where it asks for other pages, page sizes or windows
   */
  send(input: RequestInput): Promise<HttpResponse | undefined>;
  /** The base URL as the manifest has it, evaluated. */
  baseUrl(scope: RequestScope): string;
}
