/** What is thrown when a request fails for good. */
import type { ErrorResolution } from "../declarative/roles.ts";
import { ConnectorError } from "../errors.ts";
import { str } from "../jinja/python/text.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { errorText } from "./status_actions.ts";
import { TransportError } from "./transport_error.ts";

/** The error of a response or failure that an error handler called a FAIL. */
export async function failed(
  request: HttpRequest,
  outcome: HttpResponse | Error,
  resolution: ErrorResolution,
): Promise<ConnectorError> {
  const detail = outcome instanceof Error
    ? describe(request, outcome)
    : `'${request.method}' request to '${request.url}' failed with status code '${outcome.status}' and error ` +
      `message: '${await errorText(outcome)}'. Request (body): '${bodyText(request)}'. ` +
      `Response (body): '${await outcome.text()}'. ` +
      `Response (headers): '${JSON.stringify(outcome.headers.toObject())}'`;
  return new ConnectorError("http.failed", {
    failureType: resolution.failureType ?? "system_error",
    message: messageOf(resolution) || detail,
    internalMessage: detail,
    hint: hintOf(outcome),
    cause: outcome instanceof Error ? outcome : undefined,
  });
}

/** The error of a request whose retries are used up. It names its stream: a child may have needed a parent's. */
export function exhausted(
  streamName: string,
  request: HttpRequest,
  outcome: HttpResponse | Error,
  resolution: ErrorResolution,
): ConnectorError {
  const last = messageOf(resolution) || `${describe(request, outcome)}, response action ${resolution.action}`;
  const cause = outcome instanceof Error ? outcome : undefined;
  if (!cause && !(outcome instanceof Error) && outcome.status === 429) {
    return new ConnectorError("http.rate_limited", {
      failureType: "transient_error",
      message: "API rate limit exceeded.",
      internalMessage: `The retries for rate limits are used up. Last failure: ${last}`,
      stream: streamName,
    });
  }
  return new ConnectorError("http.retries_exhausted", {
    failureType: resolution.failureType ?? "system_error",
    message: `Exhausted available request attempts. Please see logs for more details. Exception: ${last}`,
    internalMessage: `Exhausted available request attempts. Exception: ${last}`,
    hint: hintOf(outcome),
    stream: streamName,
    cause,
  });
}

function hintOf(outcome: HttpResponse | Error): string | undefined {
  return outcome instanceof TransportError ? outcome.hint : undefined;
}

/** What an error handler says, as text. */
export function messageOf({ message }: ErrorResolution): string | undefined {
  return message === undefined || message === null ? undefined : str(message);
}

/** A request and how it ended, for messages. */
export function describe(request: HttpRequest, outcome: HttpResponse | Error): string {
  const what = outcome instanceof Error ? outcome.message : `status code '${outcome.status}'`;
  return `'${request.method}' request to '${request.url}' (${what})`;
}

function bodyText({ body }: HttpRequest): string {
  return typeof body === "string" ? body : body ? `${body.length} bytes` : "None";
}
