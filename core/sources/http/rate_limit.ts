import { type ApiBudget, createBudget, movingWindow, requestMatcher } from "../../http/budget.ts";

/** One limit of an API. */
export interface RateLimit {
  /** Calls that are allowed… */
  calls: number;
  /** …in so many seconds. */
  seconds: number;
  /** The requests that it is for: a part of the path, a method; all of them where left out. */
  only?: { path?: RegExp; method?: string };
}

/**
 * Keeps within the limits of an API, however many slices are read at once: requests wait for their turn. The
 * first limit that fits a request counts it. `RateLimit-*` headers of responses correct the count.
 */
export function rateLimit(...limits: readonly RateLimit[]): ApiBudget {
  return createBudget({
    policies: limits.map(({ calls, seconds, only }) =>
      movingWindow([{ limit: calls, interval: seconds }], only ? [requestMatcher(only)] : [])
    ),
  });
}
