/** What OAuth token endpoints answer. */
import { DateTime, parseIsoLike, TimeDelta } from "../datetime/mod.ts";
import { ConnectorError } from "../errors.ts";
import { isObject, type Json } from "../json.ts";
import { parseFloatText } from "../jinja/python/numbers.ts";
import { str } from "../jinja/python/text.ts";

const deepest = 5;

/**
 * The value of a name anywhere in a response; null and a name that is not there give undefined.
 *
 * @throws {ConnectorError} auth.deep_response where the response is nested too deep to look through
 */
export function findValue(body: Json | undefined, name: string, depth = 0): Json | undefined {
  if (depth > deepest) {
    throw new ConnectorError("auth.deep_response", {
      failureType: "config_error",
      message:
        `Cannot find "${name}" in the response of the token endpoint: it is nested deeper than ${deepest} levels`,
    });
  }
  if (isObject(body) && Object.hasOwn(body, name)) return body[name] ?? undefined;
  const inner = Array.isArray(body) ? body : isObject(body) ? Object.values(body) : [];
  for (const value of inner) {
    const found = findValue(value, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * When a token ends: after a number of seconds, or at a point in time.
 *
 * @throws {ConnectorError} auth.expiry
 */
export function expiryOf(value: Json, isPointInTime: boolean): DateTime {
  const text = str(value);
  if (isPointInTime) {
    try {
      return parseIsoLike(text);
    } catch (cause) {
      throw unreadable(text, "it is no date", cause);
    }
  }
  const seconds = parseFloatText(text);
  if (seconds === undefined || !Number.isFinite(seconds)) {
    throw unreadable(text, "it is no number of seconds; set token_expiry_date_format where it is a date");
  }
  return DateTime.now().plus(TimeDelta.of({ seconds: Math.trunc(seconds) }));
}

function unreadable(text: string, why: string, cause?: unknown): ConnectorError {
  return new ConnectorError("auth.expiry", {
    failureType: "system_error",
    message: `Cannot tell when the access token ends: the token endpoint answered "${text}", and ${why}`,
    cause,
  });
}
