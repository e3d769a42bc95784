/** Sends a request until its error handler is content: judge, wait, try again. */
import type { Authenticator, Backoff, ErrorHandler, ErrorResolution } from "../declarative/roles.ts";
import { ConnectorError } from "../errors.ts";
import { str } from "../jinja/python/text.ts";
import type { LogLevel, Message } from "../protocol/messages.ts";
import type { ApiBudget } from "./budget.ts";
import type { ResponseCache } from "./cache.ts";
import type { HttpClient } from "./client.ts";

import { type HttpRequest, type HttpResponse, RequestSignal } from "./message.ts";
import { errorText } from "./status_actions.ts";
import { TransportError } from "./transport_error.ts";
import { wait } from "./wait.ts";

export interface SendSettings {
  client: HttpClient;
  /** Makes the request; called before each attempt, since tokens change. */
  request: () => Promise<HttpRequest> | HttpRequest;
  errorHandler: ErrorHandler;
  authenticator?: Authenticator | undefined;
  budget?: ApiBudget | undefined;
  cache?: ResponseCache | undefined;
  streamName: string;
  log(level: LogLevel, text: string): void;
  message(message: Message): void;
  signal?: AbortSignal | undefined;
  /** Leave the body on the wire. */
  stream?: boolean | undefined;
  /** How time passes before a retry. */
  wait?: typeof wait | undefined;
  disableRetries?: boolean | undefined;
  /** Sees each response and what the error handler made of it, before anything follows from that. */
  seen?: ((response: HttpResponse, resolution: ErrorResolution) => Promise<void>) | undefined;
  /** Rate limits count as any other failure, rather than being waited for without a time limit. */
  exitOnRateLimit?: boolean | undefined;
}

/** Seconds until another credential is tried in place of one that is out of quota. */
const rotationPause = 0.1;

/**
 * Sends with retries. Undefined where an IGNOREd outcome has no usable body: a status from 400, or no response.
 * A response that a filter calls a SUCCESS is returned whatever its status: `ok` tells.
 *
 * @throws {ConnectorError} http.failed, http.retries_exhausted, http.rate_limited, http.token_rejected
 * @throws {RequestSignal} where the error handler wants other pages, page sizes or windows
 */
export async function sendWithRetries(settings: SendSettings): Promise<HttpResponse | undefined> {
  const { errorHandler, log } = settings;
  const budget = retryBudget(settings);
  const refreshed: { succeeded?: boolean } = {};
  for (let attempt = 1;; attempt++) {
    budget.begin();
    const request = await settings.request();
    const outcome = await attemptOnce(settings, request);
    const resolution = await errorHandler.interpret(outcome);
    if (settings.seen && !(outcome instanceof Error)) await settings.seen(outcome, resolution);
    switch (resolution.action) {
      case "SUCCESS":
        if (outcome instanceof Error) throw outcome;
        return outcome;
      case "IGNORE":
        log("INFO", messageOf(resolution) || `Ignoring ${describe(request, outcome)}`);
        return outcome instanceof Error || !outcome.ok ? undefined : outcome;
      case "FAIL":
        throw await failed(settings, request, outcome, resolution);
      case "RESET_PAGINATION":
      case "REDUCE_PAGE_SIZE":
      case "SPLIT_REQUEST_WINDOW":
        throw new RequestSignal(resolution.action, messageOf(resolution));
      case "RATE_LIMITED":
        tellRateLimited(settings);
        break;
      case "REFRESH_TOKEN_THEN_RETRY":
        await refreshToken(settings, request, outcome, resolution, refreshed);
    }
    const seconds = await secondsToWait(settings, request, outcome, resolution, attempt);
    const pause = budget.next(resolution, seconds);
    if (pause === undefined) throw exhausted(settings, request, outcome, resolution);
    log("INFO", `Waiting ${round(pause)} seconds before retry ${attempt} of ${describe(request, outcome)}`);
    await (settings.wait ?? wait)(pause, settings.signal);
  }
}

async function attemptOnce(settings: SendSettings, request: HttpRequest): Promise<HttpResponse | Error> {
  const { client, budget, cache, authenticator, signal, stream } = settings;
  const send = async () => {
    await budget?.acquire(request, signal);
    const response = await client.send(request, { signal, stream: stream && !cache });
    budget?.update(request, response);
    authenticator?.observe?.(response);
    return response;
  };
  try {
    return cache ? await cache.send(request, send) : await send();
  } catch (error) {
    // Whatever is not the transport's is not the error handler's either: aborts, a refused call budget.
    if (error instanceof TransportError) return error;
    throw error;
  }
}

interface RetryBudget {
  /** An attempt starts. */
  begin(): void;
  /** Seconds until the next attempt, or undefined where there is none. */
  next(resolution: ErrorResolution, own: number | undefined): number | undefined;
}

/**
 * Three counters, one inside the other, as the Python CDK has them: waits that the manifest sets, waits for rate
 * limits, and plain ones. A failure of an outer kind starts the inner counters anew; rate limits know no time.
 */
function retryBudget({ errorHandler, disableRetries, exitOnRateLimit }: SendSettings): RetryBudget {
  const tries = disableRetries ? 1 : Math.max(0, errorHandler.maxRetries) + 1;
  const { maxTime } = errorHandler;
  const start = performance.now() / 1000;
  let plainTries = 0, limitedTries = 0, ownTries = 0;
  // When the counters began, and when the attempt began that they judge by.
  let ownStart = start, ownAttempt = start, plainAttempt = start;
  let plainBegins = true, ownBegins = true;
  return {
    begin() {
      ownAttempt = performance.now() / 1000;
      if (plainBegins) plainAttempt = ownAttempt;
      if (ownBegins) ownStart = ownAttempt;
      plainBegins = ownBegins = false;
    },
    next(resolution, seconds) {
      if (seconds) {
        if (++ownTries >= tries || ownAttempt - ownStart >= maxTime) return undefined;
        // A second more than asked for, since servers round down.
        return Math.max(0, seconds + 1);
      }
      ownTries = 0;
      ownBegins = true;
      if (resolution.action === "RATE_LIMITED" && !exitOnRateLimit) {
        return ++limitedTries >= tries ? undefined : 2 ** (limitedTries - 1);
      }
      limitedTries = 0;
      plainBegins = true;
      const elapsed = plainAttempt - start;
      if (++plainTries >= tries || elapsed >= maxTime) return undefined;
      return Math.min(2 ** (plainTries - 1), maxTime - elapsed);
    },
  };
}

async function secondsToWait(
  { authenticator, errorHandler, log }: SendSettings,
  request: HttpRequest,
  outcome: HttpResponse | Error,
  { action }: ErrorResolution,
  attempt: number,
): Promise<number | undefined> {
  if (action === "RATE_LIMITED" && authenticator?.canRotate?.(request)) {
    log("INFO", "Rate limited on the current credential: trying another one instead of waiting for it");
    return rotationPause;
  }
  return await firstAnswer(errorHandler.backoffStrategies, outcome, attempt);
}

/** The first answer that is neither undefined nor zero; failing that, the last one. */
export async function firstAnswer(
  strategies: readonly Backoff[],
  outcome: HttpResponse | Error,
  attempt: number,
): Promise<number | undefined> {
  let seconds: number | undefined;
  for (const strategy of strategies) {
    seconds = await strategy(outcome, attempt);
    // Python holds nan for true.
    if (seconds || Number.isNaN(seconds)) break;
  }
  return seconds;
}

function tellRateLimited({ streamName, message }: SendSettings): void {
  message({
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: Date.now(),
      stream_status: {
        stream_descriptor: { name: streamName },
        status: "RUNNING",
        reasons: [{ type: "RATE_LIMITED" }],
      },
    },
  });
}

/** Gets a new token, at most once per request; a request that the new token does not help fails. */
async function refreshToken(
  { authenticator, log }: SendSettings,
  request: HttpRequest,
  outcome: HttpResponse | Error,
  resolution: ErrorResolution,
  refreshed: { succeeded?: boolean },
): Promise<void> {
  if (refreshed.succeeded !== undefined) {
    throw new ConnectorError("http.token_rejected", {
      failureType: refreshed.succeeded ? "config_error" : "transient_error",
      message: refreshed.succeeded
        ? "Refreshed OAuth access token is rejected by the API."
        : "API rejects the current OAuth access token and the token refresh failed.",
      internalMessage: `${describe(request, outcome)}; the token was refreshed once already. ` +
        (messageOf(resolution) ?? ""),
    });
  }
  if (!authenticator?.refresh) {
    log(
      "WARN",
      "The error handler asks for a new token, but the authenticator cannot get one: retrying as it is",
    );
    return;
  }
  refreshed.succeeded = false;
  try {
    if (await tokenChangedSince(authenticator, request)) {
      log("INFO", "The token was replaced meanwhile: retrying with it");
    } else {
      await authenticator.refresh();
      log("INFO", "Got a new token, since the API refused the old one");
    }
    refreshed.succeeded = true;
  } catch (error) {
    if (error instanceof ConnectorError) {
      if (error.failureType === "config_error") throw error;
      if (error.code === "http.oauth_rejected") {
        throw new ConnectorError("http.oauth_rejected", {
          failureType: "config_error",
          message: "OAuth token refresh request is rejected by the token endpoint.",
          internalMessage: error.message,
              cause: error,
        });
      }
    }
    log(
      "WARN",
      `Cannot get a new token: ${error instanceof Error ? error.message : error}. Retrying with the old one`,
    );
  }
}

async function tokenChangedSince(authenticator: Authenticator, request: HttpRequest): Promise<boolean> {
  const sent = authorization(request.headers);
  if (!sent) return false;
  const { headers } = await authenticator.options({ slice: undefined, nextPageToken: undefined });
  const current = authorization(headers ?? {});
  return current !== undefined && current !== sent;
}

function authorization(headers: Record<string, string>): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization")?.[1];
}

async function failed(
  { log }: SendSettings,
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
  log("ERROR", detail);
  return new ConnectorError("http.failed", {
    failureType: resolution.failureType ?? "system_error",
    message: messageOf(resolution) || detail,
    internalMessage: detail,
    hint: hintOf(outcome),
    cause: outcome instanceof Error ? outcome : undefined,
  });
}

function exhausted(
  { log, streamName }: SendSettings,
  request: HttpRequest,
  outcome: HttpResponse | Error,
  resolution: ErrorResolution,
): ConnectorError {
  const last = messageOf(resolution) || `${describe(request, outcome)}, response action ${resolution.action}`;
  log("ERROR", `Giving up ${describe(request, outcome)}: no retries left`);
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

function messageOf({ message }: ErrorResolution): string | undefined {
  return message === undefined || message === null ? undefined : str(message);
}

function describe(request: HttpRequest, outcome: HttpResponse | Error): string {
  const what = outcome instanceof Error ? outcome.message : `status code '${outcome.status}'`;
  return `'${request.method}' request to '${request.url}' (${what})`;
}

function bodyText({ body }: HttpRequest): string {
  return typeof body === "string" ? body : body ? `${body.length} bytes` : "None";
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
