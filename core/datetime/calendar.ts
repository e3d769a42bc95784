/** The proleptic Gregorian calendar: day counts, weeks and names. Days count from 1970-01-01. */

export const monthNames = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
] as const;

/** Monday first, as Python's `weekday()` counts. */
export const weekdayNames = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
] as const;

/** 0001-01-01 and 9999-12-31, the ends of Python's calendar. */
export const minDay = -719162;
export const maxDay = 2932896;

/** Days between Python's ordinal 0 and 1970-01-01. */
export const ordinalOfEpoch = 719163;

export const secondsPerDay = 86400;

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : monthLengths[month - 1] ?? 0;
}

/** The day number of a date; years outside 1…9999 and days past the month's end simply count on. */
export function dayNumber(year: number, month: number, day: number): number {
  // Years start in March here, so that the leap day is the last one of its year.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** Year, month and day of a day number, packed as `year * 512 + month * 32 + day` to spare an allocation. */
export function packedDate(dayNumber: number): number {
  const z = dayNumber + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const mp = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * mp + 2) / 5) + 1;
  const month = mp < 10 ? mp + 3 : mp - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return year * 512 + month * 32 + day;
}

/** 0 for Monday … 6 for Sunday. */
export function weekday(dayNumber: number): number {
  return (((dayNumber + 3) % 7) + 7) % 7;
}

export interface IsoWeek {
  year: number;
  week: number;
  /** 1 for Monday … 7 for Sunday. */
  weekday: number;
}

/** The ISO 8601 week of a day. */
export function isoWeek(day: number): IsoWeek {
  const dayOfWeek = weekday(day);
  // The week belongs to the year of its Thursday.
  const thursday = day - dayOfWeek + 3;
  const year = packedDate(thursday) >> 9;
  const week = Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1;
  return { year, week, weekday: dayOfWeek + 1 };
}

/** The day number of a day of an ISO week. */
export function dayOfIsoWeek({ year, week, weekday: dayOfWeek }: IsoWeek): number {
  const fourthOfJanuary = dayNumber(year, 1, 4);
  return fourthOfJanuary - weekday(fourthOfJanuary) + (week - 1) * 7 + dayOfWeek - 1;
}

const twoDigits = Array.from({ length: 100 }, (_, i) => String(i).padStart(2, "0"));

/** 0…99 as two digits. */
export const pad2 = (value: number): string => twoDigits[value] ?? String(value);
export const pad4 = (value: number): string => String(value).padStart(4, "0");
export const pad6 = (value: number): string => String(value).padStart(6, "0");
