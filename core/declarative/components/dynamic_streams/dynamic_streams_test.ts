import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { createContext } from "../../manifest/build.ts";
import { propagate } from "../../manifest/propagate.ts";
import { resolveDynamicStreams } from "../../read/dynamic_streams.ts";
import { streamDefinitions } from "../../read/stream_definitions.ts";
import { buildComponent } from "../../test_context.ts";

async function resolve(
  resolver: JsonObject,
  template: JsonObject,
  config: JsonObject = {},
): Promise<JsonObject[]> {
  return await Array.fromAsync(buildComponent("components_resolver", resolver, { config })(template));
}

const map = (path: string[], value: string, more: JsonObject = {}) => ({ field_path: path, value, ...more });

const cases: {
  name: string;
  resolver: JsonObject;
  template: JsonObject;
  config?: JsonObject;
  expected: JsonObject[];
}[] = [
  {
    name: "ConfigComponentsResolver with default values",
    resolver: {
      type: "ConfigComponentsResolver",
      stream_config: {
        type: "StreamConfig",
        configs_pointer: ["shops"],
        default_values: [{ id: 9, name: "all" }],
      },
      components_mapping: [
        map(["name"], "{{ components_values.name }}"),
        map(["retriever", "*"], "{{ components_values.id }}"),
      ],
    },
    template: { name: "", retriever: { a: 0, b: 0 } },
    config: { shops: [{ id: 1, name: "north" }] },
    expected: [
      { name: "north", retriever: { a: 1, b: 1 } },
      { name: "all", retriever: { a: 9, b: 9 } },
    ],
  },
  {
    name: "ConfigComponentsResolver combines lists, heeds conditions and types",
    resolver: {
      type: "ConfigComponentsResolver",
      stream_config: [
        { type: "StreamConfig", configs_pointer: ["shops"] },
        { type: "StreamConfig", configs_pointer: ["years"] },
      ],
      components_mapping: [
        map(["name"], "{{ components_values.shop }}_{{ components_values.source_config_1[1] }}"),
        map(["year"], "{{ components_values.source_config_1[1] }}", {
          value_type: "string",
          create_or_update: true,
        }),
        map(["first"], "true", { create_or_update: true, condition: "{{ components_values.shop == 'a' }}" }),
      ],
    },
    template: { name: "" },
    config: { shops: [{ shop: "a" }, { shop: "b" }], years: [2024] },
    expected: [{ name: "a_2024", year: "2024", first: true }, { name: "b_2024", year: "2024" }],
  },
  {
    name: "ParametrizedComponentsResolver reads values as YAML",
    resolver: {
      type: "ParametrizedComponentsResolver",
      stream_parameters: {
        type: "StreamParametersDefinition",
        list_of_parameters_for_stream: [{ name: "a", filter: "{x: [1]}" }, { name: "b", filter: "%Y" }],
      },
      components_mapping: [
        map(["name"], "{{ components_values.name }}"),
        map(["filter"], "{{ components_values.filter }}", { create_or_update: true }),
        map(["not_there"], "x"),
      ],
    },
    template: { name: "" },
    expected: [{ name: "a", filter: { x: [1] } }, { name: "b", filter: "%Y" }],
  },
];

for (const { name, resolver, template, config, expected } of cases) {
  Deno.test(name, async () => {
    const node = { ...resolver, components_mapping: resolver["components_mapping"] ?? [] };
    deepStrictEqual(await resolve(node, template, config), expected);
  });
}

const environment = (config: JsonObject) => ({
  config,
  configPath: undefined,
  catalog: undefined,
  folder: ".",
  streamState: () => undefined,
  log: () => {},
  message: () => {},
  shared: <T>(_key: string, make: () => T) => make(),
  limits: undefined,
  signal: undefined,
});

const dynamic = (names: string[]): JsonObject => ({
  type: "DeclarativeSource",
  dynamic_streams: [{
    type: "DynamicDeclarativeStream",
    name: "tables",
    stream_template: {
      type: "DeclarativeStream",
      name: "",
      $parameters: { path: "/x" },
      retriever: { type: "SimpleRetriever" },
    },
    components_resolver: {
      type: "ConfigComponentsResolver",
      stream_config: { type: "StreamConfig", configs_pointer: ["tables"] },
      components_mapping: [map(["name"], "{{ components_values.name }}")],
    },
  }],
  names,
});

Deno.test("resolveDynamicStreams gives streams with parameters", async () => {
  const config = { tables: [{ name: "t1" }, { name: "t2" }] };
  const ctx = createContext({ env: environment(config), node: propagate(dynamic([])) });
  const streams = await resolveDynamicStreams(ctx);
  deepStrictEqual(streams.map(({ name, origin }) => [name, origin]), [["t1", "tables"], ["t2", "tables"]]);
  strictEqual((streams[0]!.node["retriever"] as JsonObject)["path"], "/x");
});

Deno.test("resolveDynamicStreams refuses equal names", async () => {
  const config = { tables: [{ name: "t1" }, { name: "t1" }] };
  const ctx = createContext({ env: environment(config), node: dynamic([]) });
  await rejects(resolveDynamicStreams(ctx), { code: "config.duplicate_stream", failureType: "config_error" });
});

Deno.test("streamDefinitions takes conditional streams out where their condition holds", () => {
  const node = {
    streams: [
      { type: "DeclarativeStream", name: "a" },
      {
        type: "ConditionalStreams",
        condition: "{{ config.more }}",
        streams: [{ type: "DeclarativeStream", name: "b" }],
      },
    ],
  };
  const names = (config: JsonObject) =>
    streamDefinitions(createContext({ env: environment(config), node })).map((
      { node, path },
    ) => [node["name"], path.join(".")]);
  deepStrictEqual(names({ more: false }), [["a", "streams.0"]]);
  deepStrictEqual(names({ more: true }), [["a", "streams.0"], ["b", "streams.1.streams.0"]]);
});
