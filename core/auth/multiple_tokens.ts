/** Several interchangeable tokens, each with a quota: the one that has calls left is used. */
import { DateTime, parseIsoLike } from "../datetime/mod.ts";
import { ConnectorError } from "../errors.ts";
import type { RequestMatcher } from "../http/budget.ts";
import { withHeaders } from "../http/encode.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { withoutQuery } from "../http/transport_error.ts";
import { clock, wait } from "../http/wait.ts";
import type { Json } from "../json.ts";
import type { LogLevel } from "../protocol/messages.ts";
import { type QuotaState, quotaStates } from "./quota_state.ts";

/** A pool of calls that some requests draw on; without matchers it takes what no other pool matches. */
export interface TokenQuota {
  name: string;
  remainingPath: readonly string[];
  resetPath: readonly string[];
  limitPath: readonly string[] | undefined;
  matchers: readonly RequestMatcher[];
  remainingHeader: string | undefined;
  resetHeader: string | undefined;
  limitHeader: string | undefined;
  /** Statuses that tell that the pool is empty. */
  exhaustedStatuses: readonly number[];
}

/** The endpoint that tells the quotas of a token. */
export interface QuotaStatusSource {
  url: string;
  method: string;
  headers: Record<string, string>;
  /** Statuses that tell that there are no quotas here. */
  unavailableStatuses: readonly number[];
}

export interface MultipleTokens {
  tokens: readonly [string, ...string[]];
  quotas: readonly [TokenQuota, ...TokenQuota[]];
  unavailableStatuses: readonly number[];
  header: string;
  /** The word before the token, such as `Bearer`; may be empty. */
  authMethod: string;
  /** Seconds to wait at most for quotas to come back. */
  maxWait: number;
  /** Requests slow down when fewer calls than this are left: a share of the limit, and a number. */
  reserveFraction: number;
  minReserve: number;
  /** Asks the status endpoint with a token's header. */
  fetchStatus(headers: Record<string, string>): Promise<HttpResponse>;
  log(level: LogLevel, text: string): void;
  signal: AbortSignal | undefined;
}

export interface TokenRotation {
  /** Puts the token of the next call into a request; waits where all are spent. */
  sign(request: HttpRequest): Promise<HttpRequest>;
  /** Corrects the quotas by what the server tells. */
  observe(response: HttpResponse): void;
  /** Whether another token than the request's could serve it now. */
  canRotate(request: HttpRequest): boolean;
}

const heartbeat = 60;
const longestPause = 10;
// Stale reset times must not make waiting a busy loop.
const shortestWait = 5;
/** Seconds by which the status endpoint and response headers may disagree on a reset. */
const skew = 60;

/** Rotates between tokens. */
export function rotateTokens(options: MultipleTokens): TokenRotation {
  const { tokens, quotas, header, authMethod, log, signal } = options;
  let states: Map<string, Map<string, QuotaState>> | undefined;
  let seeding: Promise<void> | undefined;
  let active = 0;
  let hasToldSlowing = false;

  const headerOf = (token: string) => ({ [header]: `${authMethod} ${token}`.trim() });
  const stateOf = (token: string, quota: TokenQuota) => states?.get(token)?.get(quota.name);
  const poolOf = (quota: TokenQuota) =>
    tokens.map((token) => stateOf(token, quota)).filter((one) => one !== undefined);
  const isSpent = (state: QuotaState) => state.tracked && state.remaining <= 0;

  function quotaOf(request: HttpRequest): TokenQuota {
    return quotas.find(({ matchers }) => matchers.some((one) => one.matches(request))) ??
      quotas.find(({ matchers }) => matchers.length === 0) ?? quotas[0];
  }

  function seed(): Promise<void> {
    return seeding ??= (async () => {
      const fresh = new Map<string, Map<string, QuotaState>>();
      for (const token of tokens) {
        const response = await options.fetchStatus(headerOf(token));
        const isUntracked = options.unavailableStatuses.includes(response.status);
        fresh.set(token, quotaStates(quotas, isUntracked ? undefined : await bodyOf(response)));
      }
      states ??= new Map();
      // Calls made meanwhile are in the server's numbers already.
      for (const [token, pools] of fresh) states.set(token, pools);
      hasToldSlowing = false;
    })().finally(() => seeding = undefined);
  }

  /** Seconds to slow down by, so that the last calls last until the reset. */
  function pause(quota: TokenQuota, state: QuotaState): number {
    const pool = poolOf(quota);
    const isLow = (one: QuotaState) =>
      one.tracked && one.remaining <= Math.max(options.minReserve, one.limit * options.reserveFraction);
    const left = pool.reduce((sum, one) => sum + Math.max(one.remaining, 0), 0);
    const seconds = secondsUntil(state.resetAt);
    return pool.every(isLow) && left > 0 && seconds > 0 ? Math.min(seconds / left, longestPause) : 0;
  }

  async function waitForReset(quota: TokenQuota, deadline: number): Promise<void> {
    const budget = deadline - clock();
    const soonest = Math.min(...poolOf(quota).map(({ resetAt }) => secondsUntil(resetAt)));
    if (budget <= 0 || soonest >= budget) {
      throw new ConnectorError("http.rate_limited", {
        failureType: "transient_error",
        message: "Rate limit is exceeded for all provided tokens.",
        internalMessage: `The next reset of the quota "${quota.name}" is later than max_wait_time allows`,
      });
    }
    let left = Math.min(Math.max(soonest, shortestWait), budget);
    while (left > 0) {
      log(
        "INFO",
        `All tokens are out of calls (quota "${quota.name}"): waiting ${
          Math.ceil(left)
        } seconds for the reset`,
      );
      await wait(Math.min(left, heartbeat), signal);
      left -= heartbeat;
    }
    if (poolOf(quota).every(isSpent)) await seed();
  }

  async function acquire(quota: TokenQuota): Promise<string> {
    let deadline: number | undefined;
    for (;;) {
      const token = tokens[active % tokens.length] ?? tokens[0];
      const state = stateOf(token, quota);
      if (!state?.tracked) {
        // Nothing tells the tokens apart, so they take turns.
        active++;
        return token;
      }
      if (state.remaining > 0) {
        state.remaining--;
        const seconds = pause(quota, state);
        if (seconds >= 0.1) {
          if (!hasToldSlowing) log("INFO", `Few calls are left (quota "${quota.name}"): requests slow down`);
          hasToldSlowing = true;
          await wait(seconds, signal);
        }
        return token;
      }
      if (poolOf(quota).every(isSpent)) await waitForReset(quota, deadline ??= clock() + options.maxWait);
      else active++;
    }
  }

  function senderOf(request: HttpRequest): string | undefined {
    const sent = Object.entries(request.headers).find(([name]) => name.toLowerCase() === header.toLowerCase())
      ?.[1];
    return tokens.find((token) => headerOf(token)[header] === sent);
  }

  return {
    async sign(request) {
      if (!states) await seed();
      return withHeaders(request, headerOf(await acquire(quotaOf(request))));
    },
    observe(response) {
      const quota = quotaOf(response.request);
      const token = senderOf(response.request);
      const state = token === undefined ? undefined : stateOf(token, quota);
      if (state?.tracked) reconcile(state, quota, response);
    },
    canRotate(request) {
      const quota = quotaOf(request);
      const sender = senderOf(request);
      const state = sender === undefined ? undefined : stateOf(sender, quota);
      if (!state || !isSpent(state)) return false;
      return tokens.some((token) => token !== sender && (stateOf(token, quota)?.remaining ?? 0) > 0);
    },
  };
}

function secondsUntil(time: DateTime): number {
  return time.since(DateTime.now()).totalSeconds();
}

function reconcile(state: QuotaState, quota: TokenQuota, response: HttpResponse): void {
  const isExhausted = quota.exhaustedStatuses.includes(response.status);
  const remaining = integer(response, quota.remainingHeader) ?? (isExhausted ? 0 : undefined);
  const resetAt = date(response, quota.resetHeader);
  const limit = integer(response, quota.limitHeader);
  const ahead = resetAt === undefined ? 0 : resetAt.since(state.resetAt).totalSeconds();
  if (limit !== undefined && limit > 0 && ahead >= 0) state.limit = limit;
  if (resetAt && ahead > 0) {
    // A new window: the server's numbers count, a whole limit where it tells none.
    state.resetAt = resetAt;
    state.remaining = remaining ?? state.limit;
  } else if (remaining !== undefined && (remaining <= 0 && isExhausted || ahead >= -skew)) {
    // Responses overtake each other: within a window the number only falls.
    state.remaining = Math.min(state.remaining, remaining);
  }
}

function integer(response: HttpResponse, header: string | undefined): number | undefined {
  const text = header && response.headers.get(header);
  return text && /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}

function date(response: HttpResponse, header: string | undefined): DateTime | undefined {
  const text = header && response.headers.get(header);
  if (!text) return undefined;
  try {
    return parseIsoLike(text);
  } catch {
    return undefined;
  }
}

async function bodyOf(response: HttpResponse): Promise<Json> {
  try {
    return await response.json();
  } catch (cause) {
    throw new ConnectorError("auth.quota_status", {
      failureType: "system_error",
      message: `Cannot read the quotas of a token: the response of ${withoutQuery(response.url)} is not JSON`,
      cause,
    });
  }
}
