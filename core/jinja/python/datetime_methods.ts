/** Attributes of Python's dates and durations. */
import {
  addDuration,
  DateTime,
  type DateTimeFields,
  Duration,
  PyDate,
  strftime,
  subtractDuration,
  TimeDelta,
} from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { index, text } from "./arguments.ts";
import { bindArguments, type Method, method } from "./calls.ts";
import { PythonError, typeError } from "./errors.ts";
import { Attributes, type Named, Undefined } from "./objects.ts";
import { isPytz, sameZone } from "./time_zones.ts";
import { typeName } from "./type_name.ts";
import { NamedTuple } from "./values.ts";

const fields = ["year", "month", "day", "hour", "minute", "second", "microsecond"] as const;

/** Zones a template can meet: they only have names and a repr. */
const utc = new Attributes("UTC", (name) => name === "__repr__" ? "UTC" : undefined);
const pytzUtc = new Attributes("UTC", (name) => name === "__repr__" ? "UTC" : undefined);

/** The attribute of a date or duration that is no method; `undefined` where there is none. */
export function dateAttribute(value: DateTime | PyDate | TimeDelta | Duration, name: string): unknown {
  if (value instanceof DateTime) {
    if (name === "tzinfo") return value.offset === null ? null : isPytz(value) ? pytzUtc : utc;
    if (name === "fold") return 0;
    const field = fields.find((one) => one === name);
    return field && value[field];
  }
  if (value instanceof PyDate) {
    return name === "year" || name === "month" || name === "day" ? value[name] : undefined;
  }
  if (value instanceof TimeDelta) {
    return name === "days" || name === "seconds" || name === "microseconds" ? value[name] : undefined;
  }
  switch (name) {
    case "years":
    case "months":
      return value[name];
    case "tdelta":
      return value.delta;
  }
  // isodate's Duration answers for the timedelta within.
  return dateAttribute(value.delta, name) ?? undefined;
}

function isoCalendar(date: DateTime | PyDate): NamedTuple {
  const { year, week, weekday } = date.isocalendar();
  return new NamedTuple({ year, week, weekday }, "datetime.IsoCalendarDate");
}

const dateMethods: Record<string, Method<DateTime | PyDate>> = {
  strftime: method("format", (date, format) => strftime(asDateTime(date), text(format))),
  isoformat: method("sep?, timespec?", (date, separator = "T", precision = "auto") => {
    if (date instanceof PyDate) {
      if (separator !== "T") throw typeError("date.isoformat() takes no arguments");
      return date.isoformat();
    }
    return withPrecision(date, text(separator), text(precision));
  }),
  weekday: method("", (date) => date.weekday()),
  isoweekday: method("", (date) => date.isoweekday()),
  isocalendar: method("", isoCalendar),
  toordinal: method("", (date) => date.toordinal()),
  ctime: method("", (date) => strftime(asDateTime(date), "%a %b %e %H:%M:%S %Y")),
  replace: replaceFields,
};

const asDateTime = (date: DateTime | PyDate) => date instanceof DateTime ? date : DateTime.fromDate(date);

const precisions: Record<string, number> = {
  hours: 13,
  minutes: 16,
  seconds: 19,
  milliseconds: 23,
  microseconds: 26,
};

function withPrecision(date: DateTime, separator: string, precision: string): string {
  if (precision === "auto") return date.isoformat(separator);
  const length = precisions[precision];
  if (length === undefined) throw new PythonError("ValueError", "Unknown timespec value");
  const zone = date.isoformat().slice(date.microsecond === 0 ? 19 : 26);
  const full = date.replace({ offset: null }).isoformat(separator);
  return (date.microsecond === 0 ? `${full}.000000` : full).slice(0, length) + zone;
}

const bindDateTime = bindArguments(
  "replace",
  "year?, month?, day?, hour?, minute?, second?, microsecond?, tzinfo?, *, fold?",
);
const bindDate = bindArguments("replace", "year?, month?, day?");

function replaceFields(
  date: DateTime | PyDate,
  args: unknown[],
  named: Named | undefined,
): DateTime | PyDate {
  const given = date instanceof DateTime ? bindDateTime(args, named) : bindDate(args, named);
  const changes: Partial<DateTimeFields> = {};
  fields.forEach((name, i) => {
    const value = given[i];
    if (value instanceof Undefined) value.fail();
    if (value !== undefined) changes[name] = index(value);
  });
  if (date instanceof PyDate) return date.replace(changes);
  if (given[7] !== undefined) changes.offset = given[7] === null ? null : 0;
  return sameZone(date, date.replace(changes));
}

const dateTimeMethods: Record<string, Method<DateTime>> = {
  timestamp: method("", (date) => Float.of(date.timestamp())),
  date: method("", (date) => date.date()),
  astimezone: method("tz?", (date, zone) => {
    if (zone === undefined || zone === null || zone === utc) return date.astimezone(0);
    if (zone === pytzUtc) return sameZone(date, date.astimezone(0));
    throw typeError(`tzinfo argument must be None or of a tzinfo subclass, not type '${typeName(zone)}'`);
  }),
  utcoffset: method("", (date) => date.offset === null ? null : TimeDelta.fromSeconds(date.offset)),
  tzname: method("", (date) => date.offset === null ? null : date.tzname()),
  dst: method("", (date) => isPytz(date) ? TimeDelta.zero : null),
};

const deltaMethods: Record<string, Method<TimeDelta>> = {
  total_seconds: method("", (delta) => Float.of(delta.totalSeconds())),
};

const durationMethods: Record<string, Method<Duration>> = {
  totimedelta: method("start?, end?", (duration, start, end) => {
    if (start instanceof DateTime) return addDuration(start, duration).since(start);
    if (end instanceof DateTime) return end.since(subtractDuration(end, duration));
    throw new PythonError("ValueError", "start or end required");
  }),
};

/** The method of a date or duration, ready to be called. */
export function dateMethod(
  value: DateTime | PyDate | TimeDelta | Duration,
  name: string,
): ((args: unknown[], named: Named | undefined) => unknown) | undefined {
  if (value instanceof DateTime) return own(dateTimeMethods, value, name) ?? own(dateMethods, value, name);
  if (value instanceof PyDate) return own(dateMethods, value, name);
  if (value instanceof TimeDelta) return own(deltaMethods, value, name);
  return own(durationMethods, value, name) ?? own(deltaMethods, value.delta, name);
}

function own<T>(methods: Record<string, Method<T>>, value: T, name: string) {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return found && ((args: unknown[], named: Named | undefined) => found(value, args, named));
}
