/** How many calls an API allows: requests wait for their turn, and answers correct the count. */
import { ConnectorError } from "../errors.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { parseQuery, splitUrl } from "./url.ts";
import { clock, wait } from "./wait.ts";

/** Which requests a policy is for. */
export interface RequestMatcher {
  matches(request: HttpRequest): boolean;
  /** Calls that a matching request counts for; 1. */
  readonly weight: number | undefined;
}

/** A limit for some requests. */
export interface CallRatePolicy {
  readonly matchers: readonly RequestMatcher[];
  /** Counts a call, or tells the seconds to wait before asking again. */
  tryAcquire(weight: number): number | undefined;
  /** The API told how many calls are left, or when they come back (seconds since 1970). */
  update(callsLeft: number | undefined, resetAt: number | undefined): void;
}

/** Lets requests through as fast as an API allows. */
export interface ApiBudget {
  /** Resolves when the request may be sent. */
  acquire(request: HttpRequest, signal?: AbortSignal): Promise<void>;
  /** Learns from a response how many calls are left. */
  update(request: HttpRequest, response: HttpResponse): void;
}

export interface BudgetOptions {
  policies: readonly CallRatePolicy[];
  /** Header with the time of the next reset, in seconds since 1970. */
  resetHeader?: string;
  /** Header with the number of calls left. */
  remainingHeader?: string;
  /** Statuses that tell that no call is left. */
  limitStatuses?: readonly number[];
}

/** A budget for HTTP; the first policy that matches a request counts it. */
export function createBudget(options: BudgetOptions): ApiBudget {
  const {
    policies,
    resetHeader = "ratelimit-reset",
    remainingHeader = "ratelimit-remaining",
    limitStatuses = [429],
  } = options;
  const policyFor = (request: HttpRequest) =>
    policies.find(({ matchers }) => matchers.length === 0 || matchers.some((one) => one.matches(request)));
  return {
    async acquire(request, signal) {
      const policy = policyFor(request);
      if (!policy) return;
      const weight = policy.matchers.find((one) => one.matches(request))?.weight ?? 1;
      for (;;) {
        signal?.throwIfAborted();
        const seconds = policy.tryAcquire(weight);
        if (seconds === undefined) return;
        await wait(Math.max(seconds, 0.001), signal);
      }
    },
    update(request, response) {
      const policy = policyFor(request);
      if (!policy) return;
      const left = integer(response.headers.get(remainingHeader), remainingHeader);
      const reset = integer(response.headers.get(resetHeader), resetHeader);
      policy.update(left ?? (limitStatuses.includes(response.status) ? 0 : undefined), reset);
    },
  };
}

function integer(text: string | undefined, header: string): number | undefined {
  if (!text) return undefined;
  if (/^\s*[+-]?\d+\s*$/.test(text)) return Number(text);
  throw new ConnectorError("http.rate_limit_header", {
    failureType: "system_error",
    message: `Cannot read the call budget from the response header "${header}": "${text}" is no whole number`,
    hint: "Name other headers in ratelimit_reset_header and ratelimit_remaining_header of the api_budget",
  });
}

/** No limit, for requests that other policies shall not count. */
export function unlimited(matchers: readonly RequestMatcher[]): CallRatePolicy {
  return { matchers, tryAcquire: () => undefined, update() {} };
}

function wallClock(): () => number {
  const offset = Date.now() / 1000 - clock();
  return () => offset + clock();
}

export interface FixedWindow {
  limit: number;
  /** Seconds. */
  period: number;
  /** Seconds until the first window ends. */
  resetAfter: number;
  matchers: readonly RequestMatcher[];
  /** Seconds since 1970, by a clock that never goes back. */
  now?: () => number;
}

/** So many calls until a point in time, then again until the next. */
export function fixedWindow(options: FixedWindow): CallRatePolicy {
  const { limit, period, matchers, now = wallClock() } = options;
  let resetAt = now() + options.resetAfter;
  let used = 0;
  const roll = () => {
    if (now() > resetAt) {
      resetAt += period;
      used = 0;
    }
  };
  return {
    matchers,
    tryAcquire(weight) {
      if (weight > limit) throw overweight(weight, limit);
      roll();
      if (used + weight > limit) return Math.max(0, resetAt - now());
      used += weight;
      return undefined;
    },
    update(callsLeft, reset) {
      roll();
      // Only bad news counts: the configured limit may be meant to be lower than the API's.
      if (callsLeft !== undefined && limit - used > callsLeft) used = limit - callsLeft;
      if (reset !== undefined) resetAt = reset;
    },
  };
}

export interface Rate {
  limit: number;
  /** Seconds. */
  interval: number;
}

/** So many calls within any stretch of time; all rates hold at once. */
export function movingWindow(
  rates: readonly Rate[],
  matchers: readonly RequestMatcher[],
  now: () => number = clock,
): CallRatePolicy {
  const longest = Math.max(...rates.map((rate) => rate.interval));
  const strictest = Math.min(...rates.map((rate) => rate.limit));
  // Times of past calls, oldest first; a call of weight n stands there n times.
  let calls: number[] = [];
  const countSince = (start: number) => {
    let count = 0;
    for (let i = calls.length - 1; i >= 0 && (calls[i] ?? 0) >= start; i--) count++;
    return count;
  };
  return {
    matchers,
    tryAcquire(weight) {
      if (weight > strictest) throw overweight(weight, strictest);
      const time = now();
      if (calls.length > 0 && (calls[0] ?? 0) < time - longest) {
        calls = calls.filter((call) => call >= time - longest);
      }
      for (const { limit, interval } of rates) {
        const excess = countSince(time - interval) + weight - limit;
        if (excess <= 0) continue;
        const inWindow = calls.slice(calls.length - countSince(time - interval));
        return (inWindow[excess - 1] ?? time) + interval - time + 0.001;
      }
      for (let i = 0; i < weight; i++) calls.push(time);
      return undefined;
    },
    update(callsLeft, reset) {
      if (callsLeft !== 0 || reset !== undefined) return;
      const time = now();
      const free = Math.min(...rates.map(({ limit, interval }) => limit - countSince(time - interval)));
      for (let i = 0; i < free; i++) calls.push(time);
    },
  };
}

function overweight(weight: number, limit: number): ConnectorError {
  return new ConnectorError("http.call_weight", {
    failureType: "system_error",
    message: `Cannot send a request that counts for ${weight} calls: the api_budget allows ${limit} at once`,
    hint: "Lower the weight of the matcher or raise the limit of the policy",
  });
}

export interface RequestPattern {
  method?: string | undefined;
  /** `scheme://host`. */
  urlBase?: string | undefined;
  /** Looks at the path, without its last slash. */
  path?: { test(path: string): boolean } | undefined;
  params?: Readonly<Record<string, string>> | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  weight?: number | undefined;
}

/** Matches requests that have all that the pattern names. */
export function requestMatcher(pattern: RequestPattern): RequestMatcher {
  const method = pattern.method?.toUpperCase();
  const urlBase = pattern.urlBase?.replace(/\/+$/, "");
  const params = Object.entries(pattern.params ?? {});
  const headers = Object.entries(pattern.headers ?? {}).map(([name, value]) =>
    [name.toLowerCase(), value] as const
  );
  return {
    weight: pattern.weight,
    matches(request) {
      if (method && request.method !== method) return false;
      const { scheme, netloc, path, query } = splitUrl(request.url);
      if (urlBase && `${scheme}://${netloc}` !== urlBase) return false;
      if (pattern.path && !pattern.path.test(path.replace(/\/+$/, ""))) return false;
      if (params.length > 0) {
        const sent = new Map(parseQuery(query));
        if (!params.every(([name, value]) => sent.get(name) === value)) return false;
      }
      if (headers.length === 0) return true;
      const sent = new Map(
        Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      return headers.every(([name, value]) => sent.get(name) === value);
    },
  };
}
