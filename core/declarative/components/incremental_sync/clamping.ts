import { type DateTime, type Duration, subtractDuration, TimeDelta } from "../../../datetime/mod.ts";
import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import { type Clamp, clampDay, clampMonth, clampWeek, weekdays } from "../../../state/clamping.ts";
import type { BuildContext } from "../../context.ts";

/** Windows that begin and end with a day, a week or a month. */
export interface Clamping {
  clamp: Clamp;
  /** The last unit before the day, week or month that is not over yet. */
  end: Clamp;
}

type Direction = "up" | "down";

const oneDay = TimeDelta.of({ days: 1 });
const targets: Record<
  string,
  { unit: TimeDelta; clamp(details: JsonObject, ctx: BuildContext): (to: Direction) => Clamp }
> = {
  DAY: { unit: TimeDelta.of({ seconds: 1 }), clamp: () => clampDay },
  WEEK: {
    unit: oneDay,
    clamp(details, ctx) {
      const weekday = weekdays.findIndex((name) => name === details["weekday"]);
      if (weekday < 0) throw invalid(`weekday ${JSON.stringify(details["weekday"])}`, weekdays, ctx);
      return (to) => clampWeek(weekday, to);
    },
  },
  MONTH: { unit: oneDay, clamp: () => clampMonth },
};

/** @throws {ConnectorError} manifest.clamping */
export function clampingOf(
  clamping: { readonly target: string; readonly target_details: JsonObject | undefined },
  granularity: TimeDelta | Duration | undefined,
  ctx: BuildContext,
): Clamping {
  const name = ctx.text(clamping.target)({});
  const target = typeof name === "string" && Object.hasOwn(targets, name) ? targets[name] : undefined;
  if (!target) throw invalid(`target ${JSON.stringify(name)}`, Object.keys(targets), ctx);
  const clamp = target.clamp(clamping.target_details ?? {}, ctx);
  const down = clamp("down");
  const unit = granularity instanceof TimeDelta && granularity.isZero
    ? target.unit
    : granularity ?? target.unit;
  return { clamp: clamp("up"), end: (value: DateTime) => subtractDuration(down(value), unit) };
}

function invalid(what: string, allowed: readonly string[], ctx: BuildContext): ConnectorError {
  return new ConnectorError("manifest.clamping", {
    failureType: "system_error",
    message: `Cannot clamp the windows of the cursor: its ${what} is unknown`,
    at: ctx.at("clamping"),
    hint: `Use one of ${allowed.join(", ")}`,
  });
}
