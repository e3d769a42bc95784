import {
  addDuration,
  DateTime,
  datetimeFormat,
  type Duration,
  subtractDuration,
  TimeDelta,
} from "../datetime/mod.ts";
import { Float, type Json } from "../json.ts";
import { stateError } from "./error.ts";

/** What cursor values are: how they are read from records and state, written, and ordered. */
export interface CursorValues<V> {
  /** Undefined where the value cannot be read. */
  parse(raw: unknown): V | undefined;
  format(value: V): Json;
  /** Negative, zero or positive. */
  compare(a: V, b: V): number;
  /** The value after which the next interval may start without leaving a gap. */
  next(value: V): V;
  /** Whether a stored value counts as one: 0 does not. */
  counts(value: V): boolean;
  /** The value as a moment, where it is one. */
  time(value: V): DateTime | undefined;
  /**
   * Two halves of a window, apart by the granularity; undefined where it is too small.
   * Absent where there is no granularity.
   */
  readonly halve?: (start: V, end: V, minimumSeconds: number | undefined) => [V, V][] | undefined;
  /** Written values are in the order of the values from this one on; undefined where they are not. */
  readonly writtenInOrder: ((value: V) => boolean) | undefined;
}

/** Dates in a manifest's format; other formats may stand in state and records. */
export function datetimeValues(
  format: string,
  inputFormats: readonly string[],
  granularity: TimeDelta | Duration | undefined,
): CursorValues<DateTime> {
  const writer = datetimeFormat(format);
  const readers = [...inputFormats, format].map(datetimeFormat);
  const gap = granularity ?? TimeDelta.of({ milliseconds: 1 });
  // Records of a page often share their time, so the last text is remembered.
  let lastRaw: unknown;
  let lastValue: DateTime | undefined;
  return {
    parse(raw) {
      if (raw === lastRaw && lastValue) return lastValue;
      for (const reader of readers) {
        const value = reader.tryParse(raw);
        if (!value) continue;
        lastRaw = raw;
        lastValue = value;
        return value;
      }
      return undefined;
    },
    format: (value) => writer.format(value),
    compare: (a, b) => a.compare(b),
    next: (value) => addDuration(value, gap),
    counts: () => true,
    time: (value) => value,
    ...(granularity instanceof TimeDelta && !granularity.isZero ? { halve: halver(granularity) } : {}),
    writtenInOrder: sortableFormat.test(format) ? isPlainTime : undefined,
  };
}

const sortableFormat = /^%Y-?%m-?%d(?:[T ]?%H:?%M:?%S(?:\.(?:%f|%_ms))?)?(?:Z|\+00:?00)?$/;
// `%Y` has no leading zeros, and formats without `%z` write the local time.
const firstFourDigitYear = DateTime.of(1000, 1, 1).localSeconds;
const isPlainTime = (value: DateTime) => value.offset === 0 && value.localSeconds >= firstFourDigitYear;

function halver(unit: TimeDelta): NonNullable<CursorValues<DateTime>["halve"]> {
  return (start, end, minimumSeconds) => {
    if (start.compare(end) >= 0) return undefined;
    const span = end.since(start);
    if (minimumSeconds !== undefined && span.totalSeconds() <= minimumSeconds) return undefined;
    const units = span.totalMicroseconds() / unit.totalMicroseconds() + 1n;
    if (units <= 1n) return undefined;
    const middle = start.plus(unit.times(units / 2n));
    return [[start, middle.minus(unit)], [middle, end]];
  };
}

/** Numbers (or texts) that only grow, such as ids. */
export function countValues(stream: string): CursorValues<Json> {
  return {
    parse: (raw) => raw as Json,
    format: (value) => value,
    compare: (a, b) => compareCounts(a, b, stream),
    next: (value) => typeof value === "bigint" ? value + 1n : numberOf(value, stream) + 1,
    counts: (value) => Boolean(value instanceof Float ? value.value : value),
    time: () => undefined,
    writtenInOrder: undefined,
  };
}

function compareCounts(a: Json, b: Json, stream: string): number {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const left = typeof a === "bigint" ? a : numberOf(a, stream);
  const right = typeof b === "bigint" ? b : numberOf(b, stream);
  return left < right ? -1 : left > right ? 1 : 0;
}

function numberOf(value: Json, stream: string): number {
  if (typeof value === "number") return value;
  if (value instanceof Float) return value.value;
  if (typeof value === "boolean") return Number(value);
  throw stateError(
    "order",
    stream,
    `Cannot compare the cursor value ${JSON.stringify(value)} of stream "${stream}" with a number`,
    "Use DatetimeBasedCursor for dates; IncrementingCountCursor needs numbers in records and state",
  );
}

/** Steps over cursor values. */
export interface Stride<V> {
  forward(value: V): V;
  back(value: V): V;
}

/** @throws by `forward` and `back`: {ConnectorError} datetime.overflow outside the years 1…9999 */
export function durationStride(duration: TimeDelta | Duration): Stride<DateTime> {
  return {
    forward: (value) => addDuration(value, duration),
    back: (value) => subtractDuration(value, duration),
  };
}
