/** Strings counted in code points, as Python counts them. */
import { Markup } from "./objects.ts";

const surrogate = /[\ud800-\udfff]/;

/** Whether JavaScript and Python count a string's characters alike. */
export function isSimple(text: string): boolean {
  return !surrogate.test(text);
}

export function stringLength(text: string): number {
  if (isSimple(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function codePoints(text: string): string[] {
  return isSimple(text) ? text.split("") : Array.from(text);
}

/** The text of a string or of marked-up text; `undefined` for other values. */
export function asText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof Markup ? value.text : undefined;
}

/** Negative, zero or positive, by code points. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  if (isSimple(a) && isSimple(b)) return a < b ? -1 : 1;
  const left = Array.from(a), right = Array.from(b);
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
