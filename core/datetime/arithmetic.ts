/** Sums, differences and comparisons over dates and durations, as Python and isodate do them. */
import { daysInMonth } from "./calendar.ts";
import { PyDate } from "./date.ts";
import { DateTime } from "./datetime.ts";
import { Duration } from "./duration.ts";
import { datetimeError } from "./error.ts";
import { TimeDelta } from "./time_delta.ts";

/** `date + duration`. @throws {ConnectorError} datetime.overflow, or datetime.value for fractional months */
export function addDuration<D extends DateTime | PyDate>(date: D, duration: TimeDelta | Duration): D;
export function addDuration(date: DateTime | PyDate, duration: TimeDelta | Duration): DateTime | PyDate {
  return shift(date, duration, 1);
}

/** `date - duration`. @throws {ConnectorError} datetime.overflow, or datetime.value for fractional months */
export function subtractDuration<D extends DateTime | PyDate>(date: D, duration: TimeDelta | Duration): D;
export function subtractDuration(date: DateTime | PyDate, duration: TimeDelta | Duration): DateTime | PyDate {
  return shift(date, duration, -1);
}

function shift(date: DateTime | PyDate, duration: TimeDelta | Duration, sign: 1 | -1): DateTime | PyDate {
  if (duration instanceof TimeDelta) return shiftByDelta(date, duration, sign);
  const { years, months, delta } = duration;
  if (!Number.isInteger(years) || !Number.isInteger(months)) {
    throw datetimeError("value", "fractional years or months not supported for date calculations");
  }
  const count = date.month - 1 + sign * months;
  const year = date.year + sign * years + Math.floor(count / 12);
  const month = ((count % 12) + 12) % 12 + 1;
  const day = Math.min(date.day, daysInMonth(year, month));
  return shiftByDelta(date.replace({ year, month, day }), delta, sign);
}

function shiftByDelta(date: DateTime | PyDate, delta: TimeDelta, sign: 1 | -1): DateTime | PyDate {
  if (date instanceof DateTime) return sign === 1 ? date.plus(delta) : date.minus(delta);
  // A date heeds the days of a timedelta only, and drops its hours.
  return PyDate.fromDayNumber(date.dayNumber + sign * delta.days);
}

/** `a - b`. @throws {ConnectorError} datetime.type between naive and aware, or a date and a datetime */
export function difference(a: DateTime | PyDate, b: DateTime | PyDate): TimeDelta {
  if (a instanceof DateTime && b instanceof DateTime) return a.since(b);
  if (a instanceof PyDate && b instanceof PyDate) {
    return TimeDelta.fromSeconds((a.dayNumber - b.dayNumber) * 86400);
  }
  throw datetimeError("type", "can't subtract a date and a datetime");
}

/**
 * Negative, zero or positive, as `a` is before, at or after `b`.
 * @throws {ConnectorError} datetime.type where Python cannot compare the two
 */
export function compare<T extends DateTime | PyDate | TimeDelta>(a: T, b: T): number;
export function compare(a: DateTime | PyDate | TimeDelta, b: DateTime | PyDate | TimeDelta): number {
  if (a instanceof DateTime && b instanceof DateTime) return a.compare(b);
  if (a instanceof PyDate && b instanceof PyDate) return a.compare(b);
  if (a instanceof TimeDelta && b instanceof TimeDelta) return a.compare(b);
  throw datetimeError("type", "can't compare values of different kinds");
}

/** The later of two datetimes; the first where they are equal. */
export const latest = (a: DateTime, b: DateTime): DateTime => b.compare(a) > 0 ? b : a;
/** The earlier of two datetimes; the first where they are equal. */
export const earliest = (a: DateTime, b: DateTime): DateTime => b.compare(a) < 0 ? b : a;
