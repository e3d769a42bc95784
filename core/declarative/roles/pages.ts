/** What goes from page to page, and what a page is asked for. */
import type { HttpResponse, RequestOptions } from "../../http/message.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { Awaitable, RequestScope } from "./requests.ts";

/** What a page gave, as pagination sees it. */
export interface PageResult {
  /** The response as it came. */
  response: HttpResponse;
  /** The decoded body, `{}` where the decoder streams. */
  body: Json;
  /** How many records the extractor found on the page, before any filter. */
  extracted: number;
  /** How many records the page gave in the end. */
  count: number;
  /** The last record that the page gave. */
  lastRecord: JsonObject | undefined;
  /** The token that asked for this page. */
  lastToken: unknown;
  /** Pages of this slice so far, this one included. */
  index: number;
  /** The slice that is being read. */
  slice: StreamSlice | undefined;
  /** The page size in effect where it was reduced. */
  pageSize?: number | undefined;
}

/** Finds the next page. */
export interface PaginationStrategy {
  /** Records per page, where it is fixed. */
  readonly pageSize: number | undefined;
  /** The token of the first page; undefined where it needs none. */
  initialToken(): unknown;
  /** The token of the next page, or undefined at the end. */
  nextToken(page: PageResult): Awaitable<unknown>;
  /** False where the token never depends on the decoded body. */
  readonly readsBody?: boolean | undefined;
}

export interface Paginator {
  initialToken(): unknown;
  nextToken(page: PageResult): Awaitable<unknown>;
  readonly readsBody?: boolean | undefined;
  /** The path or URL that replaces the requester's, where the token is one. */
  path(scope: RequestScope): string | undefined;
  options(scope: RequestScope, pageSize?: number): RequestOptions;
  readonly pageSize: number | undefined;
}

/** The properties to ask for, in chunks of one request each. */
export interface QueryProperties {
  chunks(): AsyncIterable<string[]>;
  /** The key by which the records of several chunks are one; undefined without chunking. */
  readonly mergeKey: ((record: JsonObject) => string | undefined) | undefined;
}
/** Names of properties, from the manifest or from an endpoint. */
export type PropertiesSource = () => Awaitable<string[]>;
export interface PropertyChunking {
  split(
    properties: string[],
    always: string[] | undefined,
    selected: Set<string> | undefined,
  ): Iterable<string[]>;
  readonly mergeKey: RecordMerge;
}
/** The properties selected in the configured catalog; undefined where there is no catalog. */
export type PropertySelector = () => Set<string> | undefined;
export type RecordMerge = (record: JsonObject) => string | undefined;

/** What to do when pagination must start again. */
export interface PaginationReset {
  readonly action: "SPLIT_USING_CURSOR" | "RESET";
  /** Records after which pagination starts again by itself. */
  readonly limit: number | undefined;
}

/** How pages shrink where the API asks for smaller ones. Waits are in seconds. */
export interface PageSizeReduction {
  readonly factor: number;
  readonly minimum: number;
  readonly maxAttempts: number;
  readonly backoffSeconds: number;
  readonly retriesAtMinimum: number;
  readonly failureMessage: string | undefined;
  readonly restoreAfterPage: boolean;
}

/** How slices split where the API refuses their window. */
export interface RequestWindowSplitting {
  readonly failureMessage: string | undefined;
  readonly minimumSeconds: number | undefined;
}
