import { str } from "../../../jinja/python/text.ts";
import type { BuildContext } from "../../context.ts";

/** How many jobs of one source may exist at once on the side of the API. */
export interface JobBudget {
  /** Takes a place; undefined while all are taken. */
  take(): JobPlace | undefined;
}

export interface JobPlace {
  /** Gives the place back; a second time it does nothing. */
  free(): void;
}

export function jobBudget(limit: number): JobBudget {
  let taken = 0;
  return {
    take() {
      if (taken >= limit) return undefined;
      taken++;
      let held = true;
      return {
        free() {
          if (held) taken--;
          held = false;
        },
      };
    },
  };
}

/** The budget of the whole source: `max_concurrent_async_job_count`, 1 by default. */
export function sourceJobBudget(ctx: BuildContext): JobBudget {
  return ctx.env.shared("async_job_budget", () => jobBudget(jobLimit(ctx)));
}

function jobLimit({ env, text }: BuildContext): number {
  const written = env.maxConcurrentAsyncJobs;
  if (written === undefined) return 1;
  const limit = typeof written === "number" ? written : Number(str(text(written)({})));
  if (Number.isInteger(limit) && limit >= 1) return limit;
  env.log("WARN", `max_concurrent_async_job_count "${written}" is not a number from 1 up: one job at a time`);
  return 1;
}
