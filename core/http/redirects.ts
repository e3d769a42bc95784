import { ConnectorError } from "../errors.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { TransportError } from "./transport_error.ts";
import { normalizeUrl, requote, splitUrl, urljoin } from "./url.ts";

/** As `requests`: this many redirects are followed. */
export const maxRedirects = 30;

/** Where a response redirects to, as the server wrote it. */
export function redirectTarget({ status, headers }: HttpResponse): string | undefined {
  const isRedirect = status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
  return isRedirect ? headers.get("location") : undefined;
}

/** The request that follows a redirect: other methods, no credentials for other hosts, as `requests` does. */
export function redirected(request: HttpRequest, status: number, location: string): HttpRequest {
  const url = resolve(request.url, location);
  const keepsBody = status === 307 || status === 308;
  const dropped = new Set([
    "cookie",
    ...keepsBody ? [] : ["content-length", "content-type", "transfer-encoding"],
  ]);
  if (losesCredentials(request.url, url)) dropped.add("authorization");
  return {
    method: redirectMethod(request.method, status),
    url,
    headers: Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !dropped.has(name.toLowerCase())),
    ),
    body: keepsBody ? request.body : undefined,
  };
}

function resolve(from: string, location: string): string {
  const { fragment } = splitUrl(from);
  const withFragment = fragment && !location.includes("#") ? `${location}#${fragment}` : location;
  const absolute = withFragment.startsWith("//") ? `${splitUrl(from).scheme}:${withFragment}` : withFragment;
  try {
    return normalizeUrl(splitUrl(absolute).netloc ? absolute : urljoin(from, requote(absolute)));
  } catch (cause) {
    if (!(cause instanceof ConnectorError)) throw cause;
    throw new TransportError("invalid_url", `Cannot follow a redirect: ${cause.message}`, { cause });
  }
}

function redirectMethod(method: string, status: number): string {
  if ((status === 303 || status === 302) && method !== "HEAD") return "GET";
  return status === 301 && method === "POST" ? "GET" : method;
}

function losesCredentials(from: string, to: string): boolean {
  if (!URL.canParse(from) || !URL.canParse(to)) return true;
  const a = new URL(from);
  const b = new URL(to);
  if (a.hostname !== b.hostname) return true;
  // URL leaves default ports out, so equal origins have equal text; http → https on default ports is trusted.
  const upgrades = a.protocol === "http:" && b.protocol === "https:" && !a.port && !b.port;
  return !upgrades && (a.protocol !== b.protocol || a.port !== b.port);
}
