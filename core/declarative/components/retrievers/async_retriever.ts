import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import type { RecordBatch } from "../../../sources/stream.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import type { ComponentNode } from "../../component.ts";
import { component, integer, list, optional, slot, template, union } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { sourceJobBudget } from "../../read/async_jobs/budget.ts";
import { jobClock } from "../../read/async_jobs/clock.ts";
import { jobDownload } from "../../read/async_jobs/download.ts";
import { httpJobs } from "../../read/async_jobs/http_jobs.ts";
import type { Job } from "../../read/async_jobs/job.ts";
import { completedJobs } from "../../read/async_jobs/orchestrate.ts";
import { jsonDecoder } from "../../read/json_decoder.ts";
import { refusePageActions, refuseUnionUnderOffset } from "../../read/restrictions.ts";

const requester = () => slot("requester");
const requesterFields = [
  "creation_requester",
  "polling_requester",
  "download_requester",
  "download_target_requester",
  "abort_requester",
  "delete_requester",
] as const;

// A file is no place for the status of a job.
const documentExtractors = ["CombinedExtractor", "CustomRecordExtractor", "DpathExtractor"];

export const AsyncRetriever = component({
  type: "AsyncRetriever",
  role: "retriever",
  summary: "Has the API make a report per slice, waits until it is there, then downloads its records",
  fields: {
    record_selector: slot("record_selector", { implied: "RecordSelector" }),
    status_mapping: slot("async_job_status_map", { implied: "AsyncJobStatusMap" }),
    status_extractor: slot("extractor", { only: documentExtractors }),
    download_target_extractor: optional(slot("extractor", { only: documentExtractors })),
    download_extractor: optional(slot("extractor")),
    creation_requester: requester(),
    polling_requester: requester(),
    polling_job_timeout: optional(union(integer(), template())),
    failed_retry_wait_time_in_seconds: optional(union(integer({ minimum: 1 }), template())),
    download_target_requester: optional(requester()),
    download_requester: requester(),
    download_paginator: optional(slot("paginator")),
    abort_requester: optional(requester()),
    delete_requester: optional(requester()),
    partition_router: optional(union(slot("partition_router"), list(slot("partition_router")))),
    decoder: optional(slot("decoder")),
    download_decoder: optional(slot("decoder")),
  },
  build(def, ctx) {
    if (def.download_target_requester && !def.download_target_extractor) {
      throw new ConnectorError("manifest.async_target", {
        failureType: "system_error",
        message:
          "Cannot build the AsyncRetriever: its download_target_requester has no extractor for the targets",
        at: ctx.at("download_target_requester"),
        hint: "Add download_target_extractor",
      });
    }
    for (const field of requesterFields) {
      refusePageActions(def[field], `the ${field} of an AsyncRetriever`, () => ctx.at(field));
    }
    refuseUnionUnderOffset(
      def.download_paginator,
      def.download_extractor,
      () => ctx.at("download_paginator"),
    );
    const { name, cursor } = ctx.stream;
    const builder = ctx.env.limits !== undefined;
    const decoder = def.decoder ? ctx.build(def.decoder) : jsonDecoder(ctx.env.log);
    const scope = { decoder, useCache: false, queryPropertiesKey: undefined };
    const build = (node: ComponentNode<"requester"> | undefined) => node && ctx.build(node, scope);
    const minutes = wholeNumber(def.polling_job_timeout, "polling_job_timeout", ctx);
    const clock = jobClock(ctx.env.signal, ctx.env.world?.clock);
    const selector = ctx.build(def.record_selector, scope);
    const api = httpJobs({
      stream: name,
      creation: ctx.build(def.creation_requester, scope),
      polling: ctx.build(def.polling_requester, scope),
      target: build(def.download_target_requester),
      abort: build(def.abort_requester),
      delete: build(def.delete_requester),
      decoder,
      statusExtractor: ctx.build(def.status_extractor, scope),
      statuses: ctx.build(def.status_mapping),
      targetExtractor: def.download_target_extractor && ctx.build(def.download_target_extractor, scope),
      download: jobDownload({
        requester: def.download_requester,
        decoder: def.download_decoder,
        extractor: def.download_extractor,
        paginator: def.download_paginator,
      }, ctx),
      timeoutSeconds: (minutes || (builder ? 15 : 60)) * 60,
      clock,
    });
    const wait = wholeNumber(
      def.failed_retry_wait_time_in_seconds,
      "failed_retry_wait_time_in_seconds",
      ctx,
    ) || undefined;
    if (wait !== undefined && wait < 0) throw belowOne(wait, ctx);
    const budget = sourceJobBudget(ctx);
    const jobs = new WeakMap<StreamSlice, Job>();

    async function* jobSlices(slices: AsyncIterable<StreamSlice>): AsyncGenerator<StreamSlice> {
      const completed = completedJobs(slices, {
        stream: name,
        api,
        budget,
        clock,
        maxAttempts: builder ? 1 : 3,
        failedRetryWaitSeconds: wait,
        env: ctx.env,
      });
      for await (const job of completed) {
        const { partition, cursorSlice } = job.slice;
        const slice = new StreamSlice({ partition, cursorSlice });
        jobs.set(slice, job);
        yield slice;
      }
    }

    /** The slices that get a job; a test read makes few. */
    async function* wanted(): AsyncGenerator<StreamSlice> {
      if (!cursor) return yield new StreamSlice();
      let left = ctx.env.limits?.maxSlices ?? Infinity;
      for await (const slice of cursor.slices()) {
        yield slice;
        if (--left <= 0) return;
      }
    }

    async function* read(slice: StreamSlice): AsyncGenerator<RecordBatch> {
      const job = jobs.get(slice);
      if (!job) {
        // A reader without slices of its own, such as a schema loader: its jobs are made here.
        for await (const one of jobSlices(once(slice))) yield* read(one);
        return;
      }
      ctx.env.observer?.slice(slice.cursorSlice);
      for await (const { records } of api.records(job)) {
        const selection = await selector.finish(records, { slice, nextPageToken: undefined });
        yield selection;
        if (selection.failure) throw selection.failure.error;
      }
      await api.delete(job);
    }

    return { slices: () => jobSlices(wanted()), read };
  },
});

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}

/** A number that may come from the config. */
function wholeNumber(
  value: number | string | undefined,
  field: string,
  ctx: BuildContext,
): number | undefined {
  if (value === undefined || value === 0 || value === "") return undefined;
  const evaluated = ctx.text(String(value))({});
  const number = Math.trunc(Number(str(evaluated)));
  if (Number.isFinite(number)) return number;
  throw new ConnectorError("config.not_a_number", {
    failureType: "system_error",
    message: `Cannot use ${field} "${value}": it evaluates to "${str(evaluated)}", which is no number`,
    at: ctx.at(field),
  });
}

function belowOne(value: number, ctx: BuildContext): ConnectorError {
  return new ConnectorError("manifest.out_of_range", {
    failureType: "system_error",
    message: `Cannot use failed_retry_wait_time_in_seconds ${value}: it must be at least 1`,
    at: ctx.at("failed_retry_wait_time_in_seconds"),
  });
}
