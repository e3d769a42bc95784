import { DateTime, TimeDelta } from "../datetime/mod.ts";

/** Moves a boundary to the edge of a day, week or month. */
export type Clamp = (value: DateTime) => DateTime;

const midnight = { hour: 0, minute: 0, second: 0, microsecond: 0 };
const oneDay = TimeDelta.of({ days: 1 });

export const clampDay = (direction: "up" | "down"): Clamp => (value) => {
  const day = value.replace(midnight);
  return direction === "up" && !day.equals(value) ? day.plus(oneDay) : day;
};

/** Upwards, any day but the first moves on; the first keeps its date and loses its time. */
export const clampMonth = (direction: "up" | "down"): Clamp => (value) => {
  const day = value.replace(midnight);
  if (value.day === 1) return day;
  if (direction === "down") return day.replace({ day: 1 });
  return value.month === 12
    ? day.replace({ year: value.year + 1, month: 1, day: 1 })
    : day.replace({ month: value.month + 1, day: 1 });
};

export const weekdays = [
  "MONDAY",
  "TUESDAY",
  "WEDNESDAY",
  "THURSDAY",
  "FRIDAY",
  "SATURDAY",
  "SUNDAY",
] as const;

/** The week starts on `weekday` (0 for Monday). */
export const clampWeek = (weekday: number, direction: "up" | "down"): Clamp => (value) => {
  const ahead = (weekday - value.weekday() + 7) % 7;
  const days = direction === "up" || ahead === 0 ? ahead : ahead - 7;
  return value.replace(midnight).plus(TimeDelta.of({ days }));
};
