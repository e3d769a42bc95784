/** Sends a request until its error handler is content: judge, wait, try again. */
import type { Authenticator, Backoff, ErrorHandler, ErrorResolution } from "../declarative/roles.ts";
import type { LogLevel, Message } from "../protocol/messages.ts";
import type { ApiBudget } from "./budget.ts";
import type { ResponseCache } from "./cache.ts";
import type { HttpClient } from "./client.ts";
import type { ConnectorError } from "../errors.ts";
import { type HttpRequest, type HttpResponse, RequestSignal } from "./message.ts";
import { describe, exhausted, failed, messageOf } from "./request_failure.ts";
import { retryBudget } from "./retry_budget.ts";
import { type Refreshed, refreshToken } from "./token_refresh.ts";
import { TransportError } from "./transport_error.ts";
import { wait } from "./wait.ts";

export interface SendSettings {
  client: HttpClient;
  /** Makes the request; called before each attempt, since tokens change. */
  request: () => Promise<HttpRequest> | HttpRequest;
  errorHandler: ErrorHandler;
  authenticator?: Authenticator | undefined;
  budget?: ApiBudget | undefined;
  cache?: Pick<ResponseCache, "send"> | undefined;
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
  const refreshed: Refreshed = {};
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
        if (!(outcome instanceof Error) && outcome.ok) return outcome;
        await discard(settings, outcome);
        return undefined;
      case "FAIL":
        throw logged(await failed(request, outcome, resolution), log);
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
    if (pause === undefined) throw logged(exhausted(settings.streamName, request, outcome, resolution), log);
    await discard(settings, outcome);
    log("INFO", `Waiting ${round(pause)} seconds before retry ${attempt} of ${describe(request, outcome)}`);
    await (settings.wait ?? wait)(pause, settings.signal);
  }
}

/** The body of a streamed response is still on the wire. */
async function discard({ stream }: SendSettings, outcome: HttpResponse | Error): Promise<void> {
  if (stream && !(outcome instanceof Error)) await outcome.stream().cancel();
}

function logged(error: ConnectorError, log: SendSettings["log"]): ConnectorError {
  log("ERROR", error.internalMessage ?? error.message);
  return error;
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

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
