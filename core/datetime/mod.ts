/** Dates and durations with Python's range, precision and formats. */
export { addDuration, compare, difference, earliest, latest, subtractDuration } from "./arithmetic.ts";
export { type IsoWeek } from "./calendar.ts";
export { PyDate } from "./date.ts";
export { DateTime, type DateTimeFields } from "./datetime.ts";
export { Duration, parseDuration } from "./duration.ts";
export {
  type DatetimeFormat,
  datetimeFormat,
  formatDatetime,
  parseAnyFormat,
  parseDatetime,
} from "./formats.ts";
export { parseIso, parseIsoUtc } from "./iso.ts";
export { parseIsoLike } from "./loose.ts";
export { strftime } from "./strftime.ts";
export { strptime } from "./strptime.ts";
export { TimeDelta, type TimeDeltaParts } from "./time_delta.ts";
