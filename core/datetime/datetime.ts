import {
  dayNumber,
  type IsoWeek,
  isoWeek,
  maxDay,
  minDay,
  ordinalOfEpoch,
  packedDate,
  pad2,
  pad4,
  pad6,
  secondsPerDay,
  weekday,
} from "./calendar.ts";
import { checkDate, PyDate } from "./date.ts";
import { datetimeError } from "./error.ts";
import { TimeDelta } from "./time_delta.ts";

export interface DateTimeFields {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Seconds east of UTC; null for a naive datetime. */
  offset: number | null;
}

const minSecond = minDay * secondsPerDay;
const maxSecond = (maxDay + 1) * secondsPerDay - 1;

/**
 * Python's `datetime`, with microseconds and a fixed offset from UTC (none: naive).
 *
 * Microseconds since 1970 outgrow 2^53 in the year 2255, so the value is two numbers: whole seconds of the wall
 * clock, and microseconds.
 */
export class DateTime {
  #packed = 0;

  private constructor(
    /** Seconds from 1970-01-01T00:00:00 to this wall-clock time, leaving the offset aside. */
    readonly localSeconds: number,
    readonly microsecond: number,
    /** Seconds east of UTC; null for a naive datetime. */
    readonly offset: number | null,
  ) {}

  /** @throws {ConnectorError} datetime.value where a field is out of range. */
  static of(
    year: number,
    month: number,
    day: number,
    hour = 0,
    minute = 0,
    second = 0,
    microsecond = 0,
    offset: number | null = null,
  ): DateTime {
    checkDate(year, month, day);
    if (!(hour >= 0 && hour <= 23)) throw datetimeError("value", "hour must be in 0..23");
    if (!(minute >= 0 && minute <= 59)) throw datetimeError("value", "minute must be in 0..59");
    if (!(second >= 0 && second <= 59)) throw datetimeError("value", "second must be in 0..59");
    if (!(microsecond >= 0 && microsecond <= 999_999)) {
      throw datetimeError("value", "microsecond must be in 0..999999");
    }
    if (offset !== null && !(Math.abs(offset) < secondsPerDay)) {
      throw datetimeError("value", `Cannot use an offset of ${offset} seconds: it must be less than a day`);
    }
    const seconds = dayNumber(year, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second;
    return new DateTime(seconds, microsecond, offset);
  }

  /**
   * From a wall-clock time, counted in seconds.
   * @throws {ConnectorError} datetime.overflow outside the years 1…9999.
   */
  static fromLocalSeconds(seconds: number, microsecond: number, offset: number | null): DateTime {
    if (!(seconds >= minSecond && seconds <= maxSecond)) {
      throw datetimeError("overflow", "date value out of range");
    }
    return new DateTime(seconds, microsecond, offset);
  }

  /** From whole seconds since the epoch and 0 ≤ microseconds < 10⁶; aware, in UTC unless told otherwise. */
  static fromEpochSeconds(seconds: number, microsecond = 0, offset = 0): DateTime {
    return DateTime.fromLocalSeconds(seconds + offset, microsecond, offset);
  }

  static fromEpochMicroseconds(micros: number | bigint, offset = 0): DateTime {
    if (typeof micros === "number") {
      const seconds = Math.floor(micros / 1_000_000);
      return DateTime.fromEpochSeconds(seconds, micros - seconds * 1_000_000, offset);
    }
    let rest = micros % 1_000_000n;
    if (rest < 0n) rest += 1_000_000n;
    return DateTime.fromEpochSeconds(Number((micros - rest) / 1_000_000n), Number(rest), offset);
  }

  /** From a float of seconds, as Python's `fromtimestamp` rounds it: half to even, to the microsecond. */
  static fromTimestamp(timestamp: number, offset = 0): DateTime {
    if (!Number.isFinite(timestamp)) {
      throw datetimeError("value", `cannot convert float ${timestamp} to a datetime`);
    }
    let seconds = Math.trunc(timestamp);
    const exact = (timestamp - seconds) * 1_000_000;
    let micros = Math.round(exact);
    if (Math.abs(exact % 1) === 0.5 && micros % 2 !== 0) micros -= 1;
    if (micros >= 1_000_000) {
      micros -= 1_000_000;
      seconds += 1;
    } else if (micros < 0) {
      micros += 1_000_000;
      seconds -= 1;
    }
    return DateTime.fromEpochSeconds(seconds, micros, offset);
  }

  /** The wall clock, in UTC. */
  static now(): DateTime {
    return DateTime.fromEpochMicroseconds(Date.now() * 1000);
  }

  static fromDate(date: PyDate, offset: number | null = null): DateTime {
    return new DateTime(date.dayNumber * secondsPerDay, 0, offset);
  }

  get #date(): number {
    if (this.#packed === 0) this.#packed = packedDate(this.dayNumber);
    return this.#packed;
  }
  get year(): number {
    return this.#date >> 9;
  }
  get month(): number {
    return (this.#date >> 5) & 15;
  }
  get day(): number {
    return this.#date & 31;
  }
  get hour(): number {
    return Math.floor(this.secondOfDay / 3600);
  }
  get minute(): number {
    return Math.floor(this.secondOfDay / 60) % 60;
  }
  get second(): number {
    return this.secondOfDay % 60;
  }
  /** Days from 1970-01-01 to this wall-clock date. */
  get dayNumber(): number {
    return Math.floor(this.localSeconds / secondsPerDay);
  }
  get secondOfDay(): number {
    return this.localSeconds - this.dayNumber * secondsPerDay;
  }
  /** Whole seconds since the epoch, rounded down; a naive datetime counts as UTC. */
  get epochSeconds(): number {
    return this.localSeconds - (this.offset ?? 0);
  }

  epochMicroseconds(): bigint {
    return BigInt(this.epochSeconds) * 1_000_000n + BigInt(this.microsecond);
  }

  /** Seconds since the epoch as Python's float. */
  timestamp(): number {
    return TimeDelta.fromSeconds(this.epochSeconds, this.microsecond).totalSeconds();
  }

  /** The same instant on a clock `offset` seconds east of UTC. */
  astimezone(offset = 0): DateTime {
    return this.offset === offset
      ? this
      : DateTime.fromLocalSeconds(this.epochSeconds + offset, this.microsecond, offset);
  }

  replace(fields: Partial<DateTimeFields>): DateTime {
    return DateTime.of(
      fields.year ?? this.year,
      fields.month ?? this.month,
      fields.day ?? this.day,
      fields.hour ?? this.hour,
      fields.minute ?? this.minute,
      fields.second ?? this.second,
      fields.microsecond ?? this.microsecond,
      fields.offset === undefined ? this.offset : fields.offset,
    );
  }

  /** The same wall-clock time, in UTC if there was no offset. */
  aware(): DateTime {
    return this.offset === null ? new DateTime(this.localSeconds, this.microsecond, 0) : this;
  }

  date(): PyDate {
    return PyDate.fromDayNumber(this.dayNumber);
  }
  /** 0 for Monday … 6 for Sunday. */
  weekday(): number {
    return weekday(this.dayNumber);
  }
  isoweekday(): number {
    return this.weekday() + 1;
  }
  isocalendar(): IsoWeek {
    return isoWeek(this.dayNumber);
  }
  toordinal(): number {
    return this.dayNumber + ordinalOfEpoch;
  }

  /** @throws {ConnectorError} datetime.overflow outside the years 1…9999. */
  plus(delta: TimeDelta): DateTime {
    const micros = this.microsecond + delta.microseconds;
    const carry = micros >= 1_000_000 ? 1 : 0;
    const seconds = this.localSeconds + delta.wholeSeconds + carry;
    return DateTime.fromLocalSeconds(seconds, micros - carry * 1_000_000, this.offset);
  }
  minus(delta: TimeDelta): DateTime {
    return this.plus(delta.negated());
  }

  /** The time from `other` to this. @throws {ConnectorError} datetime.type between naive and aware. */
  since(other: DateTime): TimeDelta {
    this.#checkComparable(other, "subtract");
    const micros = this.microsecond - other.microsecond;
    const borrow = micros < 0 ? 1 : 0;
    return TimeDelta.fromSeconds(
      this.epochSeconds - other.epochSeconds - borrow,
      micros + borrow * 1_000_000,
    );
  }

  /** Negative, zero or positive. @throws {ConnectorError} datetime.type between naive and aware. */
  compare(other: DateTime): number {
    this.#checkComparable(other, "compare");
    return this.epochSeconds - other.epochSeconds || this.microsecond - other.microsecond;
  }

  equals(other: unknown): boolean {
    return other instanceof DateTime && (this.offset === null) === (other.offset === null) &&
      this.epochSeconds === other.epochSeconds && this.microsecond === other.microsecond;
  }

  #checkComparable(other: DateTime, verb: string): void {
    if ((this.offset === null) !== (other.offset === null)) {
      throw datetimeError("type", `can't ${verb} offset-naive and offset-aware datetimes`);
    }
  }

  /** `2024-01-15T10:00:00.000001+00:00`; microseconds only where there are any. */
  isoformat(separator = "T"): string {
    const packed = this.#date;
    const rest = this.secondOfDay;
    const text = `${pad4(packed >> 9)}-${pad2((packed >> 5) & 15)}-${pad2(packed & 31)}${separator}${
      pad2(Math.floor(rest / 3600))
    }:${pad2(Math.floor(rest / 60) % 60)}:${pad2(rest % 60)}`;
    const fraction = this.microsecond === 0 ? "" : `.${pad6(this.microsecond)}`;
    return text + fraction + (this.offset === null ? "" : offsetText(this.offset, ":"));
  }

  /** As Python prints it: `2024-01-15 10:00:00+00:00`. */
  toString(): string {
    return this.isoformat(" ");
  }

  repr(): string {
    const parts: (number | string)[] = [this.year, this.month, this.day, this.hour, this.minute];
    if (this.second !== 0 || this.microsecond !== 0) parts.push(this.second);
    if (this.microsecond !== 0) parts.push(this.microsecond);
    if (this.offset !== null) {
      const zone = `timezone(${TimeDelta.fromSeconds(this.offset).repr()})`;
      parts.push(`tzinfo=datetime.${this.offset === 0 ? "timezone.utc" : zone}`);
    }
    return `datetime.datetime(${parts.join(", ")})`;
  }

  /** `UTC`, `UTC+05:30`, or nothing where naive. */
  tzname(): string {
    if (this.offset === null) return "";
    return this.offset === 0 ? "UTC" : `UTC${offsetText(this.offset, ":")}`;
  }
}

/** `+05:30`, or `+0530` without a separator; seconds only where there are any. */
export function offsetText(offset: number, separator: string): string {
  const magnitude = Math.abs(offset);
  const seconds = magnitude % 60;
  const text = `${offset < 0 ? "-" : "+"}${pad2(Math.floor(magnitude / 3600))}${separator}${
    pad2(Math.floor(magnitude / 60) % 60)
  }`;
  return seconds === 0 ? text : `${text}${separator}${pad2(seconds)}`;
}
