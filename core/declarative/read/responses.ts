import type { ApiBudget } from "../../http/budget.ts";
import { createResponseCache, type ResponseCache } from "../../http/cache.ts";
import { createClient } from "../../http/client.ts";
import type { HttpRequest, HttpResponse } from "../../http/message.ts";
import { sendWithRetries } from "../../http/retry.ts";
import type { BuildContext } from "../context.ts";
import { refusedPurpose, type RequestPurpose } from "../../sources/test_read.ts";
import type { Authenticator, ErrorHandler, ResponseAction } from "../roles.ts";

/** What a requester brings to the sending of its requests. Time-outs are in seconds. */
interface SenderParts {
  errorHandler: ErrorHandler;
  authenticator: Authenticator | undefined;
  useCache: boolean;
  connectTimeout: number | undefined;
  readTimeout: number | undefined;
}

/** The call budget of the manifest, if it has one; set by the source before its streams are built. */
export const apiBudgetKey = "api_budget";
/** The one response cache of a source: equal requests of parents are sent once. */
export const responseCacheKey = "response_cache";

/** Sends requests with the retries, budget, cache and cookies of one requester. */
export function responseSender(
  ctx: BuildContext,
  { errorHandler, authenticator, useCache, connectTimeout, readTimeout }: SenderParts,
): (request: () => Promise<HttpRequest>, purpose?: RequestPurpose) => Promise<HttpResponse | undefined> {
  const { env, stream } = ctx;
  const client = env.world?.client ?? createClient({ connectTimeout, idleTimeout: readTimeout });
  const budget = env.shared<ApiBudget | undefined>(apiBudgetKey, () => undefined);
  const testRead = env.limits !== undefined;
  const cache = useCache && !testRead
    ? env.shared<ResponseCache>(responseCacheKey, () => createResponseCache({ log: env.log })).of(stream.name)
    : undefined;
  const signed = authenticator?.sign?.bind(authenticator);
  const { observer } = env;

  /** A page that the API refuses as too large is asked for again: it is no page. */
  async function show(purpose: RequestPurpose, response: HttpResponse, action: ResponseAction) {
    const refused = action === "REDUCE_PAGE_SIZE" || action === "SPLIT_REQUEST_WINDOW";
    await observer?.exchange(refused ? refusedPurpose(purpose, action, stream.name) : purpose, response);
  }

  return (request, purpose) =>
    sendWithRetries({
      client,
      request: signed ? async () => await signed(await request()) : request,
      errorHandler,
      authenticator,
      budget,
      cache,
      streamName: stream.name,
      log: env.log,
      message: env.message,
      signal: env.signal,
      wait: env.world?.clock?.wait,
      stream: stream.decoder?.streams,
      disableRetries: testRead,
      seen: observer && purpose ? (response, { action }) => show(purpose, response, action) : undefined,
    });
}
