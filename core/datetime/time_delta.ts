import { pad2, pad6 } from "./calendar.ts";
import { datetimeError } from "./error.ts";

const microsecondsPerDay = 86_400_000_000n;
const maxDays = 999_999_999;

/** The units a {@link TimeDelta} is made of; any may be fractional or negative. */
export interface TimeDeltaParts {
  weeks?: number;
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
  microseconds?: number;
}

const factors: [keyof TimeDeltaParts, number][] = [
  ["microseconds", 1],
  ["milliseconds", 1000],
  ["seconds", 1_000_000],
  ["minutes", 60_000_000],
  ["hours", 3_600_000_000],
  ["days", 86_400_000_000],
  ["weeks", 604_800_000_000],
];

/** Python's `timedelta`: days of any sign, and 0 ≤ seconds < 86400, 0 ≤ microseconds < 10⁶ on top. */
export class TimeDelta {
  private constructor(readonly days: number, readonly seconds: number, readonly microseconds: number) {}

  static readonly zero: TimeDelta = new TimeDelta(0, 0, 0);

  /** From parts, rounding fractions of a microsecond half to even, as Python does. */
  static of(parts: TimeDeltaParts): TimeDelta {
    let total = 0n;
    let leftover = 0;
    for (const [unit, factor] of factors) {
      const value = parts[unit];
      if (value === undefined || value === 0) continue;
      if (!Number.isFinite(value)) throw datetimeError("value", `Cannot make a duration of ${value} ${unit}`);
      const whole = Math.trunc(value);
      total += BigInt(whole) * BigInt(factor);
      const fraction = (value - whole) * factor;
      total += BigInt(Math.trunc(fraction));
      leftover += fraction - Math.trunc(fraction);
    }
    if (leftover !== 0) total += BigInt(roundHalfEven(leftover, total % 2n !== 0n));
    return TimeDelta.fromMicroseconds(total);
  }

  /** @throws {ConnectorError} datetime.overflow beyond ±999,999,999 days. */
  static fromMicroseconds(total: bigint | number): TimeDelta {
    if (typeof total === "number") {
      const seconds = Math.floor(total / 1_000_000);
      return TimeDelta.fromSeconds(seconds, total - seconds * 1_000_000);
    }
    let days = total / microsecondsPerDay;
    let rest = total % microsecondsPerDay;
    if (rest < 0n) {
      rest += microsecondsPerDay;
      days -= 1n;
    }
    const micros = Number(rest);
    const seconds = Math.floor(micros / 1_000_000);
    return checked(new TimeDelta(Number(days), seconds, micros - seconds * 1_000_000));
  }

  /** From whole seconds of any sign and 0 ≤ microseconds < 10⁶. */
  static fromSeconds(seconds: number, microseconds = 0): TimeDelta {
    const days = Math.floor(seconds / 86400);
    return checked(new TimeDelta(days, seconds - days * 86400, microseconds));
  }

  /** Whole seconds, rounded down; exact for every timedelta. */
  get wholeSeconds(): number {
    return this.days * 86400 + this.seconds;
  }

  /** Seconds as Python's `total_seconds()`: the nearest double. */
  totalSeconds(): number {
    const whole = this.wholeSeconds;
    if (this.microseconds === 0) return whole;
    if (Math.abs(whole) < 9_007_199_254) return (whole * 1_000_000 + this.microseconds) / 1_000_000;
    return whole >= 0
      ? Number(`${whole}.${pad6(this.microseconds)}`)
      : -Number(`${-whole - 1}.${pad6(1_000_000 - this.microseconds)}`);
  }

  totalMicroseconds(): bigint {
    return BigInt(this.wholeSeconds) * 1_000_000n + BigInt(this.microseconds);
  }

  plus(other: TimeDelta): TimeDelta {
    const micros = this.microseconds + other.microseconds;
    const carry = micros >= 1_000_000 ? 1 : 0;
    return TimeDelta.fromSeconds(
      this.wholeSeconds + other.wholeSeconds + carry,
      micros - carry * 1_000_000,
    );
  }

  minus(other: TimeDelta): TimeDelta {
    return this.plus(other.negated());
  }

  negated(): TimeDelta {
    return this.microseconds === 0
      ? TimeDelta.fromSeconds(-this.wholeSeconds)
      : TimeDelta.fromSeconds(-this.wholeSeconds - 1, 1_000_000 - this.microseconds);
  }

  abs(): TimeDelta {
    return this.days < 0 ? this.negated() : this;
  }

  /** Multiplied by an integer. */
  times(factor: number | bigint): TimeDelta {
    return TimeDelta.fromMicroseconds(this.totalMicroseconds() * BigInt(factor));
  }

  /** Negative, zero or positive. */
  compare(other: TimeDelta): number {
    return this.wholeSeconds - other.wholeSeconds || this.microseconds - other.microseconds;
  }

  equals(other: unknown): boolean {
    return other instanceof TimeDelta && this.compare(other) === 0;
  }

  get isZero(): boolean {
    return this.days === 0 && this.seconds === 0 && this.microseconds === 0;
  }

  /** As Python prints it: `1 day, 12:00:00`, `-1 day, 23:59:59.500000`. */
  toString(): string {
    const hours = Math.floor(this.seconds / 3600);
    const minutes = Math.floor(this.seconds / 60) % 60;
    let text = `${hours}:${pad2(minutes)}:${pad2(this.seconds % 60)}`;
    if (this.microseconds !== 0) text += `.${pad6(this.microseconds)}`;
    if (this.days === 0) return text;
    return `${this.days} day${Math.abs(this.days) === 1 ? "" : "s"}, ${text}`;
  }

  /** As Python's `repr`: `datetime.timedelta(days=1, seconds=43200)`. */
  repr(): string {
    const parts = [];
    if (this.days !== 0) parts.push(`days=${this.days}`);
    if (this.seconds !== 0) parts.push(`seconds=${this.seconds}`);
    if (this.microseconds !== 0) parts.push(`microseconds=${this.microseconds}`);
    return `datetime.timedelta(${parts.join(", ") || "0"})`;
  }
}

function checked(delta: TimeDelta): TimeDelta {
  if (Math.abs(delta.days) > maxDays) {
    throw datetimeError("overflow", `Cannot hold a duration of ${delta.days} days: the limit is ${maxDays}`);
  }
  return delta;
}

/** Rounds to the nearest integer; a tie goes to the one that makes the sum with the other addend even. */
function roundHalfEven(value: number, otherIsOdd: boolean): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return (Math.abs(down) % 2 === 1) === otherIsOdd ? down : down + 1;
}
