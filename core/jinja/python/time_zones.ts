/** Python has more than one UTC: pytz's prints as `<UTC>`, the standard library's as `datetime.timezone.utc`. */
import type { DateTime } from "../../datetime/mod.ts";

const pytz = new WeakSet<DateTime>();

/** Marks a datetime as one whose zone is pytz's UTC. */
export function inPytz(value: DateTime): DateTime {
  pytz.add(value);
  return value;
}

export function isPytz(value: DateTime): boolean {
  return pytz.has(value);
}

/** Hands the zone of one datetime on to another that was computed from it. */
export function sameZone(from: unknown, to: DateTime): DateTime {
  if (typeof from === "object" && from !== null && pytz.has(from as DateTime)) pytz.add(to);
  return to;
}
