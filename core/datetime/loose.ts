/** Dates as people and APIs write them, where no format is given: `ab_datetime_parse` of the Python CDK. */
import { monthNames } from "./calendar.ts";
import { DateTime } from "./datetime.ts";
import { datetimeError, quoted } from "./error.ts";

/**
 * Reads a Unix timestamp of up to ten digits or a date in any common spelling; UTC where it names no offset.
 * @throws {ConnectorError} datetime.value
 */
export function parseIsoLike(value: unknown): DateTime {
  if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) {
    return fromSeconds(String(value));
  }
  if (typeof value !== "string") throw refused(value);
  if (/^-?\d+$/.test(value)) return fromSeconds(value);
  const dashes = count(value, "-"), slashes = count(value, "/");
  if (!value.includes(":") && dashes === 2 && slashes === 0) {
    const parts = /^\s*(\d+)\s*-\s*(\d+)\s*-\s*(\d+)\s*$/.exec(value);
    if (parts === null) throw datetimeError("value", `Invalid date format: ${value}`);
    return DateTime.of(Number(parts[1]), Number(parts[2]), Number(parts[3]), 0, 0, 0, 0, 0);
  }
  if (value.includes(":") && dashes < 2 && slashes < 2) throw refused(value);
  return parseLoose(value).aware();
}

const refused = (value: unknown) =>
  datetimeError(
    "value",
    `Could not parse datetime string: ${typeof value === "string" ? value : typeof value}`,
  );

const count = (text: string, part: string) => text.split(part).length - 1;

function fromSeconds(digits: string): DateTime {
  if (digits.startsWith("-") && BigInt(digits) < 0n) {
    throw datetimeError("value", "Timestamp cannot be negative");
  }
  if (String(BigInt(digits)).length > 10) throw datetimeError("value", "Timestamp value too large");
  return DateTime.fromEpochSeconds(Number(digits));
}

const month = "(?<name>[a-z]{3,9})\\.?";
const datePatterns = [
  // 2024-01-15, 2024/1/15, 2024.01.15, 20240115
  "(?<year>\\d{4})(?<sep>[-/. ])(?<a>\\d{1,2})\\k<sep>(?<b>\\d{1,2})",
  "(?<year>\\d{4})(?<a>\\d\\d)(?<b>\\d\\d)",
  // 01/15/2024, 15/01/2024, 01-15-24: the month first, unless it cannot be one
  "(?<a>\\d{1,2})(?<sep>[-/.])(?<b>\\d{1,2})\\k<sep>(?<year>\\d{4}|\\d\\d)",
  // 15 Jan 2024, 15-Jan-2024, Jan 15, 2024, 2024 Jan 15
  `(?<b>\\d{1,2})(?:st|nd|rd|th)?[-/ ,]*${month}[-/ ,]*(?<year>\\d{4}|\\d\\d)`,
  `${month}[-/ ]*(?<b>\\d{1,2})(?:st|nd|rd|th)?[-/ ,]+(?<year>\\d{4}|\\d\\d)`,
  `(?<year>\\d{4})[-/ ,]*${month}[-/ ,]*(?<b>\\d{1,2})`,
  // 2024-01, Jan 2024
  "(?<year>\\d{4})-(?<a>\\d{1,2})",
  `${month}[-/ ,]*(?<year>\\d{4})`,
];
const clock = "(?<hour>\\d{1,2}):?(?<minute>\\d\\d)(?::?(?<second>\\d\\d)(?:[.,](?<fraction>\\d+))?)?" +
  "\\s*(?<half>[ap]\\.?m\\.?)?";
const zone = "(?:\\s*(?<utc>z|utc|gmt)?(?:\\s*(?<offset>[+-]\\d\\d(?::?\\d\\d)?))?)?(?:\\s*\\(\\w+\\))?";
const weekday = "(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+)?";
const patterns = datePatterns.map((date) =>
  new RegExp(`^\\s*${weekday}${date}(?:(?:t|[\\s,]+)${clock}${zone})?\\s*$`, "i")
);

/** The common spellings that Python's dateutil understands; naive where there is no offset. */
function parseLoose(text: string): DateTime {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.groups;
    if (!found) continue;
    const { a, b, name, year, hour, half, fraction = "", utc, offset } = found;
    const number = name === undefined ? Number(a ?? 1) : monthNumber(name);
    if (number === 0) continue;
    const day = Number(b ?? 1);
    const [m, d] = number > 12 && day <= 12 && name === undefined ? [day, number] : [number, day];
    return DateTime.of(
      fullYear(year ?? ""),
      m,
      d,
      hourOf(Number(hour ?? 0), half),
      Number(found.minute ?? 0),
      Number(found.second ?? 0),
      Number(fraction.slice(0, 6).padEnd(6, "0")),
      offset === undefined ? utc === undefined ? null : 0 : offsetOf(offset),
    );
  }
  throw datetimeError("value", `Could not parse datetime string: ${quoted(text)}`);
}

const monthNumber = (name: string) =>
  monthNames.findIndex((full) =>
    full.toLowerCase() === name.toLowerCase() || full.slice(0, 3).toLowerCase() === name.toLowerCase() ||
    (name.toLowerCase() === "sept" && full === "September")
  ) + 1;

/** Two digits stand for the year nearest to now, within fifty years. */
function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  const now = DateTime.now().year;
  const near = year + Math.floor(now / 100) * 100;
  return near >= now + 50 ? near - 100 : near < now - 50 ? near + 100 : near;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) throw datetimeError("value", "Invalid hour specified for 12-hour clock.");
  return (hour % 12) + (half.toLowerCase().startsWith("p") ? 12 : 0);
}

function offsetOf(text: string): number {
  const digits = text.slice(1).replace(":", "");
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2) || 0) * 60;
  return text.startsWith("-") ? -seconds : seconds;
}
