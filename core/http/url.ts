/** URLs as Python's `urllib` joins them and as `requests` writes them on the wire. */
import { ConnectorError } from "../errors.ts";

/** `quote_plus`: everything but letters, digits and `_.-~` is escaped, a space becomes `+`. */
export function quotePlus(text: string): string {
  if (/^[\w.~-]*$/.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(/[!'()*]|%20/g, (token) => reserved[token] ?? token);
}
const reserved: Record<string, string> = {
  "!": "%21",
  "'": "%27",
  "(": "%28",
  ")": "%29",
  "*": "%2A",
  "%20": "+",
};

/** `parse_qsl`: the pairs of a query string, without those whose value is empty. */
export function parseQuery(query: string): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (const part of query.split("&")) {
    const equals = part.indexOf("=");
    if (equals < 0 || equals === part.length - 1) continue;
    pairs.push([unquotePlus(part.slice(0, equals)), unquotePlus(part.slice(equals + 1))]);
  }
  return pairs;
}

/** `unquote_plus`: bytes that are no UTF-8 become replacement characters, other `%` stay. */
export function unquotePlus(text: string): string {
  const spaced = text.replaceAll("+", " ");
  if (!spaced.includes("%")) return spaced;
  return spaced.replace(
    /(?:%[0-9a-fA-F]{2})+/g,
    (run) => new TextDecoder().decode(Uint8Array.from(run.slice(1).split("%"), (hex) => parseInt(hex, 16))),
  );
}

/** The pieces of a URL as `urllib.parse.urlsplit` gives them. */
export interface UrlParts {
  scheme: string;
  netloc: string;
  path: string;
  query: string;
  fragment: string;
}

/** `urlsplit`: never fails, and takes anything without `//` after the scheme as a path. */
export function splitUrl(url: string): UrlParts {
  // deno-lint-ignore no-control-regex
  const clean = url.replace(/^[\x00-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const scheme = /^([a-zA-Z][\w+.-]*):/.exec(clean)?.[1]?.toLowerCase() ?? "";
  const parts = /^(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(
    scheme ? clean.slice(scheme.length + 1) : clean,
  );
  return {
    scheme,
    netloc: parts?.[1] ?? "",
    path: parts?.[2] ?? "",
    query: parts?.[3] ?? "",
    fragment: parts?.[4] ?? "",
  };
}

function unsplitUrl({ scheme, netloc, path, query, fragment }: UrlParts): string {
  const rooted = netloc && path && !path.startsWith("/") ? `/${path}` : path;
  return (scheme ? `${scheme}:` : "") + (netloc ? `//${netloc}` : "") + rooted + (query ? `?${query}` : "") +
    (fragment ? `#${fragment}` : "");
}

/**
 * `urljoin`: an absolute URL replaces the base; a relative one replaces what follows the base's last slash.
 *
 * @throws {ConnectorError} http.invalid_url where brackets in the host hold no address
 */
export function urljoin(base: string, url: string): string {
  if (!base) return url;
  if (!url) return base;
  const from = splitUrl(base);
  checkBrackets(from.netloc, base);
  const to = splitUrl(url);
  checkBrackets(to.netloc, url);
  if (to.scheme && to.scheme !== from.scheme) return url;
  if (!["", "http", "https", "ftp", "sftp", "file"].includes(from.scheme)) return url;
  to.scheme = from.scheme;
  if (to.netloc) return unsplitUrl(to);
  to.netloc = from.netloc;
  if (!to.path) {
    return unsplitUrl({ ...to, path: from.path, query: to.query || from.query });
  }
  return unsplitUrl({ ...to, path: joinPaths(from.path, to.path) });
}

/** Python takes brackets in a host for an IPv6 address, in the text of a template too. */
function checkBrackets(netloc: string, url: string): void {
  if (!netloc.includes("[") && !netloc.includes("]")) return;
  const address = /\[([^\]]*)\]/.exec(netloc)?.[1];
  const isAddress = address?.startsWith("v")
    ? /^v[a-fA-F0-9]+\..+$/s.test(address)
    : address !== undefined && URL.canParse(`http://[${address.replace(/%.*$/s, "")}]`);
  if (!isAddress) throw invalidUrl(url, "the brackets in its host hold no IPv6 address");
}

function joinPaths(base: string, path: string): string {
  let segments = path.split("/");
  if (!path.startsWith("/")) {
    const parents = base.split("/");
    if (parents.at(-1) !== "") parents.pop();
    const all = [...parents, ...segments];
    segments = all.filter((segment, i) => segment !== "" || i === 0 || i === all.length - 1);
  }
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === "..") resolved.pop();
    else if (segment !== ".") resolved.push(segment);
  }
  if (segments.at(-1) === "." || segments.at(-1) === "..") resolved.push("");
  return resolved.join("/") || "/";
}

/**
 * A base URL and a path, as a requester joins them: the base counts as a folder, and an absolute URL in place
 * of the path wins.
 */
export function joinUrl(base: string, path: string | undefined): string {
  if (!path) return base;
  return urljoin(base.endsWith("/") ? base : `${base}/`, path);
}

const pathCharacters = /^[\w.~!$&'()*+,;=:@/-]*$/;
const queryCharacters = /^[\w.~!$&'()*+,;=:@/?-]*$/;

/**
 * The URL as it goes on the wire: scheme and host in lower case, dot segments resolved, characters that a URL
 * may not hold escaped, what needs no escape unescaped, `query` appended.
 *
 * @throws {ConnectorError} http.invalid_url
 */
export function normalizeUrl(text: string, query = ""): string {
  const url = text.trimStart();
  if (url.includes(":") && !/^http/i.test(url)) return url;
  // Like urllib3: what does not begin with a scheme or a slash begins with a host.
  const full = /^(?:[a-zA-Z][a-zA-Z0-9+-]*:|\/)/.test(url) ? url : `//${url}`;
  const parts = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s
    .exec(full);
  const scheme = parts?.[1]?.toLowerCase();
  if (!scheme) {
    throw invalidUrl(text, "no scheme supplied", `Perhaps you meant "https://${url.replace(/^\/+/, "")}"`);
  }
  const authority = parts?.[2] ?? "";
  const at = authority.lastIndexOf("@");
  const hostPort = /^(\[[^\]]*\]|[^:]*)(?::0*(\d*))?$/.exec(authority.slice(at + 1));
  const host = hostPort?.[1] ?? "";
  if (!host) throw invalidUrl(text, hostPort ? "no host supplied" : "host and port cannot be told apart");
  if (/^[.*]/.test(host)) throw invalidUrl(text, "the host has an invalid label");
  const port = hostPort?.[2] ? `:${hostPort[2]}` : "";
  const userInfo = at < 0 ? "" : `${authority.slice(0, at)}@`;
  const path = escapeInvalid(withoutDotSegments(parts?.[3] ?? "") || "/", pathCharacters);
  const ownQuery = escapeInvalid(parts?.[4] ?? "", queryCharacters);
  const fullQuery = ownQuery && query ? `${ownQuery}&${query}` : ownQuery || query;
  const fragment = parts?.[5];
  return requote(
    `${scheme}://${userInfo}${asciiHost(host, text)}${port}${path.startsWith("/") ? "" : "/"}${path}` +
      (fullQuery ? `?${fullQuery}` : "") +
      (fragment ? `#${escapeInvalid(fragment, queryCharacters)}` : ""),
  );
}

function invalidUrl(url: string, why: string, hint?: string): ConnectorError {
  return new ConnectorError("http.invalid_url", {
    failureType: "system_error",
    message: `Cannot request "${url.replace(/\?.*$/s, "?…")}": it is not a valid URL, ${why}`,
    hint,
  });
}

function asciiHost(host: string, url: string): string {
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x20\x7f]/.test(host)) throw invalidUrl(url, "the host has an invalid character");
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(host)) return host.toLowerCase();
  try {
    return new URL(`http://${host}`).hostname;
  } catch (cause) {
    throw Object.assign(invalidUrl(url, "the host has an invalid label"), { cause });
  }
}

function withoutDotSegments(path: string): string {
  if (!path.includes(".")) return path;
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  if (path.startsWith("/") && kept[0] !== "") kept.unshift("");
  if (/\/\.\.?$/.test(path)) kept.push("");
  return kept.join("/");
}

/** Escapes what may not stand in a component; `%` too, unless every `%` begins an escape already. */
function escapeInvalid(component: string, allowed: RegExp): string {
  if (allowed.test(component)) return component;
  const escapes = component.match(/%[0-9a-fA-F]{2}/g)?.length ?? 0;
  const isEscaped = escapes === (component.match(/%/g)?.length ?? 0);
  return component.replace(
    /%[0-9a-fA-F]{2}|[\s\S]/gu,
    (token) => {
      if (token.length === 3 && token.startsWith("%")) {
        return isEscaped ? token.toUpperCase() : `%25${token.slice(1).toUpperCase()}`;
      }
      return token !== "%" && allowed.test(token) ? token : escapeBytes(token);
    },
  );
}

function escapeBytes(text: string): string {
  let escaped = "";
  for (const byte of new TextEncoder().encode(text)) {
    escaped += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return escaped;
}

/** `requote_uri`: escapes of unreserved characters are undone, other characters outside the set are escaped. */
export function requote(uri: string): string {
  const unquoted = uri.replace(/%([0-9a-fA-F]{2})/g, (token, hex) => {
    const character = String.fromCharCode(parseInt(hex, 16));
    return /[\w.~-]/.test(character) ? character : token;
  });
  return unquoted.replace(/[^\w.~!#$%&'()*+,/:;=?@[\]-]+/gu, escapeBytes);
}
