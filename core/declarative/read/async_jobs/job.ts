import type { HttpResponse } from "../../../http/message.ts";
import type { JsonObject } from "../../../json.ts";
import type { StreamSlice } from "../../../sources/stream_slice.ts";
import type { JobStatus } from "../../roles.ts";
import type { JobClock } from "./clock.ts";

/** What an API answered about a job, and how templates see it (`creation_response`, `polling_response`). */
export interface JobAnswer {
  readonly response: HttpResponse;
  readonly scope: JsonObject;
}

/** A job on the side of the API. */
export interface Job {
  readonly slice: StreamSlice;
  /** Undefined where the job could not be created. */
  readonly creation: JobAnswer | undefined;
  /** The poll that found the job complete. */
  polling: JobAnswer | undefined;
  status(): JobStatus;
  update(status: JobStatus): void;
}

/** A job that was just created; it times out by itself. */
export function createdJob(
  slice: StreamSlice,
  creation: JobAnswer,
  timeoutSeconds: number,
  clock: JobClock,
): Job {
  let status: JobStatus = "RUNNING";
  let start = clock.now();
  let end: number | undefined;
  return {
    slice,
    creation,
    polling: undefined,
    status: () => (end ?? clock.now()) - start > timeoutSeconds ? "TIMED_OUT" : status,
    update(next) {
      if (next !== "RUNNING") end ??= clock.now();
      else if (status !== "RUNNING") {
        start = clock.now();
        end = undefined;
      }
      status = next;
    },
  };
}

/** Stands for a job that could not be created, so that it is tried again like one that failed. */
export function uncreatedJob(slice: StreamSlice): Job {
  return { slice, creation: undefined, polling: undefined, status: () => "FAILED", update: () => {} };
}
