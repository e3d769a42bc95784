import {
  dayNumber,
  daysInMonth,
  type IsoWeek,
  isoWeek,
  maxDay,
  minDay,
  ordinalOfEpoch,
  packedDate,
  pad2,
  pad4,
  weekday,
} from "./calendar.ts";
import { datetimeError } from "./error.ts";

/** Python's `date`. */
export class PyDate {
  readonly #packed: number;

  private constructor(
    /** Days since 1970-01-01. */
    readonly dayNumber: number,
  ) {
    this.#packed = packedDate(dayNumber);
  }

  /** @throws {ConnectorError} datetime.value where there is no such day. */
  static of(year: number, month: number, day: number): PyDate {
    checkDate(year, month, day);
    return new PyDate(dayNumber(year, month, day));
  }

  /** @throws {ConnectorError} datetime.overflow outside the years 1…9999. */
  static fromDayNumber(day: number): PyDate {
    if (!(day >= minDay && day <= maxDay)) throw datetimeError("overflow", "date value out of range");
    return new PyDate(day);
  }

  get year(): number {
    return this.#packed >> 9;
  }
  get month(): number {
    return (this.#packed >> 5) & 15;
  }
  get day(): number {
    return this.#packed & 31;
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

  replace(fields: { year?: number; month?: number; day?: number }): PyDate {
    return PyDate.of(fields.year ?? this.year, fields.month ?? this.month, fields.day ?? this.day);
  }

  /** Negative, zero or positive. */
  compare(other: PyDate): number {
    return this.dayNumber - other.dayNumber;
  }
  equals(other: unknown): boolean {
    return other instanceof PyDate && other.dayNumber === this.dayNumber;
  }

  isoformat(): string {
    return `${pad4(this.year)}-${pad2(this.month)}-${pad2(this.day)}`;
  }
  toString(): string {
    return this.isoformat();
  }
  repr(): string {
    return `datetime.date(${this.year}, ${this.month}, ${this.day})`;
  }
}

/** @throws {ConnectorError} datetime.value with Python's words where there is no such day. */
export function checkDate(year: number, month: number, day: number): void {
  if (!(year >= 1 && year <= 9999)) throw datetimeError("value", `year ${year} is out of range`);
  if (!(month >= 1 && month <= 12)) throw datetimeError("value", "month must be in 1..12");
  if (!(day >= 1 && day <= daysInMonth(year, month))) {
    throw datetimeError("value", "day is out of range for month");
  }
}
