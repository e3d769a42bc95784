/** What the Python CDK does where the parts of a stream meet: each row broke once. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { catalogWith, checkSource, isConnectorError, runSource } from "../../core/testing/run.ts";
import { sourceFromValue } from "../../core/declarative/source.ts";
import type { JsonObject } from "../../core/json.ts";
import { fakeApi } from "../../core/testing/fake_api.ts";
import { fixedClock } from "../../core/testing/clock.ts";

const inline: JsonObject = { type: "InlineSchemaLoader", schema: { type: "object", properties: { id: {} } } };

function manifest(stream: JsonObject, retriever: JsonObject): JsonObject {
  return {
    version: "7.0.0",
    type: "DeclarativeSource",
    check: { type: "CheckStream", stream_names: ["items"] },
    spec: { type: "Spec", connection_specification: { type: "object", properties: {} } },
    streams: [{ type: "DeclarativeStream", name: "items", schema_loader: inline, ...stream, retriever }],
  };
}

const requester: JsonObject = {
  type: "HttpRequester",
  url_base: "https://api.example.com",
  path: "/items",
  http_method: "GET",
};
const simple = (more: JsonObject = {}, selector: JsonObject = {}): JsonObject => ({
  type: "SimpleRetriever",
  requester,
  record_selector: {
    type: "RecordSelector",
    extractor: { type: "DpathExtractor", field_path: ["data"] },
    ...selector,
  },
  ...more,
});
const cursor: JsonObject = {
  type: "DatetimeBasedCursor",
  cursor_field: "at",
  datetime_format: "%ms",
  start_datetime: {
    type: "MinMaxDatetime",
    datetime: "2025-01-01T00:00:00Z",
    datetime_format: "%Y-%m-%dT%H:%M:%SZ",
  },
};
const parents = (parent: JsonObject): JsonObject => ({
  type: "SubstreamPartitionRouter",
  parent_stream_configs: [{
    type: "ParentStreamConfig",
    parent_key: "id",
    partition_field: "parent",
    incremental_dependency: true,
    stream: parent,
  }],
});

interface Row {
  name: string;
  manifest: JsonObject;
  data: unknown;
  state?: JsonObject;
  check?: "SUCCEEDED" | "FAILED";
  records: JsonObject[];
  requests?: string[];
  /** The code of what ended the read. */
  failure?: string;
}

const cases: Row[] = [
  {
    name: "the record that a cursor refuses is the last one emitted; a check does not ask the cursor",
    manifest: manifest({ incremental_sync: cursor }, simple()),
    data: [{ id: 1, at: 1735900000000 }, { id: 2, at: 9e15 }, { id: 3, at: 1735900000000 }],
    check: "SUCCEEDED",
    records: [{ id: 1, at: 1735900000000 }, { id: 2, at: 9e15 }],
    failure: "read.streams_failed",
  },
  {
    name: "a client-side cursor refuses a list in place of a record",
    manifest: manifest({ incremental_sync: { ...cursor, is_client_side_incremental: true } }, simple()),
    data: [[]],
    records: [],
    failure: "read.streams_failed",
  },
  {
    name: "a page size that looks at responses is not asked for where no request carries it",
    manifest: manifest(
      {},
      simple({
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: { type: "OffsetIncrement", page_size: "{{ response['limit'] }}" },
          page_token_option: {
            type: "RequestOption",
            inject_into: "request_parameter",
            field_name: "offset",
          },
        },
      }),
    ),
    data: [{ id: 1 }],
    check: "SUCCEEDED",
    records: [{ id: 1 }],
  },
  {
    name: "pagination sees all of the last record as its data, whatever its field of that name holds",
    manifest: manifest(
      {},
      simple({
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: {
            type: "CursorPagination",
            cursor_value: "{{ last_record.data.id }}{{ last_record['data']['id'] }}",
            stop_condition: "{{ last_page_size == 0 }}",
          },
          page_token_option: {
            type: "RequestOption",
            inject_into: "request_parameter",
            field_name: "offset",
          },
        },
      }),
    ),
    data: [{ id: 1, data: { id: 2 } }],
    records: [{ id: 1, data: { id: 2 } }],
    requests: ["GET /items", "GET /items?offset=12"],
  },
  {
    name: "a token that cannot be computed is the template itself, for that page only",
    manifest: manifest(
      {},
      simple({
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: {
            type: "CursorPagination",
            cursor_value: "{{ response.limit | regex_search('x') if response.data else '' }}",
          },
          page_token_option: {
            type: "RequestOption",
            inject_into: "request_parameter",
            field_name: "offset",
          },
        },
      }),
    ),
    data: [{ id: 1 }],
    records: [{ id: 1 }],
    requests: [
      "GET /items",
      `GET /items?${new URLSearchParams({
        offset: "{{ response.limit | regex_search('x') if response.data else '' }}",
      })}`,
    ],
  },
  {
    name: "a state that is a cursor alone needs a parent with a cursor",
    manifest: manifest(
      { incremental_sync: cursor },
      simple({
        partition_router: parents({
          type: "DeclarativeStream",
          name: "parents",
          schema_loader: inline,
          retriever: simple(),
        }),
      }),
    ),
    data: [{ id: 1 }],
    state: { at: "1735900000000" },
    records: [],
    failure: "state.parent",
  },
];

for (const { name, manifest, data, state, check, records, requests, failure } of cases) {
  Deno.test(`reads: ${name}`, async () => {
    const api = fakeApi({
      "GET /items": ({ query }) => ({ json: { data: query["offset"] ? [] : data, limit: 1 } }),
    });
    const source = sourceFromValue(manifest);
    const catalog = catalogWith("items");
    const options = { api, catalog, clock: fixedClock("2025-02-01T00:00:00Z") };
    const result = await runSource(source, { ...options, ...(state ? { state: { items: state } } : {}) });
    deepStrictEqual(result.records["items"] ?? [], records);
    if (requests) deepStrictEqual(api.requests, requests);
    if (failure) ok(isConnectorError(result.failure, failure), String(result.failure));
    else deepStrictEqual(result.failure, undefined);
    if (check) deepStrictEqual((await checkSource(source, options)).status, check);
  });
}
