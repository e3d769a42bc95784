import type { ErrorHandler, ErrorResolution } from "../declarative/roles.ts";

/** What bounds the retries of one request. */
export interface RetryLimits {
  errorHandler: Pick<ErrorHandler, "maxRetries" | "maxTime">;
  disableRetries?: boolean | undefined;
  exitOnRateLimit?: boolean | undefined;
}

/** Counts the attempts of one request. */
export interface RetryBudget {
  /** An attempt starts. */
  begin(): void;
  /** Seconds until the next attempt, or undefined where there is none. */
  next(resolution: ErrorResolution, own: number | undefined): number | undefined;
}

/**
 * Three counters, one inside the other, as the Python CDK has them: waits that the manifest sets, waits for rate
 * limits, and plain ones. A failure of an outer kind starts the inner counters anew; rate limits know no time.
 */
export function retryBudget({ errorHandler, disableRetries, exitOnRateLimit }: RetryLimits): RetryBudget {
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
