/** Finds the next page where the author says nothing: only where the answer is plain. */
import { parseLinkHeader } from "../../http/links.ts";
import { isObject } from "../../json.ts";
import { find } from "./items.ts";
import { isUrl, type NextRequest, patchOf, scalar } from "./next_page.ts";
import type { Page, RequestFields } from "./options.ts";

/** Where APIs put the URL of the next page. */
const urlPaths = [
  "next",
  "next_url",
  "nextUrl",
  "next_page_url",
  "nextLink",
  "@odata.nextLink",
  "next_page",
  "links.next",
  "links.next.href",
  "_links.next",
  "_links.next.href",
  "paging.next",
  "pagination.next",
  "pagination.next_url",
  "meta.next",
  "meta.next_url",
  "meta.pagination.next",
];

/** Where APIs put a token → the parameter that takes it. */
const tokenPaths: readonly [path: string, param: string][] = [
  ["nextPageToken", "pageToken"],
  ["next_page_token", "page_token"],
  ["next_cursor", "cursor"],
  ["nextCursor", "cursor"],
  ["response_metadata.next_cursor", "cursor"],
  ["meta.next_cursor", "cursor"],
  ["pagination.next_cursor", "cursor"],
];

/** The page at hand and the number of all pages. */
const countPaths: readonly [page: string, pages: string][] = [
  ["page", "total_pages"],
  ["page", "pages"],
  ["current_page", "last_page"],
  ["meta.current_page", "meta.last_page"],
  ["meta.page", "meta.total_pages"],
  ["pagination.page", "pagination.total_pages"],
];

export function detectNext({ body, response }: Page, sent: RequestFields): NextRequest | undefined {
  const link = parseLinkHeader(response.headers.get("link"))["next"]?.url;
  if (link) return { url: link };
  if (!isObject(body)) return undefined;
  for (const path of urlPaths) {
    const value = find(body, path);
    if (typeof value === "string" && isUrl(value)) return { url: value };
  }
  for (const [path, param] of tokenPaths) {
    const token = scalar(find(body, path));
    if (token !== undefined) return { token, patch: patchOf({ param }, token) };
  }
  for (const [pagePath, pagesPath] of countPaths) {
    const page = find(body, pagePath), pages = find(body, pagesPath);
    if (typeof page !== "number" || typeof pages !== "number") continue;
    return page < pages ? { token: page + 1, patch: patchOf({ param: "page" }, page + 1) } : undefined;
  }
  // Only where the author asks for pages by number is "more" enough to go on.
  const page = sent.query?.["page"] ?? (find(body, "has_more") === true ? 1 : undefined);
  const more = [find(body, "has_more"), find(body, "hasMore"), find(body, "more")].includes(true);
  if (!more || sent.query?.["page"] === undefined || Number.isNaN(Number(page))) return undefined;
  return { token: Number(page) + 1, patch: patchOf({ param: "page" }, Number(page) + 1) };
}
