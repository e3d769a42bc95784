import { deepStrictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { runSource } from "../../testing/run.ts";
import { sourceFromValue } from "../source.ts";

const at = (...field_path: string[]): JsonObject => ({ type: "DpathExtractor", field_path });
const inline: JsonObject = { type: "InlineSchemaLoader", schema: { type: "object", properties: {} } };

/** Orders lie in the records of their shops: the first page is there already. */
function manifest(base: string): JsonObject {
  const retriever = (path: string, more: JsonObject = {}) => ({
    type: "SimpleRetriever",
    requester: { type: "HttpRequester", url_base: base, path, http_method: "GET" },
    record_selector: { type: "RecordSelector", extractor: at("data") },
    ...more,
  });
  const shops = {
    type: "DeclarativeStream",
    name: "shops",
    schema_loader: inline,
    retriever: retriever("/shops"),
  };
  return {
    version: "7.0.0",
    check: { type: "CheckStream", stream_names: ["orders"] },
    streams: [{
      type: "DeclarativeStream",
      name: "orders",
      schema_loader: inline,
      retriever: retriever("/shops/{{ stream_partition.shop }}/orders", {
        partition_router: {
          type: "SubstreamPartitionRouter",
          parent_stream_configs: [{
            type: "ParentStreamConfig",
            stream: shops,
            parent_key: "id",
            partition_field: "shop",
            lazy_read_pointer: ["orders"],
          }],
        },
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: { type: "CursorPagination", cursor_value: "{{ response.next }}" },
          page_token_option: { type: "RequestOption", inject_into: "request_parameter", field_name: "after" },
        },
      }),
    }],
    spec: { type: "Spec", connection_specification: { type: "object", properties: {} } },
  };
}

const cases: { name: string; state?: JsonObject; asked: string[]; ids: number[] }[] = [
  {
    name: "the first page of a child is taken from its parent's record",
    asked: ["/shops", "/shops/1/orders?after=c2"],
    ids: [10, 11, 20],
  },
  {
    name: "with a state, children are asked for",
    state: { __ab_no_cursor_state_message: true },
    asked: ["/shops", "/shops/1/orders", "/shops/2/orders"],
    ids: [11, 21],
  },
];

for (const { name, state, asked, ids } of cases) {
  Deno.test(`lazy_read_pointer: ${name}`, async () => {
    const requests: string[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      requests.push(pathname + search);
      if (pathname !== "/shops") {
        return Response.json({ data: [{ id: Number(pathname.split("/")[2]) * 10 + 1 }] });
      }
      return Response.json({
        data: [
          { id: 1, orders: { data: [{ id: 10 }], next: "c2" } },
          { id: 2, orders: { data: [{ id: 20 }] } },
        ],
      });
    });
    try {
      const { records } = await runSource(
        sourceFromValue(manifest(`http://127.0.0.1:${server.addr.port}`)),
        state ? { state: { orders: state } } : {},
      );
      deepStrictEqual(requests.sort(), asked);
      deepStrictEqual(records["orders"]?.map(({ id }) => Number(id)).sort(), ids);
    } finally {
      await server.shutdown();
    }
  });
}
