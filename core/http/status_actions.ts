/** What a response means where no filter of the manifest says otherwise: status → action, exception → action. */
import type { ErrorHandler, ErrorResolution } from "../declarative/roles.ts";
import { isObject, type Json } from "../json.ts";
import type { HttpResponse } from "./message.ts";
import { TransportError } from "./transport_error.ts";

const status = (
  code: number,
  action: ErrorResolution["action"],
  failureType: ErrorResolution["failureType"],
  meaning: string,
): [number, ErrorResolution] => [
  code,
  { action, failureType, message: `HTTP Status Code: ${code}. Error: ${meaning}` },
];

/** The wording is part of the behaviour: platforms group failures by it. */
export const statusActions: ReadonlyMap<number, ErrorResolution> = new Map([
  status(400, "FAIL", "system_error", "Bad request. Please check your request parameters."),
  status(401, "FAIL", "config_error", "Unauthorized. Please ensure you are authenticated correctly."),
  status(403, "FAIL", "config_error", "Forbidden. You don't have permission to access this resource."),
  status(404, "FAIL", "system_error", "Not found. The requested resource was not found on the server."),
  status(405, "FAIL", "system_error", "Method not allowed. Please check your request method."),
  status(408, "RETRY", "transient_error", "Request timeout."),
  status(429, "RATE_LIMITED", "transient_error", "Too many requests."),
  status(500, "RETRY", "transient_error", "Internal server error."),
  status(502, "RETRY", "transient_error", "Bad gateway."),
  status(503, "RETRY", "transient_error", "Service unavailable."),
  status(504, "RETRY", "transient_error", "Gateway timeout."),
]);

/** By the name of the `requests` exception; the others are retried as system errors. */
const exceptionActions: Readonly<Record<string, ErrorResolution>> = {
  InvalidSchema: {
    action: "FAIL",
    failureType: "config_error",
    message:
      "Invalid Protocol Schema: The endpoint that data is being requested from is using an invalid or " +
      "insecure. Exception: requests.exceptions.InvalidSchema",
  },
  InvalidURL: {
    action: "RETRY",
    failureType: "transient_error",
    message:
      "Invalid URL specified or DNS error occurred: The endpoint that data is being requested from is not " +
      "a valid URL. Exception: requests.exceptions.InvalidURL",
  },
  RequestException: {
    action: "RETRY",
    failureType: "transient_error",
    message: "An exception occurred when making the request. Exception: requests.exceptions.RequestException",
  },
};

export const success: ErrorResolution = { action: "SUCCESS", failureType: undefined, message: undefined };

/** Judges by the tables alone. */
export async function judgeByStatus(outcome: HttpResponse | Error): Promise<ErrorResolution> {
  if (!(outcome instanceof Error)) {
    if (outcome.ok) return success;
    return statusActions.get(outcome.status) ?? unexpected(await notOk(outcome));
  }
  const name = outcome instanceof TransportError ? outcome.exceptionName : outcome.name;
  return exceptionActions[name] ?? unexpected(`${name}: ${outcome.message}`);
}

function unexpected(message: string): ErrorResolution {
  return { action: "RETRY", failureType: "system_error", message };
}

async function notOk(response: HttpResponse): Promise<string> {
  const side = response.status < 500 ? "Client" : "Server";
  const reason = response.reason || "None";
  return `Response was not ok: \`${response.status} ${side} Error: ${reason} for url: ${response.url}\`. ` +
    `Response content is: ${await response.text()}`;
}

/** The error handler of a requester that names none: five retries within ten minutes. */
export const defaultErrorHandler: ErrorHandler = {
  maxRetries: 5,
  maxTime: 600,
  interpret: judgeByStatus,
  backoffStrategies: [],
};

/** Where APIs put their error texts, in the order in which they are tried. */
const messageKeys = [
  "message",
  "messages",
  "error",
  "errors",
  "failures",
  "failure",
  "detail",
  "err",
  "error_message",
  "msg",
  "reason",
  "status_message",
];

/** The error text in a response: from a JSON body by well-known keys, else the whole body. */
export async function errorText(response: HttpResponse): Promise<string | undefined> {
  let body: Json;
  try {
    body = await response.json();
  } catch {
    return new TextDecoder().decode(await response.bytes());
  }
  return textIn(body);
}

function textIn(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textIn).filter((text) => text !== undefined).join(", ");
  if (!isObject(value)) return undefined;
  const key = messageKeys.find((name) => Object.hasOwn(value, name) && isTruthy(value[name]));
  // Without any of the keys, Python looks into the value of the last one.
  return textIn(value[key ?? "status_message"]);
}

function isTruthy(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}
