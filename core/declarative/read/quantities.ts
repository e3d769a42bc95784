/** Numbers and durations of manifests that do not change while reading. */
import { parseDuration, TimeDelta } from "../../datetime/mod.ts";
import { ConnectorError } from "../../errors.ts";
import { asInt, parseInteger } from "../../jinja/python/numbers.ts";
import { repr } from "../../jinja/python/text.ts";
import type { BuildContext } from "../context.ts";

/** A number or a template of one. @throws {ConnectorError} manifest.number */
export function wholeNumber(written: number | string, field: string, ctx: BuildContext): number {
  const value = typeof written === "string" ? ctx.text(written)({}) : written;
  const number = typeof value === "string" ? parseInteger(value) : asInt(value);
  if (number !== undefined) return Number(number);
  throw new ConnectorError("manifest.number", {
    failureType: "system_error",
    message: `Cannot build this component: ${field} is ${repr(value)}, which is no whole number`,
    at: ctx.at(field),
  });
}

/** A duration of a fixed length. @throws {ConnectorError} manifest.duration */
export function durationSeconds(written: string, field: string, ctx: BuildContext): number {
  const duration = parseDuration(written);
  if (duration instanceof TimeDelta) return duration.totalSeconds();
  throw new ConnectorError("manifest.duration", {
    failureType: "system_error",
    message: `Cannot use "${written}" as ${field}: months and years have no fixed length`,
    at: ctx.at(field),
    hint: "Use weeks, days, hours, minutes or seconds, such as PT1H",
  });
}
