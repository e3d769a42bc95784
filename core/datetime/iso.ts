/** ISO 8601 dates as Python's `dateutil.parser.isoparse` reads them. */
import { dayOfIsoWeek, isLeapYear, secondsPerDay } from "./calendar.ts";
import { PyDate } from "./date.ts";
import { DateTime } from "./datetime.ts";
import { datetimeError } from "./error.ts";
import { integerIn } from "./numbers.ts";
import { compileScan } from "./strptime_scan.ts";

const common = ["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S"]
  .map(compileScan);

/** `isoparse(text)`: naive where the text has no offset. @throws {ConnectorError} datetime.value */
export function parseIso(text: string): DateTime {
  for (const scan of common) {
    const quick = scan?.(text);
    if (quick !== undefined) return quick;
  }
  // deno-lint-ignore no-control-regex
  if (/[^\x00-\x7f]/.test(text)) throw invalid("ISO-8601 strings should contain only ASCII characters");
  const { date, length } = calendarDate(text) ?? otherDate(text);
  if (length >= text.length) return DateTime.fromDate(date());
  const time = clock(text.slice(length + 1));
  const { hour, minute, second, micros, offset } = time;
  const start = date();
  if (hour !== 24) {
    return DateTime.of(start.year, start.month, start.day, hour, minute, second, micros, offset);
  }
  return DateTime.fromLocalSeconds((start.dayNumber + 1) * secondsPerDay, 0, offset);
}

/** As Jinja's `str_to_datetime`: in UTC, which is also assumed where there is no offset. */
export function parseIsoUtc(text: string): DateTime {
  return parseIso(text).aware().astimezone(0);
}

const invalid = (message: string) => datetimeError("value", message);

function int(text: string): number {
  const value = integerIn(text);
  if (value === undefined) throw invalid(`invalid literal for int() with base 10: b'${text}'`);
  return Number(value);
}

interface DatePart {
  /** Called after the whole text was understood: dateutil judges the day last. */
  date: () => PyDate;
  length: number;
}

/** `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `YYYYMMDD`. */
function calendarDate(text: string): DatePart | undefined {
  const year = integerIn(text.slice(0, 4));
  if (text.length < 4 || year === undefined) throw invalid("ISO string too short");
  if (text.length === 4) return { date: () => PyDate.of(Number(year), 1, 1), length: 4 };
  const dash = text[4] === "-" ? 1 : 0;
  let at = 4 + dash;
  const month = text.length - at < 2 ? undefined : integerIn(text.slice(at, at + 2));
  if (month === undefined) return undefined;
  at += 2;
  if (at >= text.length) {
    return dash ? { date: () => PyDate.of(Number(year), Number(month), 1), length: at } : undefined;
  }
  if (dash && text[at] !== "-") return undefined;
  at += dash;
  const day = text.length - at < 2 ? undefined : integerIn(text.slice(at, at + 2));
  if (day === undefined) return undefined;
  return { date: () => PyDate.of(Number(year), Number(month), Number(day)), length: at + 2 };
}

/** `YYYY-Www`, `YYYY-Www-D`, `YYYY-DDD`, each with or without dashes. */
function otherDate(text: string): DatePart {
  const year = int(text.slice(0, 4));
  const dash = text[4] === "-" ? 1 : 0;
  let at = 4 + dash;
  if (text[at] === "W") {
    const week = int(text.slice(at + 1, at + 3));
    at += 3;
    let weekday = 1;
    if (text.length > at) {
      if ((text[at] === "-") !== (dash === 1)) throw invalid("Inconsistent use of dash separator");
      at += dash;
      weekday = int(text.slice(at, at + 1));
      at += 1;
    }
    if (!(week > 0 && week < 54)) throw invalid(`Invalid week: ${week}`);
    if (!(weekday > 0 && weekday < 8)) throw invalid(`Invalid weekday: ${weekday}`);
    const date = PyDate.fromDayNumber(dayOfIsoWeek({ year, week, weekday }));
    return { date: () => date, length: at };
  }
  if (text.length - at < 3) throw invalid("Invalid ordinal day");
  const ordinal = int(text.slice(at, at + 3));
  if (ordinal < 1 || ordinal > (isLeapYear(year) ? 366 : 365)) {
    throw invalid(`Invalid ordinal day ${ordinal} for year ${year}`);
  }
  const date = PyDate.fromDayNumber(PyDate.of(year, 1, 1).dayNumber + ordinal - 1);
  return { date: () => date, length: at + 3 };
}

interface Clock {
  hour: number;
  minute: number;
  second: number;
  micros: number;
  offset: number | null;
}

/** `hh`, `hh:mm`, `hhmm`, `hh:mm:ss`, `hhmmss`, with a fraction of a second and an offset. */
function clock(text: string): Clock {
  if (text.length < 2) throw invalid("ISO time too short");
  const parts = [0, 0, 0];
  let micros = 0;
  let offset: number | null = null;
  let colons = false;
  let at = 0;
  for (let part = 0; at < text.length && part <= 5; part++) {
    if ("-+Zz".includes(text.charAt(at))) {
      offset = offsetOf(text.slice(at));
      at = text.length;
      break;
    }
    if (part === 1 && text[at] === ":") {
      colons = true;
      at += 1;
    } else if (part === 2 && colons) {
      if (text[at] !== ":") throw invalid("Inconsistent use of colon separator");
      at += 1;
    }
    if (part < 3) {
      parts[part] = int(text.slice(at, at + 2));
      at += 2;
    } else if (part === 3) {
      const fraction = /^[.,](\d+)/.exec(text.slice(at));
      if (fraction?.[1] === undefined) continue;
      micros = Number(fraction[1].slice(0, 6).padEnd(6, "0"));
      at += fraction[0].length;
    }
  }
  if (at < text.length) throw invalid("Unused components in ISO string");
  const [hour = 0, minute = 0, second = 0] = parts;
  if (hour === 24 && (minute !== 0 || second !== 0 || micros !== 0)) {
    throw invalid("Hour may only be 24 at 24:00:00.000");
  }
  return { hour, minute, second, micros, offset };
}

function offsetOf(text: string): number {
  if (text === "Z" || text === "z") return 0;
  if (text.length !== 3 && text.length !== 5 && text.length !== 6) {
    throw invalid("Time zone offset must be 1, 3, 5 or 6 characters");
  }
  const sign = text[0] === "-" ? -1 : text[0] === "+" ? 1 : 0;
  if (sign === 0) throw invalid("Time zone offset requires sign");
  const hours = int(text.slice(1, 3));
  const minutes = text.length === 3 ? 0 : int(text.slice(text[3] === ":" ? 4 : 3));
  if (hours === 0 && minutes === 0) return 0;
  if (minutes > 59) throw invalid("Invalid minutes in time zone offset");
  if (hours > 23) throw invalid("Invalid hours in time zone offset");
  return sign * (hours * 60 + minutes) * 60;
}
