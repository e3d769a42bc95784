import { TimeDelta } from "../../../datetime/mod.ts";
import { ConnectorError } from "../../../errors.ts";
import type { HttpRequest, HttpResponse } from "../../../http/message.ts";
import { str } from "../../../jinja/python/text.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import type { RecordBatch } from "../../../sources/stream.ts";
import type { RequestPurpose } from "../../../sources/test_read.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import type { Decoder, Extractor, JobStatus, Requester } from "../../roles.ts";
import type { JobClock } from "./clock.ts";
import { createdJob, type Job, type JobAnswer } from "./job.ts";

/** What an API offers about its jobs. */
export interface JobApi {
  create(slice: StreamSlice): Promise<Job>;
  /** Asks for the status and updates the job. */
  poll(job: Job): Promise<void>;
  records(job: Job): AsyncIterable<RecordBatch>;
  abort(job: Job): Promise<void>;
  delete(job: Job): Promise<void>;
}

/** The requests of an AsyncRetriever. */
export interface HttpJobParts {
  stream: string;
  creation: Requester;
  polling: Requester;
  target: Requester | undefined;
  abort: Requester | undefined;
  delete: Requester | undefined;
  /** Of the answers of all requesters but the download. */
  decoder: Decoder;
  statusExtractor: Extractor;
  statuses: ReadonlyMap<string, JobStatus>;
  targetExtractor: Extractor | undefined;
  /** Reads what one download target holds, page by page. */
  download(slice: StreamSlice): AsyncIterable<RecordBatch>;
  timeoutSeconds: number;
  clock: JobClock;
}

export function httpJobs(parts: HttpJobParts): JobApi {
  const { stream, clock, decoder, statuses } = parts;

  async function extract(extractor: Extractor, response: HttpResponse, slice: StreamSlice): Promise<Json[]> {
    const found: Json[] = [];
    for await (const items of decoder.decode(response)) {
      for (const item of items) {
        found.push(...await extractor(item, { slice, nextPageToken: undefined, response }));
      }
    }
    return found;
  }

  async function send(
    requester: Requester,
    slice: StreamSlice,
    purpose?: RequestPurpose,
  ): Promise<HttpResponse | undefined> {
    return await requester.send({ slice, nextPageToken: undefined, purpose });
  }

  async function* targets(job: Job): AsyncGenerator<Json> {
    const { targetExtractor, target } = parts;
    // Without an extractor there is one download, which needs no target.
    if (!targetExtractor) return yield "";
    if (!job.polling) return;
    let { response } = job.polling;
    if (target) {
      const slice = new StreamSlice({ extraFields: { polling_response: job.polling.scope } });
      const answer = await send(target, slice);
      if (!answer?.ok) throw unanswered("download target", stream);
      response = answer;
    }
    yield* await extract(targetExtractor, response, job.slice);
  }

  return {
    async create(slice) {
      const response = await send(parts.creation, slice, purposes.create(parts.timeoutSeconds));
      if (!response?.ok) throw unanswered("creation", stream);
      return createdJob(slice, await answerOf(response, "creation", stream), parts.timeoutSeconds, clock);
    },

    async poll(job) {
      const response = await send(parts.polling, afterCreation(job), purposes.poll);
      if (!response) throw unanswered("polling", stream);
      const [word = null] = await extract(parts.statusExtractor, response, job.slice);
      const status = statuses.get(str(word));
      if (!status) throw unknownStatus(str(word), statuses, stream);
      if (status === "COMPLETED") job.polling = await answerOf(response, "polling", stream);
      job.update(status);
    },

    async *records(job) {
      for await (const target of targets(job)) {
        yield* parts.download(afterCreation(job, {
          download_target: target,
          ...(job.polling && { polling_response: job.polling.scope }),
        }));
      }
    },

    async abort(job) {
      if (parts.abort) await send(parts.abort, afterCreation(job), purposes.abort);
    },

    async delete(job) {
      if (parts.delete) await send(parts.delete, afterCreation(job), purposes.delete);
    },
  };
}

const purposes = {
  create: (timeoutSeconds: number): RequestPurpose => ({
    title: "Async Job -- Create",
    description: `Create the server-side async job. Timeout after: ${
      TimeDelta.of({ seconds: timeoutSeconds })
    }`,
    type: "ASYNC_CREATE",
    auxiliary: true,
  }),
  poll: {
    title: "Async Job -- Polling",
    description: "Poll the status of the server-side async job.",
    type: "ASYNC_POLL",
    auxiliary: true,
  },
  abort: {
    title: "Async Job -- Abort",
    description: "Abort the running server-side async job.",
    type: "ASYNC_ABORT",
    auxiliary: true,
  },
  delete: {
    title: "Async Job -- Delete",
    description: "Delete the specified job from the list of Jobs.",
    type: "ASYNC_DELETE",
    auxiliary: true,
  },
} satisfies Record<string, RequestPurpose | ((seconds: number) => RequestPurpose)>;

/** The slice of a job with what is known since; templates see the extra fields by their names. */
function afterCreation({ slice, creation }: Job, extra: JsonObject = {}): StreamSlice {
  return new StreamSlice({
    partition: slice.partition,
    cursorSlice: slice.cursorSlice,
    extraFields: { ...slice.extraFields, ...(creation && { creation_response: creation.scope }), ...extra },
  });
}

/** An answer as templates see it: its JSON, its headers and its request, unless the JSON has those names. */
async function answerOf(response: HttpResponse, what: string, stream: string): Promise<JobAnswer> {
  const body = await response.json().catch(() => undefined);
  if (!isObject(body)) {
    throw new ConnectorError("http.async_job_answer", {
      failureType: "config_error",
      message:
        `Cannot follow a job of stream "${stream}": the answer to the ${what} request is no JSON object`,
      internalMessage: `${response.status} ${response.request.method} ${response.request.url}`,
      stream,
    });
  }
  return {
    response,
    scope: { headers: inTemplates(response.headers), request: requestScope(response.request), ...body },
  };
}

function requestScope({ method, url, headers, body }: HttpRequest): JsonObject {
  return { method, url, headers, body: typeof body === "string" ? body : null };
}

/** Headers are case-insensitive to templates only as the object they are; nobody else reads these fields. */
function inTemplates(value: object): Json {
  return value as unknown as Json;
}

function unanswered(what: string, stream: string): ConnectorError {
  return new ConnectorError("http.async_job", {
    failureType: "system_error",
    message: `Cannot read stream "${stream}": the ${what} request of a job got no usable answer`,
    hint: "An error handler that ignores errors does not fit the requests of asynchronous jobs",
    stream,
  });
}

function unknownStatus(word: string, known: ReadonlyMap<string, JobStatus>, stream: string): ConnectorError {
  return new ConnectorError("http.async_job_status", {
    failureType: "system_error",
    message: `Cannot follow a job of stream "${stream}": its status "${word}" is not in status_mapping`,
    internalMessage:
      `API status \`${word}\` is unknown. Contact the connector developer to make sure this status is supported.`,
    hint: `Known statuses: ${[...known.keys()].join(", ")}`,
    stream,
  });
}
