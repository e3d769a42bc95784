/** Requests as `requests` prepares them: query, form and JSON bodies, and the headers that follow from them. */
import { ConnectorError } from "../errors.ts";
import { Float, floatText, isObject } from "../json.ts";
import { str } from "../jinja/python/text.ts";
import type { HttpRequest } from "./message.ts";
import { joinUrl, normalizeUrl, parseQuery, quotePlus, splitUrl } from "./url.ts";

/** What a request is made of. */
export interface RequestParts {
  method: string;
  url: string;
  params?: Record<string, unknown> | undefined;
  headers?: Record<string, unknown> | undefined;
  bodyJson?: unknown;
  /** A mapping is sent as a form, text as it stands. */
  bodyData?: Record<string, unknown> | string | undefined;
}

/** Base URL, path and parameters → the URL of the request. */
export function buildUrl(
  base: string,
  path: string | undefined,
  params: Record<string, unknown> = {},
): string {
  return urlWithParams(joinUrl(base, path), params);
}

/** A URL with parameters added; one that the URL holds already with the same value is not sent twice. */
export function urlWithParams(url: string, params: Record<string, unknown> = {}): string {
  const wanted = { ...params };
  const { query } = splitUrl(url);
  if (query) {
    const seen = new Set<string>();
    for (const [name, value] of parseQuery(query)) {
      // Python looks at the first value of each name only.
      if (seen.has(name)) continue;
      seen.add(name);
      if (Object.hasOwn(wanted, name) && str(wanted[name]) === value) delete wanted[name];
    }
  }
  return normalizeUrl(url, formText(wanted));
}

/**
 * A request ready to be sent. Empty bodies are no bodies; GET takes one too, as in the Python CDK.
 *
 * @throws {ConnectorError} http.two_bodies, http.invalid_url, http.invalid_header, http.invalid_body
 */
export function prepareRequest(parts: RequestParts): HttpRequest {
  const method = parts.method.toUpperCase();
  const headers = textHeaders(parts.headers ?? {});
  const url = urlWithParams(parts.url, parts.params);
  const takesBody = method === "GET" || method === "POST" || method === "PUT" || method === "PATCH";
  const json = takesBody && !isEmpty(parts.bodyJson) ? parts.bodyJson : undefined;
  const data = takesBody && !isEmpty(parts.bodyData) ? parts.bodyData : undefined;
  if (json !== undefined && data !== undefined) {
    throw new ConnectorError("http.two_bodies", {
      failureType: "system_error",
      message: `Cannot send ${method} ${url}: it has both a JSON body and a data body`,
      hint: "Use only one of request_body_json and request_body_data",
    });
  }
  let body: string | undefined;
  if (json !== undefined) {
    body = jsonText(json);
    setDefault(headers, "Content-Type", "application/json");
  } else if (typeof data === "string") {
    body = data;
  } else if (data !== undefined) {
    body = formText(data);
    setDefault(headers, "Content-Type", "application/x-www-form-urlencoded");
  }
  return { method, url, headers, body };
}

/** Sets a header unless one of that name is there, whatever its case. */
export function setDefault(headers: Record<string, string>, name: string, value: string): void {
  const wanted = name.toLowerCase();
  for (const key in headers) if (key.toLowerCase() === wanted) return;
  headers[name] = value;
}

/** Adds headers to a request; a name that is there already in another case is replaced. */
export function withHeaders(request: HttpRequest, headers: Record<string, unknown>): HttpRequest {
  const added = textHeaders(headers);
  const names = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const kept = Object.entries(request.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...request, headers: { ...Object.fromEntries(kept), ...added } };
}

function textHeaders(headers: Record<string, unknown>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = str(value);
    if (!/^[^:\s][^:\r\n]*$/.test(name) || !/^(?:\S[^\r\n]*)?$/.test(text) || /[^\0-\xff]/.test(text)) {
      throw new ConnectorError("http.invalid_header", {
        failureType: "system_error",
        // The value may be a secret: it is not shown.
        message: `Cannot send the header "${name}": its name or value is not allowed in HTTP`,
        hint: "Header values have no leading space, no line break, and only Latin-1 characters",
      });
    }
    texts[name] = text;
  }
  return texts;
}

/** A mapping as a query or form: lists repeat their name, null is left out. */
export function formText(fields: Record<string, unknown>): string {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    const values = Array.isArray(value) ? value : isObject(value) ? Object.keys(value) : [value];
    for (const one of values) {
      if (one === null || one === undefined) continue;
      const texts = Array.isArray(one) ? one : isObject(one) ? Object.keys(one) : [one];
      for (const text of texts) pairs.push(`${quotePlus(name)}=${quotePlus(str(text))}`);
    }
  }
  return pairs.join("&");
}

/**
 * `json.dumps` with its own separators: `", "` and `": "`, everything beyond ASCII escaped.
 *
 * @throws {ConnectorError} http.invalid_body where a value is no JSON
 */
export function jsonText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value).replace(/[\x7f-\uffff]/g, escapeCharacter);
    case "boolean":
    case "bigint":
      return String(value);
    case "number":
      if (!Number.isFinite(value)) break;
      return Number.isInteger(value) && !Object.is(value, -0) ? String(value) : floatText(value);
    case "object":
      if (value === null) return "null";
      if (value instanceof Float) return value.toString();
      if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
      if ("toJSON" in value && typeof value.toJSON === "function") return jsonText(value.toJSON());
      return `{${
        Object.entries(value).map(([key, item]) => `${jsonText(key)}: ${jsonText(item)}`).join(", ")
      }}`;
  }
  throw new ConnectorError("http.invalid_body", {
    failureType: "system_error",
    message: `Cannot write the JSON body of a request: "${String(value)}" is no JSON value`,
  });
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** What Python holds for false: such bodies are not sent. */
function isEmpty(value: unknown): boolean {
  if (value instanceof Float) return value.value === 0;
  if (Array.isArray(value)) return value.length === 0;
  if (isObject(value)) return Object.keys(value).length === 0;
  return !value;
}
