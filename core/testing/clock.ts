import type { Clock } from "../clock.ts";

/** A clock that stands still, except while somebody waits. */
export interface FixedClock extends Clock {
  /** Seconds that were waited, in order. */
  readonly waits: number[];
  /** Moves on by so many seconds. */
  advance(seconds: number): void;
}

/** A clock that shows a time (`2025-01-26T00:00:00Z`) and waits without taking any. */
export function fixedClock(time: string): FixedClock {
  let now = Date.parse(time);
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    advance: (seconds) => void (now += seconds * 1000),
    wait(seconds, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      waits.push(seconds);
      now += seconds * 1000;
      return Promise.resolve();
    },
  };
}
