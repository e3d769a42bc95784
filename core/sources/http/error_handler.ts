import type { Backoff, ErrorHandler, ErrorResolution } from "../../declarative/roles.ts";
import type { HttpResponse } from "../../http/message.ts";
import { judgeByStatus, statusActions } from "../../http/status_actions.ts";
import type { HttpOptions, StatusAction } from "./options.ts";

/** The author's rules as the error handler that retries ask. */
export function errorHandler(
  { retry = {}, statuses = {}, canRefresh = false }: Pick<HttpOptions, "retry" | "statuses"> & {
    /** The authenticator can get a new token where the API refuses the one it has. */
    canRefresh?: boolean;
  },
  now: () => number,
): ErrorHandler {
  const own = (outcome: HttpResponse | Error): ErrorResolution | undefined => {
    const action = outcome instanceof Error ? undefined : statuses[outcome.status];
    if (outcome instanceof Error) return undefined;
    if (action !== undefined) return resolution(action, outcome.status);
    const usual = statusActions.get(401);
    return canRefresh && outcome.status === 401 && usual
      ? { ...usual, action: "REFRESH_TOKEN_THEN_RETRY" }
      : undefined;
  };
  const backoff: Backoff = async (outcome, attempt) =>
    await retry.backoffTime?.(outcome, attempt) ??
      (outcome instanceof Error ? undefined : retryAfter(outcome, now()));
  return {
    maxRetries: retry.retries ?? 5,
    maxTime: retry.maxSeconds ?? 600,
    backoffStrategies: [backoff],
    async interpret(outcome) {
      const wanted = await retry.shouldRetry?.(outcome);
      const usual = own(outcome) ?? await judgeByStatus(outcome);
      if (wanted === undefined) return usual;
      const isRetried = usual.action === "RETRY" || usual.action === "RATE_LIMITED";
      if (wanted) return isRetried ? usual : { ...usual, action: "RETRY", failureType: "transient_error" };
      return isRetried ? { ...usual, action: "FAIL" } : usual;
    },
  };
}

const actions = { retry: "RETRY", fail: "FAIL", ignore: "IGNORE" } as const;

function resolution(wanted: StatusAction, status: number): ErrorResolution {
  const { action, message, failureType } = typeof wanted === "string"
    ? { action: wanted, message: undefined, failureType: undefined }
    : wanted;
  const usual = statusActions.get(status);
  return {
    action: action === "retry" && status === 429 ? "RATE_LIMITED" : actions[action],
    failureType: failureType ?? usual?.failureType ?? "system_error",
    message: message ?? usual?.message,
  };
}

/** Seconds that the Retry-After header asks for: a number, or a date. */
export function retryAfter({ headers }: HttpResponse, now: number): number | undefined {
  const text = headers.get("retry-after")?.trim();
  if (!text) return undefined;
  if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
