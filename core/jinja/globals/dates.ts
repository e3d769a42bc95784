import {
  DateTime,
  formatDatetime,
  parseDatetime,
  parseDuration,
  parseIsoUtc,
  PyDate,
  strftime,
  strptime,
  TimeDelta,
} from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { builtIn, type BuiltIns } from "../built_in.ts";
import { text } from "../python/arguments.ts";
import { PythonError, typeError, valueError } from "../python/errors.ts";
import { asDouble, asInt, isNumber, truncate } from "../python/numbers.ts";
import { Undefined } from "../python/objects.ts";
import { asText } from "../python/strings.ts";
import { inPytz } from "../python/time_zones.ts";
import { lengthOf, truthy } from "../python/iterate.ts";
import { repr } from "../python/text.ts";
import { typeName } from "../python/type_name.ts";

/** A datetime in UTC, which is also assumed where the text names no offset. */
function stringToDatetime(value: unknown): DateTime {
  const source = asText(value);
  if (source !== undefined) return inPytz(parseIsoUtc(source));
  if (value instanceof Undefined) return value.fail();
  const size = lengthOf(value);
  if (size !== undefined && size < 4) throw valueError("ISO string too short");
  throw typeError(`object of type '${typeName(value)}' has no len()`);
}

function timestamp(value: unknown): unknown {
  if (!isNumber(value)) return Float.of(stringToDatetime(value).timestamp());
  return asInt(value) ?? truncate(asDouble(value) ?? NaN);
}

function formatAny(value: unknown, format: unknown, inputFormat: unknown): string {
  if (value instanceof DateTime) return strftime(value, text(format));
  const given = truthy(inputFormat) ? text(inputFormat) : undefined;
  return formatDatetime(readDatetime(value, given).aware(), text(format));
}

function readDatetime(value: unknown, inputFormat: string | undefined): DateTime {
  const int = asInt(value);
  if (int !== undefined) return parseDatetime(int, inputFormat ?? "%s");
  return inputFormat === undefined ? stringToDatetime(value) : strptime(text(value), inputFormat);
}

const zones = new Map<string, Intl.DateTimeFormat>();

/** Today's date on the clocks of a time zone. */
function todayIn(zone: unknown): PyDate {
  const name = asText(zone) ?? "";
  let format = zones.get(name);
  try {
    if (!/^[A-Za-z]/.test(name)) throw new RangeError("not a name");
    format ??= new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
  } catch {
    throw new PythonError("UnknownTimeZoneError", repr(zone));
  }
  zones.set(name, format);
  const parts = Object.fromEntries(
    format.formatToParts(Date.now()).map(({ type, value }) => [type, Number(value)]),
  );
  return PyDate.of(parts.year ?? 1, parts.month ?? 1, parts.day ?? 1);
}

function duration(value: unknown) {
  const source = asText(value);
  if (source === undefined) throw typeError("Expecting a string");
  return parseDuration(source);
}

function dayDelta(value: unknown, format: unknown = "%Y-%m-%dT%H:%M:%S.%f%z"): string {
  const days = asDouble(value);
  if (days === undefined) {
    throw typeError(`unsupported type for timedelta days component: ${typeName(value)}`);
  }
  return strftime(DateTime.now().plus(TimeDelta.of({ days })), text(format));
}

/** Global functions about dates. */
export const dateGlobals: BuiltIns = {
  now_utc: builtIn("", () => DateTime.now(), ["{{ now_utc().year > 2000 }}", true]),
  today_utc: builtIn("", () => DateTime.now().date(), ["{{ today_utc().year > 2000 }}", true]),
  today_with_timezone: builtIn(
    "timezone",
    todayIn,
    ["{{ today_with_timezone('America/Los_Angeles').year > 2000 }}", true],
  ),
  timestamp: builtIn(
    "dt",
    timestamp,
    ["{{ timestamp(1658505815.9) }}", 1658505815],
    ["{{ timestamp('2024-01-15') }}", new Float(1705276800)],
  ),
  str_to_datetime: builtIn(
    "s",
    stringToDatetime,
    ["{{ str_to_datetime('2024-01-15T10:00:00+02:00') }}", "2024-01-15 08:00:00+00:00"],
  ),
  day_delta: builtIn(
    "num_days, format?",
    dayDelta,
    ["{{ day_delta(0, '%H') | length }}", 2],
  ),
  duration: builtIn(
    "datestring",
    duration,
    ["{{ duration('P1DT12H') }}", "1 day, 12:00:00"],
    ["{{ str_to_datetime('2024-03-31') - duration('P1M') }}", "2024-02-29 00:00:00+00:00"],
  ),
  format_datetime: builtIn(
    "dt, format, input_format?",
    formatAny,
    ["{{ format_datetime('2024-01-15T10:00:00Z', '%d.%m.%Y') }}", "15.01.2024"],
    ["{{ format_datetime('15/01/2024', '%Y-%m-%d', '%d/%m/%Y') }}", "2024-01-15"],
  ),
};
