/** A chain of pages: ask, find the items, find the next page, until there is none. */
import type { Awaitable } from "../../declarative/roles.ts";
import type { HttpResponse } from "../../http/message.ts";
import type { Json, JsonObject } from "../../json.ts";
import { itemsAt } from "./items.ts";
import { mergeRequests, type Next, nextRequest, pageLoop, patchOf, type TokenPlace } from "./next_page.ts";
import type { BodyFormat, Page, RequestFields } from "./options.ts";

/** A part of a request: itself, or what a function makes of the page token (undefined on the first page). */
export type PerPage<T> = T | ((page: { token: string | number | undefined }) => T);

/** What `http.pages()` takes besides the path. */
export interface PageOptions<T> extends Omit<RequestFields, "query" | "headers" | "json" | "form"> {
  /** Added to the URL of the first page and, unless the next page is a URL, of each other. */
  query?: PerPage<NonNullable<RequestFields["query"]>>;
  /** Headers of each page's request. */
  headers?: PerPage<NonNullable<RequestFields["headers"]>>;
  /** The JSON body of each page's request. */
  json?: PerPage<Json>;
  /** The form of each page's request. */
  form?: PerPage<NonNullable<RequestFields["form"]>>;
  /** Path to the items: `"data"`, `"response.items"`, `"groups.*.members"`; the whole body where left out. */
  items?: string;
  /** Makes records of a body, where a path is not enough. */
  parse?: (body: Json, response: HttpResponse) => Awaitable<Iterable<T>>;
  /** How a page tells of the next one; detected where left out. */
  next?: Next<T>;
  /** Where a token goes that `next` gives. */
  token?: TokenPlace;
  /** How the body is read; JSON where left out. */
  format?: BodyFormat;
}

/** What sends the requests of a chain. */
export interface PageSender {
  stream: string;
  /** Undefined: the response is ignored. */
  send(path: string, input: RequestFields): Promise<HttpResponse | undefined>;
  decode(response: HttpResponse, format: BodyFormat): Promise<Json>;
  /** The next page is asked for while the page at hand is worked on. */
  ahead: boolean;
}

interface Fetched {
  page: Page;
  sent: RequestFields;
  url: string;
}

/** The items of each page. */
export async function* pages(
  sender: PageSender,
  path: string,
  options: PageOptions<JsonObject>,
): AsyncGenerator<JsonObject[]> {
  const { next, parse, format = "json" } = options;
  const first = typeof next === "object" ? next.first : undefined;

  async function fetch(url: string, sent: RequestFields, token: Page["token"], index: number) {
    const response = await sender.send(url, sent);
    if (!response) return undefined;
    const body = await sender.decode(response, format);
    const items = parse ? [...await parse(body, response)] : itemsAt(body, options.items, sender.stream);
    return { page: { body, items, response, token, index }, sent, url };
  }

  async function follow({ page, sent, url }: Fetched): Promise<Fetched | undefined> {
    const following = await nextRequest(next, page, sent);
    if (!following) return undefined;
    const isUrl = "url" in following;
    const token = isUrl ? following.url : following.token;
    const place = options.token;
    const input = isUrl
      ? { ...requestAt(options, token), query: undefined, json: sent.json, form: sent.form }
      : mergeRequests(requestAt(options, token), following.patch ?? (place && patchOf(place, token)));
    const target = isUrl ? absolute(following.url, page.response.request.url) : url;
    if (target === url && JSON.stringify(input) === JSON.stringify(sent)) {
      throw pageLoop(sender.stream, target);
    }
    return await fetch(target, input, token, page.index + 1);
  }

  let current = await fetch(
    path,
    mergeRequests(requestAt(options, undefined), first?.patch),
    first?.token,
    1,
  );
  while (current) {
    const following = sender.ahead ? follow(current) : undefined;
    // A failure of the next page is told once this one is out; until then nobody has to catch it.
    following?.catch(() => {});
    if (current.page.items.length > 0) yield current.page.items;
    current = await (following ?? follow(current));
  }
}

function requestAt(options: PageOptions<JsonObject>, token: Page["token"]): RequestFields {
  const { method, body, statuses } = options;
  const at = <T>(part: PerPage<T> | undefined): T | undefined =>
    typeof part === "function" ? (part as (page: { token: Page["token"] }) => T)({ token }) : part;
  return {
    ...(method ? { method } : {}),
    ...(body === undefined ? {} : { body }),
    ...(statuses ? { statuses } : {}),
    query: at(options.query),
    headers: at(options.headers),
    json: at(options.json),
    form: at(options.form),
  };
}

/** A URL that may lack its beginning, read from a page at `base`. */
function absolute(url: string, base: string): string {
  return new URL(url, base).href;
}
