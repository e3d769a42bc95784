import { DateTime, parseIsoLike } from "../datetime/mod.ts";
import { ConnectorError } from "../errors.ts";
import { isObject, type Json } from "../json.ts";
import { parseFloatText } from "../jinja/python/numbers.ts";
import { str } from "../jinja/python/text.ts";
import type { TokenQuota } from "./multiple_tokens.ts";

/** How many calls of a pool a token has left. */
export interface QuotaState {
  remaining: number;
  limit: number;
  resetAt: DateTime;
  /** False where the server counts no calls. */
  tracked: boolean;
}

/** The pools of one token, by the status endpoint's answer; untracked without one. */
export function quotaStates(quotas: readonly TokenQuota[], body: Json | undefined): Map<string, QuotaState> {
  return new Map(quotas.map((quota) => [quota.name, stateOf(quota, body)]));
}

function stateOf(quota: TokenQuota, body: Json | undefined): QuotaState {
  if (body === undefined) return { remaining: 0, limit: 0, resetAt: DateTime.now(), tracked: false };
  const remaining = whole(valueAt(body, quota.remainingPath, quota, "remaining"), quota);
  return {
    remaining,
    limit: quota.limitPath ? whole(valueAt(body, quota.limitPath, quota, "limit"), quota) : remaining,
    resetAt: parseIsoLike(valueAt(body, quota.resetPath, quota, "reset")),
    tracked: true,
  };
}

function valueAt(body: Json, path: readonly string[], quota: TokenQuota, what: string): Json {
  let value: Json | undefined = body;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (value !== undefined) return value;
  throw new ConnectorError("auth.quota_path", {
    failureType: "system_error",
    message:
      `Quota status response does not contain the configured ${what} path for token quota "${quota.name}".`,
    hint: `The path is ${JSON.stringify(path)}`,
  });
}

function whole(value: Json, quota: TokenQuota): number {
  const number = parseFloatText(str(value));
  if (number !== undefined && Number.isFinite(number)) return Math.trunc(number);
  throw new ConnectorError("auth.quota_value", {
    failureType: "system_error",
    message: `Cannot read the token quota "${quota.name}": "${str(value)}" is no number`,
  });
}
