import { ConnectorError } from "../errors.ts";
import type { CursorValues, Stride } from "./cursor_values.ts";
import type { Interval } from "./intervals.ts";

/** How a stretch of time (or of ids) is cut into windows. */
export interface WindowRules<V> {
  readonly values: CursorValues<V>;
  /** Nothing before it is read. */
  readonly start: V;
  end(): V;
  /** Reads again what lies this far before the end of the last interval. */
  readonly lookback: Stride<V> | undefined;
  /** The longest window; undefined: one window. */
  readonly step: Stride<V> | undefined;
  /** The smallest unit: windows end one unit before the next begins, instead of sharing their edge. */
  readonly granularity: Stride<V> | undefined;
  clamp(value: V): V;
  /** The API refuses windows whose start is their end. */
  readonly strict: boolean;
}

export type Window<V> = [start: V, end: V];

/** The windows that the intervals read so far leave open, up to now. `done` is sorted, merged and not empty. */
export function* openWindows<V>(done: readonly Interval<V>[], rules: WindowRules<V>): Generator<Window<V>> {
  const { values, start, granularity, lookback } = rules;
  const first = done[0];
  if (first && values.compare(start, first.start) < 0) yield* cut(start, first.start, false, rules);
  for (let i = 0; i < done.length; i++) {
    const { end } = done[i]!;
    const next = done[i + 1];
    if (next) yield* cut(granularity ? granularity.forward(end) : end, next.start, false, rules);
    else yield* cut(lookback ? lookback.back(end) : end, rules.end(), true, rules);
  }
}

/** `upperIsEnd`: nothing was read beyond `upper`, so that the last window includes it. */
function* cut<V>(from: V, upper: V, upperIsEnd: boolean, rules: WindowRules<V>): Generator<Window<V>> {
  const { values: { compare, counts }, start, granularity, step, clamp, strict } = rules;
  if (compare(from, upper) > 0 || (compare(from, upper) === 0 && !granularity)) return;
  if (counts(start) && compare(upper, start) < 0) return;
  const lower = clamp(counts(start) && compare(start, from) > 0 ? start : from);
  const order = compare(lower, upper);
  if (order > 0 || (order === 0 && (strict || !upperIsEnd))) return;

  // Without a step a window reaches to the end at most, where an interval of the state lies beyond it.
  const stepFrom = (value: V) => (step && safely(() => step.forward(value))) ?? rules.end();
  if (compare(stepFrom(lower), upper) >= 0) {
    const end = upperIsEnd && granularity ? upper : clamp(upper);
    yield [lower, granularity && !upperIsEnd ? granularity.back(end) : end];
    return;
  }
  let current = lower;
  while (true) {
    const stepped = stepFrom(current);
    const isLast = compare(stepped, upper) >= 0;
    const end = isLast ? upper : clamp(stepped);
    // A boundary clamped onto the upper one makes this the last window.
    const reachesUpper = isLast || compare(end, upper) === 0;
    const begin = clamp(current);
    if (compare(begin, end) >= 0) return;
    yield [begin, granularity && !(upperIsEnd && reachesUpper) ? granularity.back(end) : end];
    if (reachesUpper) return;
    current = end;
  }
}

/** Undefined where the calendar ends. */
export function safely<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ConnectorError && error.code === "datetime.overflow") return undefined;
    throw error;
  }
}
