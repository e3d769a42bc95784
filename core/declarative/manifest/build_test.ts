import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import type { BuildEnvironment } from "../context.ts";
import { createContext } from "./build.ts";
import { loadManifest } from "./prepare.ts";

const env: BuildEnvironment = {
  config: { key: "k" },
  configPath: undefined,
  catalog: undefined,
  folder: ".",
  streamState: () => undefined,
  log: () => {},
  message: () => {},
  shared: (_key, make) => make(),
  limits: undefined,
  signal: undefined,
};

const text = `version: 6.0.0
check: {type: CheckStream, stream_names: [a]}
spec:
  type: Spec
  connection_specification: {}
  config_normalization_rules:
    type: ConfigNormalizationRules
    transformations:
      - type: ConfigRemapField
        map: {}
        field_path: []
streams: []
`;

Deno.test("an error while building names file, line and path", () => {
  const { root, at } = loadManifest(text, { file: "m.yaml" });
  throws(() => createContext({ env, node: root, at }).buildAs("spec", root["spec"] ?? null), (error) => {
    if (!(error instanceof ConnectorError)) throw error;
    deepStrictEqual(
      error.at,
      "m.yaml:11:21 spec.config_normalization_rules.transformations[0].field_path",
    );
    return true;
  });
});

Deno.test("a stream without a fault is built without looking for places in the text", () => {
  const option = { type: "RequestOption", inject_into: "request_parameter" };
  const stream = {
    type: "DeclarativeStream",
    name: "a",
    retriever: {
      type: "SimpleRetriever",
      requester: { type: "HttpRequester", url: "https://a.example.com" },
      record_selector: { type: "RecordSelector", extractor: { type: "DpathExtractor", field_path: [] } },
      paginator: {
        type: "DefaultPaginator",
        page_token_option: { ...option, field_name: "page" },
        page_size_option: { ...option, field_name: "size" },
        pagination_strategy: { type: "PageIncrement", page_size: 2 },
      },
    },
  };
  const at = () => {
    throw new Error("a place was looked for");
  };
  createContext({ env, node: stream, path: ["streams", 0], at }).buildAs("stream", stream);
});

Deno.test("a part that a component made up stands where the component stands", () => {
  const node = { type: "DeclarativeSource" };
  const ctx = createContext({ env, node, path: ["streams", 0] });
  throws(() => ctx.buildAs("decoder", { type: "JsonDecodr" }), (error) => {
    if (!(error instanceof ConnectorError)) throw error;
    deepStrictEqual([error.code, error.at], ["manifest.unknown_type", "streams.0"]);
    return /Did you mean "JsonDecoder"/.test(error.hint ?? "");
  });
});

Deno.test("templates see config and the node's parameters", () => {
  const node: JsonObject = { type: "T", $parameters: { p: "x" } };
  const ctx = createContext({ env, node });
  strictEqual(ctx.text("{{ config.key }}-{{ parameters.p }}")({}), "k-x");
  strictEqual(ctx.condition("{{ parameters.p == 'y' }}")({}), false);
});

Deno.test("withEnv changes only what is named", () => {
  const ctx = createContext({ env, node: {} });
  const changed = ctx.withEnv({ streamState: () => ({ a: 1 }) });
  deepStrictEqual([changed.env.streamState("s"), changed.config, ctx.env.streamState("s")], [
    { a: 1 },
    { key: "k" },
    undefined,
  ]);
});

Deno.test("a node that is known by its place is what the place says, whatever its type", () => {
  const ctx = createContext({ env, node: {} });
  const identifier: JsonObject = {
    type: "SchemaTypeIdentifier",
    key_pointer: ["name"],
    types_mapping: [{ type: "ConcurrencyLevel", current_type: "num", target_type: "number" }],
  };
  strictEqual(ctx.buildAs("schema_type_identifier", identifier).mapping.length, 1);
});
