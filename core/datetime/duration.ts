/** ISO 8601 durations as Python's isodate reads them. */
import { PyDate } from "./date.ts";
import { datetimeError, quoted } from "./error.ts";
import { TimeDelta } from "./time_delta.ts";

/** A duration with years or months, whose length depends on the date it is added to. */
export class Duration {
  constructor(readonly years: number, readonly months: number, readonly delta: TimeDelta) {}

  plus(other: Duration | TimeDelta): Duration {
    return other instanceof Duration
      ? new Duration(this.years + other.years, this.months + other.months, this.delta.plus(other.delta))
      : new Duration(this.years, this.months, this.delta.plus(other));
  }

  negated(): Duration {
    return new Duration(-this.years, -this.months, this.delta.negated());
  }

  /** Multiplied by an integer. */
  times(factor: number): Duration {
    return new Duration(this.years * factor, this.months * factor, this.delta.times(factor));
  }

  equals(other: unknown): boolean {
    const months = this.years * 12 + this.months;
    if (other instanceof Duration) {
      return months === other.years * 12 + other.months && this.delta.equals(other.delta);
    }
    return this.years === 0 && this.months === 0 && this.delta.equals(other);
  }

  /** `1 years, 2 months, 3 days, 4:05:06` */
  toString(): string {
    const parts = [];
    if (this.years !== 0) parts.push(`${Math.trunc(this.years)} years`);
    if (this.months !== 0) parts.push(`${Math.trunc(this.months)} ${this.months <= 1 ? "month" : "months"}`);
    parts.push(this.delta.toString());
    return parts.join(", ");
  }

  repr(): string {
    const { days, seconds, microseconds } = this.delta;
    const [years, months] = [Math.trunc(this.years), Math.trunc(this.months)];
    return `isodate.duration.Duration(${days}, ${seconds}, ${microseconds}, years=${years}, months=${months})`;
  }
}

const amount = "(\\d+(?:[,.]\\d+)?)";
const period = new RegExp(
  `^([+-])?P(?=\\w)(?:${amount}Y)?(?:${amount}M)?(?:${amount}W)?(?:${amount}D)?` +
    `(?:T(?:${amount}H)?(?:${amount}M)?(?:${amount}S)?)?\\n?$`,
);

/** `P0001-02-03T04:05:06` and its shorter spellings: a duration written like a date. */
const dateLike =
  /^P(\d{4})(?:-(\d\d)-(\d\d)|(\d\d)(\d\d)|-?(\d{3}))T(\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?$/;

const read = (text: string | undefined) => text === undefined ? 0 : Number(text.replace(",", "."));

const parsed = new Map<string, TimeDelta | Duration>();

/**
 * `isodate.parse_duration`: a {@link TimeDelta}, or a {@link Duration} where there are years or months.
 * @throws {ConnectorError} datetime.value
 */
export function parseDuration(text: string): TimeDelta | Duration {
  let duration = parsed.get(text);
  if (duration === undefined) parsed.set(text, duration = parse(text));
  return duration;
}

function parse(text: string): TimeDelta | Duration {
  const match = period.exec(text);
  if (match === null) return parseDateLike(text);
  const [, sign, ...amounts] = match;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = amounts.map(read);
  const delta = TimeDelta.of({ weeks, days, hours, minutes, seconds });
  const duration = years === 0 && months === 0 ? delta : new Duration(years, months, delta);
  return sign === "-" ? duration.negated() : duration;
}

function parseDateLike(text: string): Duration {
  const match = dateLike.exec(text);
  if (match === null) throw datetimeError("value", `Unable to parse duration string ${quoted(text)}`);
  const [, year, month, day, month2, day2, dayOfYear, hours, minutes, seconds, fraction] = match;
  const date = dayOfYear === undefined
    ? PyDate.of(Number(year), Number(month ?? month2), Number(day ?? day2))
    : PyDate.fromDayNumber(PyDate.of(Number(year), 1, 1).dayNumber + Number(dayOfYear) - 1);
  const delta = TimeDelta.of({
    days: date.day,
    hours: read(hours),
    minutes: read(minutes),
    seconds: read(seconds),
    microseconds: Math.trunc(read(`0.${fraction ?? 0}`) * 1_000_000),
  });
  return new Duration(date.year, date.month, delta);
}
