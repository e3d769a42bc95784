import { ConnectorError } from "../../../errors.ts";
import { errorTrace } from "../../../protocol/trace.ts";
import type { Message } from "../../../protocol/messages.ts";
import type { StreamSlice } from "../../../sources/stream_slice.ts";
import type { BuildEnvironment } from "../../context.ts";
import type { JobBudget, JobPlace } from "./budget.ts";
import type { JobClock } from "./clock.ts";
import type { JobApi } from "./http_jobs.ts";
import { type Job, uncreatedJob } from "./job.ts";

export interface OrchestrationParts {
  stream: string;
  api: JobApi;
  budget: JobBudget;
  clock: JobClock;
  /** How often one slice may have a job. */
  maxAttempts: number;
  /** How long a job that failed on the side of the API waits for its next attempt. */
  failedRetryWaitSeconds: number | undefined;
  env: BuildEnvironment;
}

/** A slice and the job made for it. It holds its place in the budget over all attempts. */
interface Run {
  readonly slice: StreamSlice;
  readonly place: JobPlace;
  job: Job;
  attempts: number;
  retryAt: number | undefined;
  failedPolls: number;
  aborted: boolean;
}

const secondsBetweenPolls = 5;
const pollsAtOnce = 4;
/** A job whose status cannot be had this often in a row is given up; the Python CDK would ask for hours. */
const maxFailedPolls = 60;

/**
 * Creates a job per slice, as far as the budget goes, and gives the jobs that completed. A job that fails or
 * times out is made again; after the last attempt the other slices go on, and the error comes at the end.
 *
 * @throws {ConnectorError} http.async_jobs once all is done; at once what has failure type `config_error`
 */
export async function* completedJobs(
  slices: AsyncIterable<StreamSlice>,
  parts: OrchestrationParts,
): AsyncGenerator<Job> {
  const { stream, api, budget, clock, env } = parts;
  const source = slices[Symbol.asyncIterator]();
  const problems: unknown[] = [];
  let running: Run[] = [];
  let next: StreamSlice | undefined;
  let drained = false;

  async function create(slice: StreamSlice): Promise<Job> {
    try {
      return await api.create(slice);
    } catch (error) {
      if (isFinal(error, env)) throw error;
      env.log("WARN", `Stream ${stream}: a job could not be created: ${textOf(error)}`);
      env.message(withoutStream(errorTrace(error)));
      return uncreatedJob(slice);
    }
  }

  /** Fills the budget; retries go first. */
  async function start(): Promise<void> {
    for (const run of running) await restart(run);
    while (!drained) {
      next ??= await nextSlice();
      if (!next) return;
      const place = budget.take();
      if (!place) return;
      try {
        const job = await create(next);
        running.push({
          slice: next,
          place,
          job,
          attempts: 1,
          retryAt: undefined,
          failedPolls: 0,
          aborted: false,
        });
      } catch (error) {
        place.free();
        throw error;
      }
      next = undefined;
    }
  }

  async function restart(run: Run): Promise<void> {
    const status = run.job.status();
    if ((status !== "FAILED" && status !== "TIMED_OUT") || run.attempts >= parts.maxAttempts) return;
    const { failedRetryWaitSeconds } = parts;
    if (failedRetryWaitSeconds !== undefined && status === "FAILED" && run.job.creation) {
      if (run.retryAt === undefined) {
        run.retryAt = clock.now() + failedRetryWaitSeconds;
        env.log("INFO", `Stream ${stream}: a job failed; next attempt in ${failedRetryWaitSeconds} seconds`);
      }
      if (clock.now() < run.retryAt) return;
    }
    // The Python CDK aborts only what timed out between two polls, not during the wait.
    if (status === "TIMED_OUT") await abort(run);
    run.job = await create(run.slice);
    run.attempts++;
    run.retryAt = undefined;
    run.failedPolls = 0;
    run.aborted = false;
  }

  async function nextSlice(): Promise<StreamSlice | undefined> {
    const step = await source.next().catch((error: unknown) => {
      drained = true;
      throw error;
    });
    drained = step.done === true;
    return step.done ? undefined : step.value;
  }

  async function poll(run: Run): Promise<void> {
    try {
      await api.poll(run.job);
      run.failedPolls = 0;
    } catch (error) {
      if (isFinal(error, env)) throw error;
      env.log("WARN", `Stream ${stream}: a job could not be polled: ${textOf(error)}`);
      problems.push(error);
      run.failedPolls++;
    }
  }

  async function pollAll(): Promise<void> {
    const waiting = running.filter(({ job }) => job.status() === "RUNNING");
    const lanes = Array.from({ length: Math.min(pollsAtOnce, waiting.length) }, async () => {
      for (let run = waiting.shift(); run; run = waiting.shift()) await poll(run);
    });
    await Promise.all(lanes);
  }

  async function abort(run: Run): Promise<void> {
    if (run.aborted) return;
    run.aborted = true;
    try {
      await api.abort(run.job);
    } catch (error) {
      env.log("WARN", `Stream ${stream}: a job could not be aborted: ${textOf(error)}`);
    }
  }

  async function giveUp(run: Run): Promise<void> {
    const status = run.job.status();
    if (status === "RUNNING" || status === "TIMED_OUT") await abort(run);
    run.place.free();
    problems.push(
      new ConnectorError("http.async_job", {
        failureType: "system_error",
        message: `Cannot read a slice of stream "${stream}": its job ended ${status}, retries included`,
        internalMessage: `At least one job could not be completed for slice ${JSON.stringify(run.slice)}. ` +
          `Its status was ${status} after ${run.attempts} attempts`,
      }),
    );
  }

  /** Sorts the jobs by where they stand; gives those that completed. */
  async function settle(): Promise<Job[]> {
    const completed: Job[] = [];
    const open: Run[] = [];
    for (const run of running) {
      const status = run.job.status();
      if (status === "COMPLETED" || status === "SKIPPED") {
        // The place is free before the records are read: the reader may need it for another stream's job.
        run.place.free();
        if (status === "COMPLETED") completed.push(run.job);
      } else if (status === "RUNNING") {
        if (run.failedPolls >= maxFailedPolls) await giveUp(run);
        else open.push(run);
      } else if (run.attempts >= parts.maxAttempts) await giveUp(run);
      else {
        if (status === "TIMED_OUT") await abort(run);
        open.unshift(run);
      }
    }
    running = open;
    return completed;
  }

  try {
    while (true) {
      try {
        await start();
      } catch (error) {
        if (isFinal(error, env)) throw error;
        problems.push(error);
      }
      if (drained && running.length === 0) break;
      await pollAll();
      yield* await settle();
      if (!drained || running.length > 0) await clock.sleep(secondsBetweenPolls);
    }
  } catch (error) {
    for (const run of running) if (/RUNNING|TIMED_OUT/.test(run.job.status())) await abort(run);
    throw error;
  } finally {
    for (const { place } of running) place.free();
    await source.return?.();
  }
  if (problems.length > 0) throw failed(problems, stream);
}

/** Whether an error ends the stream at once: another attempt cannot help. */
function isFinal(error: unknown, env: BuildEnvironment): boolean {
  return env.signal?.aborted === true ||
    (error instanceof ConnectorError && error.failureType === "config_error");
}

function failed(problems: unknown[], stream: string): ConnectorError {
  return new ConnectorError("http.async_jobs", {
    failureType: "system_error",
    message:
      `Cannot read stream "${stream}" to its end: some of its asynchronous jobs failed, retries included`,
    internalMessage: [...new Set(problems.map(textOf))].join("\n"),
    stream,
    cause: problems[0],
  });
}

function textOf(error: unknown): string {
  if (error instanceof ConnectorError) return error.internalMessage ?? error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** A job that could not be created may still be; the stream has not failed yet. */
function withoutStream(message: Message): Message {
  if (message.type === "TRACE" && message.trace.type === "ERROR") {
    delete message.trace.error.stream_descriptor;
  }
  return message;
}
