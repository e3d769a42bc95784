import { deepStrictEqual, throws } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { buildComponent } from "../test_context.ts";

const filter = (action: string): JsonObject => ({
  type: "DefaultErrorHandler",
  response_filters: [{ type: "HttpResponseFilter", action, http_codes: [413] }],
});
const requester = (handler?: JsonObject): JsonObject => ({
  type: "HttpRequester",
  url: "https://api.example.com",
  ...(handler ? { error_handler: handler } : {}),
});
const paginator = (strategy: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: "DefaultPaginator",
  pagination_strategy: strategy,
  page_size_option: { type: "RequestOption", inject_into: "request_parameter", field_name: "limit" },
  ...more,
});
const reduction: JsonObject = { type: "PageSizeReduction" };
const smaller = requester(filter("REDUCE_PAGE_SIZE"));
const narrower = requester(filter("SPLIT_REQUEST_WINDOW"));
const offset: JsonObject = { type: "OffsetIncrement", page_size: 100 };
const union: JsonObject = {
  type: "CombinedExtractor",
  extractors: [{ type: "DpathExtractor", field_path: ["a"] }],
};
const cursor = (more: JsonObject): JsonObject => ({
  type: "DatetimeBasedCursor",
  cursor_field: "at",
  datetime_format: "%Y-%m-%d",
  ...more,
});

function build(retriever: JsonObject, sync?: JsonObject): string[] {
  const logs: string[] = [];
  const node = {
    type: "SimpleRetriever",
    record_selector: { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: [] } },
    ...retriever,
  };
  buildComponent("retriever", node, {
    stream: {
      name: "orders",
      definition: { retriever: node, ...(sync ? { incremental_sync: sync } : {}) },
    },
    env: { log: (level, text) => logs.push(`${level} ${text}`) },
  });
  return logs;
}

const refused: { name: string; retriever: JsonObject; sync?: JsonObject; error: RegExp }[] = [
  {
    name: "an action without its policy",
    retriever: { requester: smaller, paginator: paginator(offset) },
    error: /its retriever has no page_size_reduction/,
  },
  {
    name: "page numbers that shrink",
    retriever: {
      requester: smaller,
      page_size_reduction: reduction,
      paginator: paginator({ type: "PageIncrement", page_size: 10 }),
    },
    error: /page numbers count pages of one size/,
  },
  {
    name: "a page size that the API is not told",
    retriever: {
      requester: smaller,
      page_size_reduction: reduction,
      paginator: { type: "DefaultPaginator", pagination_strategy: offset },
    },
    error: /the API is not told the page size/,
  },
  {
    name: "a stop condition with a fixed size",
    retriever: {
      requester: smaller,
      page_size_reduction: reduction,
      paginator: paginator({
        type: "CursorPagination",
        page_size: 100,
        cursor_value: "{{ response.next }}",
        stop_condition: "{{ last_page_size < 100 }}",
      }),
    },
    error: /its stop_condition .* would end pagination early/,
  },
  {
    name: "a page size at its minimum",
    retriever: {
      requester: smaller,
      page_size_reduction: { ...reduction, minimum_page_size: 100 },
      paginator: paginator(offset),
    },
    error: /page_size 100 is not above minimum_page_size 100/,
  },
  {
    name: "windows of a cursor without granularity",
    retriever: { requester: narrower, request_window_splitting: { type: "RequestWindowSplitting" } },
    sync: cursor({}),
    error: /it needs a DatetimeBasedCursor with cursor_granularity/,
  },
  {
    name: "windows finer than the format",
    retriever: { requester: narrower, request_window_splitting: { type: "RequestWindowSplitting" } },
    sync: cursor({ cursor_granularity: "PT1S" }),
    error: /datetime_format "%Y-%m-%d" cannot write steps as fine as/,
  },
  {
    name: "a smallest window of no fixed length",
    retriever: {
      requester: narrower,
      request_window_splitting: { type: "RequestWindowSplitting", min_split_window: "P1M" },
    },
    sync: cursor({ cursor_granularity: "P1D" }),
    error: /min_split_window "P1M" is no fixed time above zero/,
  },
  {
    name: "a page token in the place of the page size",
    retriever: {
      requester: requester(),
      paginator: paginator(offset, {
        page_token_option: { type: "RequestOption", inject_into: "request_parameter", field_name: "limit" },
      }),
    },
    error: /"limit" is set twice/,
  },
  {
    name: "a union under OffsetIncrement",
    retriever: {
      requester: requester(),
      paginator: paginator(offset),
      record_selector: { type: "RecordSelector", extractor: union },
    },
    error: /Cannot combine extractors by "union" under OffsetIncrement/,
  },
];

for (const { name, retriever, sync, error } of refused) {
  Deno.test(`a retriever refuses ${name}`, () => {
    throws(() => build(retriever, sync), error);
  });
}

const warned: { name: string; retriever: JsonObject; logs: RegExp[] }[] = [
  {
    name: "a policy without an action",
    retriever: { requester: requester(), page_size_reduction: reduction, paginator: paginator(offset) },
    logs: [/WARN Stream orders has page_size_reduction, but no response filter/],
  },
  {
    name: "a minimum out of reach",
    retriever: {
      requester: smaller,
      page_size_reduction: { ...reduction, minimum_page_size: 2, max_attempts: 2 },
      paginator: paginator(offset),
    },
    logs: [/minimum_page_size 2 cannot be reached .* ends at 25/],
  },
  {
    name: "nothing about a sound policy",
    retriever: { requester: smaller, page_size_reduction: reduction, paginator: paginator(offset) },
    logs: [],
  },
];

for (const { name, retriever, logs } of warned) {
  Deno.test(`a retriever warns of ${name}`, () => {
    const found = build(retriever);
    deepStrictEqual(found.map((line, i) => logs[i]?.test(line)), logs.map(() => true));
  });
}
