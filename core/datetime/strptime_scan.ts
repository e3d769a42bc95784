/** The quick way through formats of fixed-width numbers: reads character codes, makes nothing but the result. */
import { dayNumber, daysInMonth, secondsPerDay } from "./calendar.ts";
import { DateTime } from "./datetime.ts";

type Scan = (text: string) => DateTime | undefined;

/** Directive → the greatest value its two digits may have in the scan. */
const twoDigits: Record<string, number> = { m: 12, d: 31, H: 23, M: 59, S: 59 };

const zero = 48;
const colon = 58;

/** Letters of the steps, or literal text; undefined where the format needs more than the scan can do. */
function steps(format: string): string[] | undefined {
  const found: string[] = [];
  for (const [piece, letter] of format.matchAll(/%([^]?)|[^%]+/gu)) {
    if (letter === undefined) {
      // A space in a format stands for any white space, and letters match in either case: the scan only ever
      // accepts the text as written.
      found.push(piece);
    } else if (letter === "Y" || letter === "f" || letter === "z" || Object.hasOwn(twoDigits, letter)) {
      found.push(`%${letter}`);
    } else return undefined;
  }
  return new Set(found.filter((step) => step.startsWith("%"))).size ===
      found.filter((step) => step.startsWith("%")).length
    ? found
    : undefined;
}

/** The scan of a format, where it has one. It gives undefined for any text it cannot take at first sight. */
export function compileScan(format: string): Scan | undefined {
  const plan = steps(format);
  if (plan === undefined) return undefined;
  const year = plan.includes("%Y");
  if (!year) return undefined;

  return (text) => {
    let at = 0;
    let y = 1900, month = 1, day = 1, hour = 0, minute = 0, second = 0, micros = 0;
    let offset: number | null = null;
    for (const step of plan) {
      if (step.charCodeAt(0) !== 37 /* % */) {
        if (!text.startsWith(step, at)) return undefined;
        at += step.length;
        continue;
      }
      const letter = step.charCodeAt(1);
      if (letter === 89 /* Y */) {
        y = two(text, at) * 100 + two(text, at + 2);
        if (!(y >= 1)) return undefined;
        at += 4;
      } else if (letter === 102 /* f */) {
        let digits = 0;
        for (; digits < 6; digits++) {
          const code = text.charCodeAt(at + digits) - zero;
          if (!(code >= 0 && code <= 9)) break;
          micros = micros * 10 + code;
        }
        if (digits === 0) return undefined;
        at += digits;
        for (; digits < 6; digits++) micros *= 10;
      } else if (letter === 122 /* z */) {
        const sign = text.charCodeAt(at);
        if (sign === 90 /* Z */) {
          offset = 0;
          at += 1;
          continue;
        }
        if (sign !== 43 && sign !== 45) return undefined;
        const hours = two(text, at + 1);
        at += text.charCodeAt(at + 3) === colon ? 4 : 3;
        const minutes = two(text, at);
        at += 2;
        if (!(hours <= 23 && minutes <= 59) || at !== text.length) return undefined;
        offset = hours * 3600 + minutes * 60;
        if (sign === 45) offset = -offset;
      } else {
        const value = two(text, at);
        at += 2;
        switch (letter) {
          case 109: // m
            if (!(value >= 1 && value <= 12)) return undefined;
            month = value;
            break;
          case 100: // d
            if (!(value >= 1 && value <= 31)) return undefined;
            day = value;
            break;
          case 72: // H
            if (!(value <= 23)) return undefined;
            hour = value;
            break;
          case 77: // M
            if (!(value <= 59)) return undefined;
            minute = value;
            break;
          default: // S
            if (!(value <= 59)) return undefined;
            second = value;
        }
      }
    }
    if (at !== text.length || day > 28 && day > daysInMonth(y, month)) return undefined;
    const seconds = dayNumber(y, month, day) * secondsPerDay + hour * 3600 + minute * 60 + second;
    return DateTime.fromLocalSeconds(seconds, micros, offset === 0 ? 0 : offset);
  };
}

/** Two digits at a place, NaN where there are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - zero;
  const ones = text.charCodeAt(at + 1) - zero;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}
