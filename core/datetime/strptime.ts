/**
 * Python's `strptime`, in the C locale.
 *
 * A format becomes a regular expression, as in Python. Formats of fixed-width numbers, which is nearly all of
 * them, are first tried by a plain scan of the text. The scan takes what the expression would take first and
 * leaves everything else to it, so the two never differ.
 */
import {
  dayNumber,
  dayOfIsoWeek,
  daysInMonth,
  maxDay,
  minDay,
  monthNames,
  secondsPerDay,
  weekday as weekdayOf,
  weekdayNames,
} from "./calendar.ts";
import { DateTime } from "./datetime.ts";
import { datetimeError, quoted } from "./error.ts";
import { digitsToAscii } from "./numbers.ts";
import { compileScan } from "./strptime_scan.ts";

/** Reads text; gives the reason as a string where it does not fit. */
export type Reader = (text: string) => DateTime | string;

const names = (words: readonly string[], length?: number) =>
  [...words].map((word) => word.slice(0, length)).sort((a, b) => b.length - a.length).join("|");

const d = "\\p{Nd}";
const patterns: Record<string, string> = {
  d: `3[0-1]|[1-2]${d}|0[1-9]|[1-9]| [1-9]`,
  f: "[0-9]{1,6}",
  H: `2[0-3]|[0-1]${d}|${d}`,
  I: "1[0-2]|0[1-9]|[1-9]",
  G: `${d}{4}`,
  j: `36[0-6]|3[0-5]${d}|[1-2]${d}${d}|0[1-9]${d}|00[1-9]|[1-9]${d}|0[1-9]|[1-9]`,
  m: "1[0-2]|0[1-9]|[1-9]",
  M: `[0-5]${d}|${d}`,
  S: `6[0-1]|[0-5]${d}|${d}`,
  U: `5[0-3]|[0-4]${d}|${d}`,
  W: `5[0-3]|[0-4]${d}|${d}`,
  w: "[0-6]",
  u: "[1-7]",
  V: `5[0-3]|0[1-9]|[1-4]${d}|${d}`,
  y: `${d}{2}`,
  Y: `${d}{4}`,
  z: `[+-]${d}${d}:?[0-5]${d}(?::?[0-5]${d}(?:\\.${d}{1,6})?)?|Z`,
  A: names(weekdayNames),
  a: names(weekdayNames, 3),
  B: names(monthNames),
  b: names(monthNames, 3),
  p: "am|pm",
  Z: "utc|gmt",
};
const composites: Record<string, string> = {
  c: "%a %b %d %H:%M:%S %Y",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

/** Compiles a format once. @throws {ConnectorError} datetime.value where Python refuses the format. */
export function compileStrptime(format: string): Reader {
  const groups: string[] = [];
  const source = sourceOf(format, format, groups);
  if (new Set(groups).size < groups.length) {
    throw datetimeError("type", `Cannot parse with the format ${quoted(format)}: it repeats a directive`);
  }
  const pattern = new RegExp(`^(?:${source})`, "iu");
  const scan = compileScan(format);
  return (text) => {
    const quick = scan?.(text);
    if (quick !== undefined) return quick;
    const match = pattern.exec(text);
    if (match === null) return `time data ${quoted(text)} does not match format ${quoted(format)}`;
    if (match[0].length !== text.length) return `unconverted data remains: ${text.slice(match[0].length)}`;
    const found: Found = {};
    groups.forEach((letter, i) => found[letter] = match[i + 1] ?? "");
    return assemble(found);
  };
}

function sourceOf(format: string, whole: string, groups: string[]): string {
  let source = "";
  for (const [piece, letter] of format.matchAll(/%([^]?)|\s+|[^%\s]+/gu)) {
    if (letter === undefined) {
      source += /^\s/u.test(piece) ? "\\s+" : piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
    } else if (letter === "%") source += "%";
    else if (Object.hasOwn(composites, letter)) source += sourceOf(composites[letter] ?? "", whole, groups);
    else if (Object.hasOwn(patterns, letter)) {
      groups.push(letter);
      source += `(${patterns[letter]})`;
    } else if (letter === "") throw datetimeError("value", `stray % in format ${quoted(whole)}`);
    else {
      const shown = /\s/u.test(letter) ? "%" : letter;
      throw datetimeError("value", `${quoted(shown)} is a bad directive in format ${quoted(whole)}`);
    }
  }
  return source;
}

/** Directive → the text it matched. */
type Found = Record<string, string>;

function assemble(found: Found): DateTime | string {
  const int = (letter: string | undefined) => {
    const digits = letter === undefined ? undefined : found[letter];
    return digits === undefined ? undefined : Number(digitsToAscii(digits));
  };
  const date = dateOf(found, int);
  if (typeof date === "string") return date;
  const second = int("S") ?? 0;
  if (second > 59) return "second must be in 0..59";
  const offset = found.z === undefined ? null : offsetOf(digitsToAscii(found.z));
  if (typeof offset === "string") return offset;
  const micros = found.f === undefined ? 0 : Number(found.f.padEnd(6, "0"));
  const seconds = date * secondsPerDay + hourOf(found, int) * 3600 + (int("M") ?? 0) * 60 + second;
  return DateTime.fromLocalSeconds(seconds, micros, offset);
}

type Int = (letter: string | undefined) => number | undefined;

/** The day number, or why there is none. */
function dateOf(found: Found, int: Int): number | string {
  const isoYear = int("G");
  const isoWeek = int("V");
  const weekLetter = last(found, "UW");
  const weekOfYear = int(weekLetter);
  const weekday = weekdayIn(found, int);
  let year = yearIn(found, int);
  const month = monthIn(found, int);
  const day = int("d") ?? 1;
  let julian = int("j");

  if (year === undefined && isoYear !== undefined) {
    if (isoWeek === undefined || weekday === undefined) {
      return "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday " +
        "directive ('%A', '%a', '%w', or '%u').";
    }
    if (julian !== undefined) {
      return "Day of the year directive '%j' is not compatible with ISO year directive '%G'. Use '%Y' instead.";
    }
  } else if (weekOfYear === undefined && isoWeek !== undefined) {
    return weekday === undefined
      ? "ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive " +
        "('%A', '%a', '%w', or '%u')."
      : "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead.";
  }

  // 29 February without a year is read in a leap year, and then refused: 1900, the default, has no such day.
  if (year === undefined && month === 2 && day === 29) return "day is out of range for month";
  year ??= 1900;
  if (year < 1) return "year 0 is out of range";

  if (julian === undefined && weekday !== undefined) {
    if (weekOfYear !== undefined) {
      julian = dayOfWeekNumber(year, weekOfYear, weekday, weekLetter === "W");
    } else if (isoYear !== undefined && isoWeek !== undefined) {
      return inRange(dayOfIsoWeek({ year: isoYear, week: isoWeek, weekday: weekday + 1 }));
    }
  }
  if (julian !== undefined) return inRange(dayNumber(year, 1, 1) + julian - 1);
  if (day > daysInMonth(year, month)) return "day is out of range for month";
  return dayNumber(year, month, day);
}

const inRange = (day: number): number | string =>
  day >= minDay && day <= maxDay ? day : "year is out of range";

/** Where several directives say the same thing, the last one counts. */
const last = (found: Found, letters: string) =>
  Object.keys(found).findLast((letter) => letters.includes(letter));

function yearIn(found: Found, int: Int): number | undefined {
  const letter = last(found, "Yy");
  const year = int(letter);
  if (letter !== "y" || year === undefined) return year;
  return year <= 68 ? year + 2000 : year + 1900;
}

function monthIn(found: Found, int: Int): number {
  const letter = last(found, "mBb");
  if (letter === undefined) return 1;
  return letter === "m" ? int("m") ?? 1 : nameIndex(monthNames, found[letter] ?? "", letter) + 1;
}

function weekdayIn(found: Found, int: Int): number | undefined {
  const letter = last(found, "Aawu");
  if (letter === undefined) return undefined;
  if (letter === "A" || letter === "a") return nameIndex(weekdayNames, found[letter] ?? "", letter);
  return letter === "w" ? ((int("w") ?? 0) + 6) % 7 : (int("u") ?? 1) - 1;
}

/** The place of a full name, or of the first three letters where the directive is `%a` or `%b`. */
function nameIndex(words: readonly string[], text: string, letter: string): number {
  const length = letter === letter.toLowerCase() ? 3 : undefined;
  return words.findIndex((word) => word.slice(0, length).toLowerCase() === text.toLowerCase());
}

/** The day of the year of a weekday in a `%U` or `%W` week. May lie before 1. */
function dayOfWeekNumber(year: number, week: number, weekday: number, mondayFirst: boolean): number {
  let first = weekdayOf(dayNumber(year, 1, 1));
  let day = weekday;
  if (!mondayFirst) {
    first = (first + 1) % 7;
    day = (day + 1) % 7;
  }
  return week === 0 ? 1 + day - first : 1 + ((7 - first) % 7) + 7 * (week - 1) + day;
}

function hourOf(found: Found, int: Int): number {
  const twelve = last(found, "HI") === "I" ? int("I") : undefined;
  if (twelve === undefined) return int("H") ?? 0;
  const isAfternoon = found.p?.toLowerCase() === "pm";
  return (twelve % 12) + (isAfternoon ? 12 : 0);
}

/** Seconds of `+HH:MM[:SS[.ffffff]]` or `Z`; fractions of a second are dropped. */
function offsetOf(text: string): number | string {
  if (text === "Z") return 0;
  if (text === "z") return "time data has a lower-case zone";
  const parts = /^([+-])(\d\d)(:?)(\d\d)(?:(:?)(\d\d))?/.exec(text);
  if (parts === null) return `Inconsistent use of : in ${text}`;
  const [, sign, hours, colon, minutes, secondColon, seconds] = parts;
  if (seconds !== undefined && colon === ":" && secondColon !== ":") {
    return `Inconsistent use of : in ${text}`;
  }
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds ?? 0);
  if (total >= secondsPerDay) return `offset must be strictly between -24 and 24 hours: ${text}`;
  return sign === "-" ? -total : total;
}

const readers = new Map<string, Reader>();

/** The reader of a format, compiled once. */
export function strptimeReader(format: string): Reader {
  let reader = readers.get(format);
  if (reader === undefined) readers.set(format, reader = compileStrptime(format));
  return reader;
}

/**
 * `datetime.strptime(text, format)`: naive unless the format has `%z`.
 * @throws {ConnectorError} datetime.value
 */
export function strptime(text: string, format: string): DateTime {
  const result = strptimeReader(format)(text);
  if (typeof result === "string") throw datetimeError("value", result);
  return result;
}
