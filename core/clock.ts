/** Time as a parameter: tests stand it still, everything else uses the system's. */
import { wait } from "./http/wait.ts";

/** Tells the time and lets it pass. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Resolves after a number of seconds; rejects with the signal's reason once that is aborted. */
  wait(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: Clock = { now: () => Date.now(), wait };
