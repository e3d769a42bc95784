/** How a page tells of the next one. */
import type { Awaitable } from "../../declarative/roles.ts";
import { ConnectorError } from "../../errors.ts";
import { parseLinkHeader } from "../../http/links.ts";
import { Float, type Json, type JsonObject } from "../../json.ts";
import { detectNext } from "./detect_next.ts";
import { find } from "./items.ts";
import type { Page, RequestFields } from "./options.ts";

/** What the next page is asked for with: a URL that replaces the last one, or a token put into the request. */
export type NextRequest = { url: string } | {
  /** What `page.token` is on the next page. */
  token: string | number;
  /** Where the token goes; undefined: only functions of the token see it. */
  patch?: RequestFields | undefined;
};

/** What a function for `next` gives: a URL (whole, or beginning with `/` or `?`), a token, or nothing at the end. */
export type NextToken = string | number | null | undefined | false;

/** A way of paging, made by `nextToken()`, `pageNumber()`, `offset()`, `nextLink()`, `lastId()`. */
export interface Paging {
  /** Added to the first request. */
  readonly first?: { token: string | number; patch: RequestFields };
  /** The request of the next page; undefined at the end. */
  next(page: Page): NextRequest | undefined;
}

/**
 * How a page tells of the next one: a path in the body to its URL (`"links.next"`), a way of paging, a function
 * of the page, or false for a single page. Where left out, it is detected.
 */
export type Next<T> = string | false | Paging | ((page: Page<T>) => Awaitable<NextToken>);

/** Where a token goes. */
export interface TokenPlace {
  /** Its name there. */
  param: string;
  /** The part of the request; the query where left out. */
  in?: "query" | "json" | "form" | "header";
}

/** The token stands in the body at `path`; it goes into the next request. */
export function nextToken(path: string, place: TokenPlace): Paging {
  return {
    next({ body }) {
      const token = scalar(find(body, path));
      return token === undefined ? undefined : { token, patch: patchOf(place, token) };
    },
  };
}

/** What `pageNumber()` takes. */
export interface PageNumberOptions extends TokenPlace {
  /** The number of the first page; 1. */
  start?: number;
  /** Items of a full page: a shorter one is the last. Where left out, an empty page is the last. */
  size?: number;
  /** The parameter that takes the size. */
  sizeParam?: string;
}

/** Pages are counted. */
export function pageNumber({ start = 1, ...options }: PageNumberOptions): Paging {
  return counted(options, start, (page) => Number(page.token ?? start) + 1);
}

/** Items are counted: each page starts after so many. `start` is the offset of the first page, 0. */
export function offset({ start = 0, ...options }: PageNumberOptions): Paging {
  return counted(options, start, (page) => Number(page.token ?? start) + page.items.length);
}

function counted(
  options: Omit<PageNumberOptions, "start">,
  start: number,
  following: (page: Page) => number,
): Paging {
  const { size, sizeParam } = options;
  const patch = (token: number) => {
    const patch = patchOf(options, token);
    return size === undefined || sizeParam === undefined
      ? patch
      : mergeRequests(patch, patchOf({ ...options, param: sizeParam }, size));
  };
  return {
    first: { token: start, patch: patch(start) },
    next(page) {
      if (page.items.length < (size ?? 1)) return undefined;
      const token = following(page);
      return { token, patch: patch(token) };
    },
  };
}

/** The `Link` header names the URL of the next page (RFC 8288). */
export function nextLink(relation = "next"): Paging {
  return {
    next({ response }) {
      const url = parseLinkHeader(response.headers.get("link"))[relation]?.url;
      return url ? { url } : undefined;
    },
  };
}

/** What `lastId()` takes. */
export interface LastIdOptions extends TokenPlace {
  /** Path of the id in an item; `id`. */
  field?: string;
  /** Path in the body of what tells that there is more; where left out, an empty page is the last. */
  more?: string;
}

/** The next page starts after the id of the last item. */
export function lastId({ field = "id", more, ...place }: LastIdOptions): Paging {
  return {
    next({ body, items }) {
      const last = items.at(-1);
      if (!last || (more !== undefined && !find(body, more))) return undefined;
      const token = scalar(find(last, field));
      return token === undefined ? undefined : { token, patch: patchOf(place, token) };
    },
  };
}

/** The request of the page after this one; undefined at the end. */
export async function nextRequest(
  next: Next<JsonObject> | undefined,
  page: Page,
  sent: RequestFields,
): Promise<NextRequest | undefined> {
  if (next === false) return undefined;
  if (next === undefined) return detectNext(page, sent);
  if (typeof next === "object") return next.next(page);
  const given = typeof next === "string" ? scalar(find(page.body, next)) : await next(page);
  if (given === undefined || given === null || given === false || given === "") return undefined;
  return typeof given === "string" && isUrl(given) ? { url: given } : { token: given };
}

/** A whole URL, or what replaces a part of the last one. */
export function isUrl(text: string): boolean {
  return /^(?:https?:\/\/|[/?])/i.test(text);
}

/** A token of one piece; undefined where there is none. */
export function scalar(value: Json | undefined): string | number | undefined {
  if (value instanceof Float) return value.value;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" || (typeof value === "string" && value !== "") ? value : undefined;
}

/** The part of a request that holds a token. */
export function patchOf({ param, in: place = "query" }: TokenPlace, value: string | number): RequestFields {
  switch (place) {
    case "query":
      return { query: { [param]: value } };
    case "form":
      return { form: { [param]: value } };
    case "json":
      return { json: { [param]: value } };
    case "header":
      return { headers: { [param]: String(value) } };
  }
}

/** One request over another: the parts of the second win. */
export function mergeRequests(first: RequestFields, second: RequestFields | undefined): RequestFields {
  if (!second) return first;
  return {
    ...first,
    ...second,
    ...(first.query || second.query ? { query: { ...first.query, ...second.query } } : {}),
    ...(first.headers || second.headers ? { headers: { ...first.headers, ...second.headers } } : {}),
    ...(first.form || second.form ? { form: { ...first.form, ...second.form } } : {}),
    ...(first.json !== undefined || second.json !== undefined
      ? { json: mergeJson(first.json, second.json) }
      : {}),
  };
}

function mergeJson(first: Json | undefined, second: Json | undefined): Json {
  if (second === undefined) return first ?? null;
  if (isPlain(first) && isPlain(second)) return { ...first, ...second };
  return second;
}

function isPlain(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Float);
}

/** A page that leads to itself would never end. */
export function pageLoop(stream: string, url: string): ConnectorError {
  return new ConnectorError("http.page_loop", {
    failureType: "system_error",
    message: `Cannot page on: the next request is the same as the last one, ${url.replace(/\?.*$/s, "?…")}`,
    hint:
      "Let `next` give nothing on the last page, and put its token into the request (`query`, or `param`)",
    stream,
  });
}
