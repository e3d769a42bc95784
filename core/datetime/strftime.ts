/** Python's `strftime` on glibc, in the C locale: `%Y` is not padded, unknown directives stay as they are. */
import { monthNames, pad2, pad6, weekdayNames } from "./calendar.ts";
import { dayNumber as dayOf } from "./calendar.ts";
import type { DateTime } from "./datetime.ts";
import { offsetText } from "./datetime.ts";

type Writer = (dt: DateTime) => string;

interface NumberDirective {
  value: (dt: DateTime) => number;
  digits: number;
  /** Filled with spaces rather than zeros. */
  spaces?: boolean;
}

const dayOfYear = (dt: DateTime) => dt.dayNumber - dayOf(dt.year, 1, 1);
const hour12 = (dt: DateTime) => dt.hour % 12 || 12;
/** The week of the year; days before the first Sunday (or Monday) are in week 0. */
const weekOfYear = (dt: DateTime, dayOfWeek: number) => Math.floor((dayOfYear(dt) + 7 - dayOfWeek) / 7);
const sundayFirst = (dt: DateTime) => (dt.weekday() + 1) % 7;

const numbers: Record<string, NumberDirective> = {
  C: { value: (dt) => Math.floor(dt.year / 100), digits: 1 },
  G: { value: (dt) => dt.isocalendar().year, digits: 1 },
  H: { value: (dt) => dt.hour, digits: 2 },
  I: { value: hour12, digits: 2 },
  M: { value: (dt) => dt.minute, digits: 2 },
  S: { value: (dt) => dt.second, digits: 2 },
  U: { value: (dt) => weekOfYear(dt, sundayFirst(dt)), digits: 2 },
  V: { value: (dt) => dt.isocalendar().week, digits: 2 },
  W: { value: (dt) => weekOfYear(dt, dt.weekday()), digits: 2 },
  Y: { value: (dt) => dt.year, digits: 1 },
  d: { value: (dt) => dt.day, digits: 2 },
  e: { value: (dt) => dt.day, digits: 2, spaces: true },
  g: { value: (dt) => dt.isocalendar().year % 100, digits: 2 },
  j: { value: (dt) => dayOfYear(dt) + 1, digits: 3 },
  k: { value: (dt) => dt.hour, digits: 2, spaces: true },
  l: { value: hour12, digits: 2, spaces: true },
  m: { value: (dt) => dt.month, digits: 2 },
  // The C library reads the wall clock in its own zone (UTC here), whatever the offset.
  s: { value: (dt) => dt.localSeconds, digits: 1 },
  u: { value: (dt) => dt.isoweekday(), digits: 1 },
  w: { value: sundayFirst, digits: 1 },
  y: { value: (dt) => dt.year % 100, digits: 2 },
};

const month = (dt: DateTime) => monthNames[dt.month - 1] ?? "";
const weekday = (dt: DateTime) => weekdayNames[dt.weekday()] ?? "";
const halfOfDay = (dt: DateTime) => dt.hour < 12 ? "AM" : "PM";

const texts: Record<string, Writer> = {
  "%": () => "%",
  A: weekday,
  B: month,
  P: (dt) => halfOfDay(dt).toLowerCase(),
  a: (dt) => weekday(dt).slice(0, 3),
  b: (dt) => month(dt).slice(0, 3),
  h: (dt) => month(dt).slice(0, 3),
  n: () => "\n",
  p: halfOfDay,
  t: () => "\t",
};

const composites: Record<string, string> = {
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  T: "%H:%M:%S",
  X: "%H:%M:%S",
  c: "%a %b %e %H:%M:%S %Y",
  r: "%I:%M:%S %p",
  x: "%m/%d/%y",
};

/** What Python replaces itself, before the C library sees the format; only without flags. */
const pythonOwn: Record<string, Writer> = {
  f: (dt) => pad6(dt.microsecond),
  z: (dt) => dt.offset === null ? "" : offsetText(dt.offset, ""),
  Z: (dt) => dt.tzname(),
};

const writesTwoDigits = new Set("HMSdm");

function directive(letter: string): Writer | undefined {
  const own = pythonOwn[letter] ?? texts[letter];
  if (own) return own;
  const number = numbers[letter];
  if (number) {
    const { value, digits, spaces } = number;
    if (writesTwoDigits.has(letter)) return (dt) => pad2(value(dt));
    if (digits === 1) return (dt) => String(value(dt));
    return (dt) => String(value(dt)).padStart(digits, spaces ? " " : "0");
  }
  const composite = composites[letter];
  return composite === undefined ? undefined : compileStrftime(composite);
}

/** A directive with glibc's flags (`-` no padding, `_` spaces, `0` zeros, `^` upper case, `#` other case) or a width. */
function flagged(raw: string, flags: string, width: number, modifier: string, letter: string): Writer {
  const upper = flags.includes("^");
  const padding = flags.match(/[-_0](?=[^-_0]*$)/)?.[0];
  const fill = (text: string, digits: number, otherwise: string) =>
    padding === "-"
      ? text.padStart(width, otherwise)
      : text.padStart(Math.max(width, digits), padding === "_" ? " " : padding === "0" ? "0" : otherwise);
  const number = numbers[letter];
  const plain = letter in pythonOwn && letter !== "f" ? () => "" : directive(letter);
  if (plain === undefined || letter === "f" || (modifier === "E" && !"CPRTXYcnprstuxyzZ%".includes(letter))) {
    const text = fill(upper ? raw.toUpperCase() : raw, 0, " ");
    return () => text;
  }
  if (number) {
    const { value, digits, spaces } = number;
    return (dt) => fill(String(value(dt)), digits, spaces ? " " : "0");
  }
  return (dt) => {
    const text = plain(dt);
    const otherCase = flags.includes("#") && letter === "p";
    const upperCase = upper || (flags.includes("#") && "ABabh".includes(letter));
    return fill(otherCase ? text.toLowerCase() : upperCase ? text.toUpperCase() : text, 0, " ");
  };
}

/** Compiles a format once; the result writes datetimes. */
export function compileStrftime(format: string): Writer {
  const pieces: (string | Writer)[] = [];
  const pattern = /%([-_0^#]*)(\d*)([EO]?)([^])|[^%]+|%/gu;
  for (const [raw, flags = "", width = "", modifier = "", letter] of format.matchAll(pattern)) {
    if (letter === undefined) pieces.push(raw);
    else if (raw.length === 2) pieces.push(directive(letter) ?? raw);
    else pieces.push(flagged(raw, flags, Number(width), modifier, letter));
  }
  return joined(pieces);
}

function joined(pieces: (string | Writer)[]): Writer {
  return (dt) => {
    let text = "";
    for (const piece of pieces) text += typeof piece === "string" ? piece : piece(dt);
    return text;
  };
}

const compiled = new Map<string, Writer>();

/** `dt.strftime(format)`. */
export function strftime(dt: DateTime, format: string): string {
  let write = compiled.get(format);
  if (write === undefined) compiled.set(format, write = compileStrftime(format));
  return write(dt);
}
