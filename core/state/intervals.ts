import type { CursorValues } from "./cursor_values.ts";

/** A stretch that is read already. */
export interface Interval<V> {
  start: V;
  end: V;
  /** The highest cursor value seen in it. */
  mostRecent: V | undefined;
}

/** Sorts intervals and joins those that touch. The result shares no interval with the input. */
export function mergeIntervals<V>(intervals: readonly Interval<V>[], values: CursorValues<V>): Interval<V>[] {
  const sorted = intervals.map((interval) => ({ ...interval })).sort((a, b) =>
    values.compare(a.start, b.start) || values.compare(a.end, b.end)
  );
  const merged: Interval<V>[] = [];
  for (const interval of sorted) {
    const last = merged.at(-1);
    if (!last || values.compare(values.next(last.end), interval.start) < 0) {
      merged.push(interval);
      continue;
    }
    if (values.compare(interval.end, last.end) > 0) last.end = interval.end;
    last.mostRecent = latest(last.mostRecent, interval.mostRecent, values);
  }
  return merged;
}

function latest<V>(a: V | undefined, b: V | undefined, values: CursorValues<V>): V | undefined {
  if (a === undefined || !values.counts(a)) return b;
  if (b === undefined || !values.counts(b)) return a;
  return values.compare(a, b) > 0 ? a : b;
}
