import { type Clock, systemClock } from "../../../clock.ts";

/**
 * The time that jobs are judged by. A wait counts in full even where it is cut short (retry wait scale), so that
 * a job times out after the same number of polls.
 */
export interface JobClock {
  /** Seconds since some moment. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

export function jobClock(
  signal: AbortSignal | undefined,
  clock: Pick<Clock, "wait"> = systemClock,
): JobClock {
  let skipped = 0;
  const elapsed = () => performance.now() / 1000;
  return {
    now: () => elapsed() + skipped,
    async sleep(seconds) {
      const start = elapsed();
      await clock.wait(seconds, signal);
      // Others must get their turn, however short the wait was.
      await new Promise((resolve) => setTimeout(resolve, 0));
      skipped += Math.max(0, seconds - (elapsed() - start));
    },
  };
}
