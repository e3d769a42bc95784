import type { Json } from "../json.ts";

/** What goes into a request besides its URL and path. A body is JSON, a form, or text; never two of them. */
export interface RequestOptions {
  /** Added to the query. */
  params?: Record<string, unknown>;
  /** Added to the headers. */
  headers?: Record<string, string>;
  /** A mapping is sent as a form, text as it stands. */
  bodyData?: Record<string, unknown> | string;
  /** Sent as JSON. */
  bodyJson?: Json;
}

/** A request ready to be sent; `url` holds the query already. */
export interface HttpRequest {
  /** Such as GET. */
  readonly method: string;
  /** The whole URL. */
  readonly url: string;
  /** By name. */
  readonly headers: Record<string, string>;
  /** Undefined where there is none. */
  readonly body: string | Uint8Array | undefined;
}

/** Case-insensitive response headers, in the order they came; repeated ones joined by `, ` as `requests` does. */
export interface ResponseHeaders {
  /** The value of a header, whatever its case. */
  get(name: string): string | undefined;
  /** Names as sent by the server → value. */
  toObject(): Record<string, string>;
}

/** A response whose body is read once and remembered, or streamed once. */
export interface HttpResponse {
  /** Such as 200. */
  readonly status: number;
  /** Status below 400, as `requests.Response.ok`. */
  readonly ok: boolean;
  /** The text beside the status. */
  readonly reason: string;
  /** Its headers. */
  readonly headers: ResponseHeaders;
  /** Of the last redirect. */
  readonly url: string;
  /** The request that it answers. */
  readonly request: HttpRequest;
  /** The decompressed body (Content-Encoding undone). */
  bytes(): Promise<Uint8Array>;
  /** Decoded as `requests` does: charset of the Content-Type, else UTF-8. */
  text(): Promise<string>;
  /**
   * The body as JSON with Python's numbers.
   * @throws {SyntaxError} where it is not JSON.
   */
  json(): Promise<Json>;
  /** The body as it arrives; falls back to the remembered bytes when these were read already. */
  stream(): ReadableStream<Uint8Array>;
}

/** Thrown by a requester whose error handler asks the retriever for another way of reading. */
export class RequestSignal extends Error {
  constructor(
    readonly kind: "RESET_PAGINATION" | "REDUCE_PAGE_SIZE" | "SPLIT_REQUEST_WINDOW",
    readonly reason: string | undefined,
  ) {
    super(kind);
  }
}
