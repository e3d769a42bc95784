/** What a test read answers, gathered from what happens in it, in order. */
import type { HttpResponse } from "../../http/message.ts";
import { Float, isObject, type Json, type JsonObject } from "../../json.ts";
import type { Message } from "../../protocol/messages.ts";
import type { Redactor } from "../../protocol/redact.ts";
import type { ReadObserver, RequestPurpose } from "../../sources/test_read.ts";

/** The parts of the answer that the read itself gives. */
export interface StreamReadParts {
  logs: JsonObject[];
  slices: JsonObject[];
  auxiliaryRequests: JsonObject[];
  latestConfig: JsonObject | undefined;
}

export interface StreamReadCollector extends ReadObserver {
  record(data: JsonObject): void;
  state(stream: string, state: JsonObject, recordCount: number): void;
  /** Errors and changes of the config count; other messages pass by. */
  message(message: Message): void;
  finish(): StreamReadParts;
}

/** Slices hold pages, a page its records. A slice without a page is left out, as the Python CDK does. */
export function streamReadCollector(stream: string, redactor: Redactor): StreamReadCollector {
  const logs: JsonObject[] = [];
  const slices: JsonObject[] = [];
  const auxiliaryRequests: JsonObject[] = [];
  // Jobs are made for all slices together, so each slice shows the requests of all.
  const jobRequests: JsonObject[] = [];
  let latestConfig: JsonObject | undefined;
  let descriptor: Json = null;
  let pages: JsonObject[] = [];
  const shownPages: JsonObject[] = [];
  let records: JsonObject[] = [];
  let exchange: { request: JsonObject; response: JsonObject } | undefined;
  let hasPage = false;
  let latestState: JsonObject | undefined;

  function closePage(): void {
    const page: JsonObject = {
      records,
      request: exchange?.request ?? null,
      response: exchange?.response ?? null,
    };
    pages.push(page);
    shownPages.push(page);
    records = [];
    exchange = undefined;
  }

  function closeSlice(): void {
    slices.push({
      pages,
      slice_descriptor: descriptor,
      state: latestState ? [latestState] : [],
      auxiliary_requests: jobRequests.length > 0 ? jobRequests : [],
    });
    pages = [];
    hasPage = false;
  }

  return {
    slice(next) {
      if (hasPage) {
        closePage();
        closeSlice();
      }
      descriptor = next;
    },

    async exchange(purpose, response) {
      if (!purpose.auxiliary && purpose.stream !== undefined && purpose.stream !== stream) return;
      const shown = await exchangeOf(response);
      if (purpose.auxiliary) {
        const entry = auxiliaryRequest(purpose, shown);
        if (purpose.type?.startsWith("ASYNC_") && !purpose.parent) jobRequests.push(entry);
        else auxiliaryRequests.push(entry);
        return;
      }
      if (hasPage) closePage();
      hasPage = true;
      exchange = shown;
    },

    record: (data) => void records.push(data),

    state(name, state, recordCount) {
      latestState = {
        type: "STREAM",
        stream: { stream_descriptor: { name, namespace: null }, stream_state: state },
        global_: null,
        data: null,
        sourceStats: { recordCount: Float.of(recordCount) },
        destinationStats: null,
      };
    },

    message(message) {
      if (message.type === "CONTROL") latestConfig = message.control.connectorConfig.config;
      if (message.type !== "TRACE" || message.trace.type !== "ERROR") return;
      const { error } = message.trace;
      logs.push(logEntry(
        "ERROR",
        redactor.redact(error.message),
        error.internal_message && redactor.redact(error.internal_message),
        error.stack_trace && redactor.redact(error.stack_trace),
      ));
    },

    finish() {
      if (exchange || records.length > 0) {
        closePage();
        closeSlice();
      }
      // Only now is every token known that was fetched on the way.
      for (const entry of [...auxiliaryRequests, ...jobRequests, ...shownPages]) hide(entry, redactor);
      return { logs, slices, auxiliaryRequests, latestConfig };
    },
  };
}

/** Masks the secrets in what was sent and answered. */
function hide(entry: { request?: Json; response?: Json }, redactor: Redactor): void {
  for (const side of ["request", "response"] as const) {
    const value = entry[side];
    if (value !== undefined && value !== null) entry[side] = masked(value, redactor);
  }
}

function masked(value: Json, redactor: Redactor): Json {
  if (typeof value === "string") return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, redactor));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, masked(item, redactor)]));
}

/** An entry of the answer's logs. */
export function logEntry(level: string, message: string, internal?: string, stack?: string): JsonObject {
  return { message, level, internal_message: internal ?? null, stacktrace: stack ?? null };
}

async function exchangeOf(response: HttpResponse): Promise<{ request: JsonObject; response: JsonObject }> {
  const { method, url, headers, body } = response.request;
  return {
    request: { url, headers: { ...headers }, http_method: method, body: bodyText(body) },
    response: {
      status: response.status,
      body: await response.text(),
      headers: response.headers.toObject(),
    },
  };
}

function bodyText(body: string | Uint8Array | undefined): string | null {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : body ?? null;
}

function auxiliaryRequest(
  { title, description, type, parent }: RequestPurpose,
  shown: { request: JsonObject; response: JsonObject },
): JsonObject {
  return {
    title: parent ? `Parent stream: ${title}` : title,
    type: parent ? "PARENT_STREAM" : type ?? "HTTP",
    description,
    ...shown,
  };
}
