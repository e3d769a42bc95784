/** The Connector Builder's requests: `read` with a `__command` and the manifest in the config. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { ConfiguredCatalog, MessageSink, StateMessage } from "../../protocol/messages.ts";
import type { Redactor } from "../../protocol/redact.ts";
import { errorTrace } from "../../protocol/trace.ts";
import type { TestLimits } from "../../sources/test_read.ts";
import { injectedCode } from "../custom/injected_code.ts";
import { copyTree } from "../manifest/copy.ts";
import { migrateManifest } from "../manifest/migrate.ts";
import { loadManifest } from "../manifest/prepare.ts";
import { propagate } from "../manifest/propagate.ts";
import { resolveReferences } from "../manifest/resolve_refs.ts";
import { generatedStreams, migratedConfigOf, sourceFromValue } from "../source.ts";
import { deprecationWarnings } from "./deprecations.ts";
import { normalizeManifest } from "./normalize.ts";
import { testRead, type TestReadRequest } from "./test_read.ts";

export interface BuilderRequest {
  config: JsonObject;
  /** Read by the commands that need it. */
  catalog(): Promise<ConfiguredCatalog | undefined>;
  state(): Promise<StateMessage[]>;
  output: MessageSink & { readonly redactor: Redactor };
  validate?: TestReadRequest["validate"];
  signal?: AbortSignal | undefined;
}

type Command = (
  manifest: JsonObject,
  request: BuilderRequest,
) => Promise<{ stream: string; data: JsonObject }>;

const commands: Record<string, Command> = {
  resolve_manifest: resolve,
  full_resolve_manifest: fullResolve,
  test_read: testReadCommand,
};

/** Answers with one RECORD, or with a TRACE that says what is wrong; nothing is thrown. */
export async function runBuilderCommand(request: BuilderRequest): Promise<void> {
  const { config, output } = request;
  try {
    const name = config["__command"];
    const command = typeof name === "string" ? commands[name] : undefined;
    if (!command) throw unknownCommand(name);
    const manifest = manifestIn(config);
    injectedCode(config);
    const { stream, data } = await command(manifest, {
      ...request,
      config: { ...config, __injected_declarative_manifest: manifest },
    });
    output.record(stream, data);
  } catch (error) {
    output.message(errorTrace(error));
  }
}

/** The manifest in a config, made to read one slice after the other: the answer shows them in order. */
function manifestIn(config: JsonObject): JsonObject {
  const injected = config["__injected_declarative_manifest"];
  if (!isObject(injected)) {
    throw new ConnectorError("config.injected_manifest", {
      failureType: "config_error",
      message: "Cannot answer the Connector Builder: the config has no `__injected_declarative_manifest`",
    });
  }
  const manifest = copyTree(injected);
  const level = manifest["concurrency_level"];
  if (isObject(level)) level["default_concurrency"] = 1;
  else manifest["concurrency_level"] = { type: "ConcurrencyLevel", default_concurrency: 1 };
  return manifest;
}

/** The manifest as the editor asks for it: references and types filled in, migrated, normalised. */
function resolved(manifest: JsonObject, config: JsonObject): JsonObject {
  // What is wrong with it is said as anywhere else.
  loadManifest(manifest, { file: "__injected_declarative_manifest" });
  const typed = "type" in manifest ? manifest : { ...manifest, type: "DeclarativeSource" };
  let root = propagate(resolveReferences(typed));
  if (config["__should_migrate"]) root = migrateManifest(root);
  if (config["__should_normalize"]) root = normalizeManifest(root);
  return root;
}

/** A config that migrations change is announced, as by any other command. */
async function resolve(manifest: JsonObject, { config, output, signal }: BuilderRequest) {
  const root = resolved(manifest, config);
  await migratedConfigOf(manifest, { config, state: [], sink: output, signal });
  return { stream: "resolve_manifest", data: { manifest: root } };
}

/** The resolved manifest with the streams that its dynamic streams make, a few of each. */
async function fullResolve(manifest: JsonObject, request: BuilderRequest) {
  const { config, output, signal } = request;
  const root = copyTree(resolved(manifest, config));
  const streams: Json[] = Array.isArray(root["streams"]) ? root["streams"] : [];
  for (const stream of streams) if (isObject(stream)) stream["dynamic_stream_name"] = null;
  const limits = limitsIn(config);
  const counts = new Map<string, number>();
  const generated = await generatedStreams(manifest, {
    config,
    state: [],
    sink: output,
    signal,
    testRead: { limits, observer: { exchange: async () => {}, slice() {} } },
  });
  const kept: { origin: string; node: JsonObject }[] = [];
  for (const { node, origin } of generated) {
    const count = counts.get(origin) ?? 0;
    counts.set(origin, count + 1);
    if (count < limits.maxStreams) kept.push({ origin, node: { ...node, dynamic_stream_name: origin } });
  }
  for (const origin of counts.keys()) {
    streams.push(...kept.filter((one) => one.origin === origin).map(({ node }) => node));
  }
  root["streams"] = streams;
  showCaches(root);
  return { stream: "full_resolve_manifest", data: { manifest: root } };
}

/** What makes dynamic streams is asked once for all of them, which shows. */
function showCaches({ dynamic_streams: groups = null }: JsonObject): void {
  for (const group of Array.isArray(groups) ? groups : []) {
    const resolver = isObject(group) ? group["components_resolver"] : undefined;
    const retriever = isObject(resolver) ? resolver["retriever"] : undefined;
    const requester = isObject(retriever) ? retriever["requester"] : undefined;
    if (isObject(requester)) requester["use_cache"] = true;
  }
}

async function testReadCommand(manifest: JsonObject, request: BuilderRequest) {
  const { config, output, validate, signal } = request;
  const catalog = await request.catalog();
  if (!catalog) {
    throw new ConnectorError("cli.no_catalog", {
      failureType: "config_error",
      message: "Cannot test a stream: no catalog says which",
      hint: "Pass --catalog FILE with the one stream to test",
    });
  }
  const source = sourceFromValue(manifest);
  return await testRead({
    source,
    config,
    catalog,
    state: await request.state(),
    limits: limitsIn(config),
    warnings: deprecationWarnings(resolved(manifest, { ...config, __should_normalize: false })),
    sink: output,
    redactor: output.redactor,
    validate,
    signal,
  });
}

/** `__test_read_config`, with the Python CDK's defaults. */
function limitsIn(config: JsonObject): TestLimits {
  const written = config["__test_read_config"];
  const limit = (name: string, fallback: number) => {
    const value = isObject(written) ? written[name] : undefined;
    return typeof value === "number" ? value : fallback;
  };
  return {
    maxRecords: limit("max_records", 100),
    maxPagesPerSlice: limit("max_pages_per_slice", 5),
    maxSlices: limit("max_slices", 5),
    maxStreams: limit("max_streams", 100),
  };
}

function unknownCommand(name: Json | undefined): ConnectorError {
  return new ConnectorError("config.builder_command", {
    failureType: "config_error",
    message: `Cannot answer the Connector Builder: "${String(name)}" is not a command`,
    hint: `Commands: ${Object.keys(commands).join(", ")}`,
  });
}
