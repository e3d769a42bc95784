import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { isObject, type JsonObject } from "../../json.ts";
import type { Message } from "../../protocol/messages.ts";
import { createRedactor } from "../../protocol/redact.ts";
import { runBuilderCommand } from "./command.ts";

const at = (...field_path: string[]): JsonObject => ({ type: "DpathExtractor", field_path });
const inline: JsonObject = { type: "InlineSchemaLoader", schema: { type: "object", properties: {} } };

function stream(name: string, url: string, more: JsonObject = {}): JsonObject {
  return {
    type: "DeclarativeStream",
    name,
    primary_key: ["id"],
    schema_loader: inline,
    retriever: {
      type: "SimpleRetriever",
      requester: {
        type: "HttpRequester",
        url,
        authenticator: { type: "BearerAuthenticator", api_token: "{{ config['key'] }}" },
      },
      record_selector: { type: "RecordSelector", extractor: at("data") },
      ...more,
    },
  };
}

function manifest(base: string): JsonObject {
  const shops = stream("shops", `${base}/shops`);
  return {
    version: "7.0.0",
    check: { type: "CheckStream", stream_names: ["shops"] },
    streams: [
      shops,
      stream("orders", `${base}/shops/{{ stream_partition.shop }}`, {
        partition_router: {
          type: "SubstreamPartitionRouter",
          parent_stream_configs: [
            { type: "ParentStreamConfig", stream: shops, parent_key: "id", partition_field: "shop" },
          ],
        },
        paginator: {
          type: "DefaultPaginator",
          pagination_strategy: { type: "PageIncrement", page_size: 1, start_from_page: 1 },
          page_token_option: { type: "RequestOption", inject_into: "request_parameter", field_name: "page" },
        },
      }),
      stream("closed", `${base}/closed`),
      {
        ...stream("zones", `${base}/zones/{{ stream_partition.zone }}`, {
          partition_router: { type: "ListPartitionRouter", cursor_field: "zone", values: ["a", "b", "c"] },
        }),
        incremental_sync: {
          type: "DatetimeBasedCursor",
          cursor_field: "at",
          datetime_format: "%Y-%m-%d",
          start_datetime: "2024-01-01",
          end_datetime: "2024-01-02",
        },
      },
    ],
    spec: {
      type: "Spec",
      connection_specification: {
        type: "object",
        properties: { key: { type: "string", airbyte_secret: true } },
      },
    },
  };
}

async function command(name: string, config: JsonObject, streamName?: string) {
  const records: { stream: string; data: JsonObject }[] = [];
  const messages: Message[] = [];
  await runBuilderCommand({
    config: { __command: name, ...config },
    catalog: () =>
      Promise.resolve(
        streamName === undefined ? undefined : {
          streams: [{
            stream: { name: streamName, json_schema: {}, supported_sync_modes: ["full_refresh"] },
            sync_mode: "full_refresh",
            destination_sync_mode: "append",
          }],
        },
      ),
    state: () => Promise.resolve([]),
    validate: () => Promise.resolve(),
    output: {
      message: (message) => void messages.push(message),
      record: (stream, data) => void records.push({ stream, data }),
      log() {},
      drain: () => Promise.resolve(),
      redactor: createRedactor(),
    },
  });
  return { records, messages };
}

async function testRead(name: string, limits: JsonObject = {}): Promise<JsonObject> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/shops") return Response.json({ data: [{ id: 1 }, { id: 2 }, { id: 3 }] });
    if (pathname === "/closed") return Response.json({ error: "sesame is wrong" }, { status: 403 });
    return Response.json({
      data: [{ id: `${pathname}-${searchParams.get("page") ?? 1}`, at: "2024-01-01" }],
    });
  });
  try {
    const base = `http://127.0.0.1:${server.addr.port}`;
    const { records, messages } = await command("test_read", {
      key: "sesame",
      __injected_declarative_manifest: manifest(base),
      __test_read_config: { max_slices: 2, max_pages_per_slice: 2, max_records: 100, ...limits },
    }, name);
    deepStrictEqual(messages, []);
    strictEqual(records[0]?.stream, name);
    const text = JSON.stringify(records[0].data).replaceAll(base, "");
    return JSON.parse(text);
  } finally {
    await server.shutdown();
  }
}

const list = (value: unknown): JsonObject[] => Array.isArray(value) ? value.filter(isObject) : [];
const urlOf = ({ request }: JsonObject) => isObject(request) ? request["url"] : undefined;

Deno.test("test_read shows slices, pages and the requests of parents", async () => {
  const data = await testRead("orders");
  deepStrictEqual(
    list(data["slices"]).map(({ slice_descriptor, pages, state }) => ({
      slice_descriptor,
      urls: list(pages).map(urlOf),
      ids: list(pages).flatMap(({ records }) => list(records).map(({ id }) => id!)),
      states: list(state).length,
    })),
    [
      {
        slice_descriptor: { shop: 1, parent_slice: {} },
        urls: ["/shops/1", "/shops/1?page=2"],
        ids: ["/shops/1-1", "/shops/1-2"],
        states: 0,
      },
      {
        slice_descriptor: { shop: 2, parent_slice: {} },
        urls: ["/shops/2", "/shops/2?page=2"],
        ids: ["/shops/2-1", "/shops/2-2"],
        states: 1,
      },
    ],
  );
  deepStrictEqual(
    list(data["auxiliary_requests"]).map((entry) => [entry["type"], entry["title"], urlOf(entry)]),
    [["PARENT_STREAM", "Parent stream: Stream 'shops' request", "/shops"]],
  );
  deepStrictEqual(data["inferred_schema"], {
    $schema: "http://json-schema.org/schema#",
    type: "object",
    properties: { id: { type: "string" }, at: { type: ["string", "null"] } },
    required: ["id"],
  });
  deepStrictEqual(data["inferred_datetime_formats"], { at: "%Y-%m-%d" });
  strictEqual(data["test_read_limit_reached"], true);
});

Deno.test("test_read shows what failed, without secrets", async () => {
  const data = await testRead("closed");
  const [log] = list(data["logs"]);
  strictEqual(log?.["level"], "ERROR");
  match(String(log["message"]), /403/);
  match(JSON.stringify(data["slices"]), /"Authorization":"Bearer \*\*\*\*"/);
  match(JSON.stringify(data["slices"]), /\*\*\*\* is wrong/);
  strictEqual(JSON.stringify(data).includes("sesame"), false);
});

Deno.test("test_read makes no slice that it does not read", async () => {
  const data = await testRead("zones", { max_slices: 1 });
  const [slice] = list(data["slices"]);
  const [message] = list(slice?.["state"]);
  const { stream_state } = (message?.["stream"] ?? {}) as { stream_state?: JsonObject };
  deepStrictEqual(stream_state, {
    use_global_cursor: false,
    states: [{ partition: { zone: "a" }, cursor: { at: "2024-01-01" } }],
    state: { at: "2024-01-01" },
    lookback_window: 1,
  });
});

Deno.test("test_read takes a limit of 0 for none, and as reached", async () => {
  const data = await testRead("shops", { max_slices: 0 });
  deepStrictEqual([list(data["slices"]).length, data["test_read_limit_reached"]], [1, true]);
});

Deno.test("test_read says that there is no spec", async () => {
  const { spec: _, ...rest } = manifest("https://api.example.com");
  const { records } = await command("test_read", { __injected_declarative_manifest: rest }, "shops");
  match(JSON.stringify(records[0]?.data["logs"]), /the manifest has none/);
});

for (const name of ["resolve_manifest", "full_resolve_manifest"]) {
  Deno.test(`${name} announces what migrations change, and builds no stream`, async () => {
    const written = manifest("https://api.example.com");
    const { records, messages } = await command(name, {
      old: "k",
      __injected_declarative_manifest: {
        ...written,
        streams: [{
          ...stream("shops", "https://api.example.com/shops"),
          transformations: [{ type: "CustomTransformation", class_name: "source_x.components.Trim" }],
        }],
        spec: {
          type: "Spec",
          connection_specification: { type: "object", properties: {} },
          config_normalization_rules: {
            type: "ConfigNormalizationRules",
            config_migrations: [{
              type: "ConfigMigration",
              transformations: [{ type: "ConfigRemoveFields", field_pointers: [["old"]] }],
            }],
          },
        },
      },
    });
    strictEqual(records[0]?.stream, name);
    const [message] = messages;
    const config = message?.type === "CONTROL" ? message.control.connectorConfig.config : {};
    strictEqual("old" in config, false);
    deepStrictEqual(
      (config["__injected_declarative_manifest"] as JsonObject | undefined)?.["concurrency_level"],
      { type: "ConcurrencyLevel", default_concurrency: 1 },
    );
  });
}

Deno.test("a catalog that cannot be read is a TRACE", async () => {
  const { messages } = await command("test_read", {
    __injected_declarative_manifest: manifest("https://api.example.com"),
  });
  match(JSON.stringify(messages), /no catalog says which/);
});

Deno.test("resolve_manifest fills in references and parameters", async () => {
  const written = manifest("https://api.example.com");
  const { records } = await command("resolve_manifest", {
    __injected_declarative_manifest: {
      ...written,
      streams: [{ $ref: "#/definitions/one" }],
      definitions: {
        one: stream("shops", "https://api.example.com/shops"),
      },
    },
  });
  const { manifest: resolved } = records[0]!.data as { manifest: JsonObject };
  deepStrictEqual(list(resolved["streams"]).map(({ name }) => name), ["shops"]);
  deepStrictEqual(resolved["concurrency_level"], { type: "ConcurrencyLevel", default_concurrency: 1 });
});

Deno.test("full_resolve_manifest adds the streams of dynamic streams", async () => {
  const { records } = await command("full_resolve_manifest", {
    tables: [{ name: "a" }, { name: "b" }, { name: "c" }],
    __test_read_config: { max_streams: 2 },
    __injected_declarative_manifest: {
      ...manifest("https://api.example.com"),
      streams: [],
      dynamic_streams: [{
        type: "DynamicDeclarativeStream",
        name: "tables",
        stream_template: stream("template", "https://api.example.com"),
        components_resolver: {
          type: "ConfigComponentsResolver",
          stream_config: { type: "StreamConfig", configs_pointer: ["tables"] },
          components_mapping: [{
            type: "ComponentMappingDefinition",
            field_path: ["name"],
            value: "{{ components_values['name'] }}",
          }],
        },
      }],
    },
  });
  const { manifest: resolved } = records[0]!.data as { manifest: JsonObject };
  deepStrictEqual(
    list(resolved["streams"]).map(({ name, dynamic_stream_name }) => [name, dynamic_stream_name]),
    [["a", "tables"], ["b", "tables"]],
  );
});

Deno.test("an unknown command is a TRACE", async () => {
  const { messages } = await command("test_write", { __injected_declarative_manifest: {} });
  match(JSON.stringify(messages), /\\"test_write\\" is not a command/);
});
