/** Numbers of seconds, as backoff strategies read them from manifests and headers. */
import { ConnectorError } from "../../../errors.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { asDouble, parseFloatText } from "../../../jinja/python/numbers.ts";
import { compilePattern } from "../../../jinja/python/regular_expression.ts";
import { repr, str } from "../../../jinja/python/text.ts";
import type { BuildContext } from "../../context.ts";

/** Python's `float(value)`; undefined where that fails. */
export function toSeconds(value: unknown): number | undefined {
  return typeof value === "string" ? parseFloatText(value) : asDouble(value);
}

/** A number or a template of one, from a field of the strategy. @throws {ConnectorError} when asked, where it is none */
export function secondsField(written: number | string, field: string, ctx: BuildContext): () => number {
  if (typeof written === "number") return () => written;
  const template = ctx.text(written);
  return () => {
    const value = template({});
    const seconds = toSeconds(value);
    if (seconds !== undefined) return seconds;
    throw new ConnectorError("manifest.seconds", {
      failureType: "system_error",
      message: `Cannot tell how long to wait: ${field} is ${repr(value)}, which is no number`,
      at: ctx.at(field),
    });
  };
}

/** A wait plus up to twice the jitter. */
export function withJitter(seconds: number, jitter: number | undefined): number {
  return jitter === undefined ? seconds : seconds + Math.random() * jitter * 2;
}

/** Reads a number from a header, or from the part of it that a pattern matches at its start. */
export function headerNumber(
  header: string,
  regex: string | undefined,
  ctx: BuildContext,
): (response: HttpResponse) => number | undefined {
  const nameOf = ctx.text(header);
  const patternOf = regex ? ctx.text(regex) : undefined;
  return (response) => {
    const text = response.headers.get(str(nameOf({})));
    if (!text) return undefined;
    const match = patternOf && compilePattern(`(?:${str(patternOf({}))})`).expression;
    if (match) match.lastIndex = 0;
    const found = match?.exec(text);
    return toSeconds(found?.index === 0 ? found[0] : text);
  };
}

/**
 * The longest wait that is allowed: a check that throws for that and longer ones. It is evaluated once at build
 * time, so that a mistake shows before the first rate limit.
 */
export function waitCap(
  written: number | string | undefined,
  ctx: BuildContext,
): (seconds: number) => number {
  if (written === undefined) return (seconds) => seconds;
  const field = "max_waiting_time_in_seconds";
  const cap = secondsField(written, field, ctx);
  const current = () => {
    const seconds = cap();
    if (Number.isFinite(seconds)) return seconds;
    throw new ConnectorError("manifest.seconds", {
      failureType: "system_error",
      message: `Cannot tell how long waits may be: ${field} is ${seconds}, which is not finite`,
      at: ctx.at(field),
    });
  };
  current();
  return (seconds) => {
    const longest = current();
    // Not `<`: nobody knows about nan, and it passes in Python too.
    if (!(seconds >= longest)) return seconds;
    throw new ConnectorError("http.wait_too_long", {
      failureType: "transient_error",
      message: "The rate limit wait time is longer than the connector is allowed to wait.",
      internalMessage: `The wait of ${seconds} seconds reaches the ${longest} seconds of ${field}`,
    });
  };
}
