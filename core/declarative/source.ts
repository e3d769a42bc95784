/** A manifest as a `Source`: the stages of the manifest once, then everything that needs a config. */
import { dirname, resolve } from "node:path";
import { replaceFile } from "../auth/config_file.ts";
import { ConnectorError } from "../errors.ts";
import type { ApiBudget } from "../http/budget.ts";
import { isObject, type JsonObject, writeJson } from "../json.ts";
import { stateOf } from "../protocol/parse.ts";
import type { ConfiguredSource, Source, SourceInput, Stream } from "../sources/stream.ts";
import type { BuildContext, BuildEnvironment } from "./context.ts";
import { classUses, type CustomModule, loadCustomModule } from "./custom/module.ts";
import { createContext } from "./manifest/build.ts";
import { copyTree } from "./manifest/copy.ts";
import { loadManifest, type PreparedManifest } from "./manifest/prepare.ts";
import { configForCheck } from "./read/check_config.ts";
import { type GeneratedStream, resolveDynamicStreams } from "./read/dynamic_streams.ts";
import { nameOf, parentNames } from "./read/parent_names.ts";
import { apiBudgetKey } from "./read/responses.ts";
import { type StreamDefinition, streamDefinitions } from "./read/stream_definitions.ts";
import { checkStreamGroups, streamGroups } from "./read/stream_groups.ts";
import type { CheckTarget, SourceSpec } from "./roles.ts";

/** Where a manifest came from. */
export interface ManifestOrigin {
  /** As shown in messages. */
  file?: string | undefined;
  /** Where schemas and custom components lie; undefined for a manifest that came with a config. */
  folder?: string | undefined;
  /** `--components-path` */
  componentsPath?: string | undefined;
}

/**
 * Reads a manifest file.
 * @throws {ConnectorError} manifest.* with the place and what to write instead
 */
export async function sourceFromFile(
  path: string,
  options: { componentsPath?: string | undefined } = {},
): Promise<Source> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw new ConnectorError("manifest.unreadable", {
      failureType: "config_error",
      message: `Cannot read the manifest "${path}": ${error instanceof Error ? error.message : error}`,
      hint: "Name the folder of a connector, or its manifest.yaml",
      cause: error,
    });
  }
  return manifestSource(loadManifest(text, { file: path }), {
    file: path,
    folder: dirname(resolve(path)),
    ...options,
  });
}

/** A manifest that came with the config. @throws {ConnectorError} manifest.* */
export function sourceFromValue(
  manifest: JsonObject,
  options: { componentsPath?: string | undefined } = {},
): Source {
  return manifestSource(loadManifest(manifest, { file: "__injected_declarative_manifest" }), options);
}

/** A prepared manifest as a source. */
export function manifestSource(manifest: PreparedManifest, origin: ManifestOrigin): Source {
  const spec = specOf(manifest);
  return {
    name: origin.folder?.split("/").at(-1) ?? "manifest",
    spec() {
      if (spec) return spec.specification;
      throw new ConnectorError("manifest.missing_spec", {
        failureType: "system_error",
        message: "Cannot print the spec: the manifest has none",
        at: manifest.at([]),
        hint: "Add spec: {type: Spec, connection_specification: {type: object, properties: {…}}}",
      });
    },
    configure: (input) => configure(manifest, origin, input),
  };
}

/** The config after the migrations of a manifest; what they change is announced. */
export async function migratedConfigOf(manifest: JsonObject, input: SourceInput): Promise<JsonObject> {
  const prepared = loadManifest(manifest, { file: "__injected_declarative_manifest" });
  const { spec = null } = prepared.root;
  const customModule = await loadCustomModule({
    manifest: { spec },
    folder: undefined,
    config: input.config,
  });
  return await migratedConfig(specOf(prepared, customModule), input);
}

/** The streams that the dynamic streams of a manifest make under a config. This may send requests. */
export async function generatedStreams(manifest: JsonObject, input: SourceInput): Promise<GeneratedStream[]> {
  const prepared = loadManifest(manifest, { file: "__injected_declarative_manifest" });
  const { root } = prepared;
  // Nothing else is built.
  const { spec = null, dynamic_streams = null } = root;
  const customModule = await loadCustomModule({
    manifest: { spec, dynamic_streams },
    folder: undefined,
    config: input.config,
  });
  const config = await migratedConfig(specOf(prepared, customModule), input);
  const env = buildEnvironment(config, root, {}, customModule, input);
  return await resolveDynamicStreams(createContext({ ...rootOf(prepared), env }));
}

const rootOf = ({ root, at }: PreparedManifest) => ({ node: root, at });

/** Rules for configs in the connector's own code are built once that is loaded: to print the spec it need not be. */
function specOf(manifest: PreparedManifest, customModule?: CustomModule): SourceSpec | undefined {
  const node = manifest.root["spec"];
  if (!isObject(node)) return undefined;
  const { config_normalization_rules: rules = null, ...description } = node;
  const isWaiting = customModule === undefined && !classUses(rules, "").next().done;
  return createContext({ ...rootOf(manifest), env: specEnvironment(customModule) })
    .buildAs("spec", isWaiting ? description : node);
}

async function configure(
  manifest: PreparedManifest,
  origin: ManifestOrigin,
  input: SourceInput,
): Promise<ConfiguredSource> {
  const { sink } = input;
  const customModule = await loadCustomModule({
    manifest: manifest.root,
    folder: origin.folder,
    componentsPath: origin.componentsPath,
    config: input.config,
  });
  const spec = specOf(manifest, customModule);
  const config = await migratedConfig(spec, input);
  const open: BuildEnvironment[] = [];

  /** What one reading of the manifest shares. */
  function environment(config: JsonObject): BuildEnvironment {
    const env = buildEnvironment(config, manifest.root, origin, customModule, input);
    open.push(env);
    return env;
  }

  const env = environment(config);
  const concurrencyNode = manifest.root["concurrency_level"];
  const root = createContext({ ...rootOf(manifest), env });

  return {
    config,
    concurrency: concurrencyNode ? root.buildAs("concurrency_level", concurrencyNode) : defaultConcurrency,
    async streams() {
      await spec?.validate(config);
      return await targetOf(manifest, env).streams();
    },
    async check() {
      const checkNode = manifest.root["check"];
      const overridden = configForCheck(manifest.root, config, (level, text) => sink.log(level, text));
      const checkEnv = overridden === config ? env : environment(overridden);
      const checker = createContext({ ...rootOf(manifest), env: checkEnv }).buildAs(
        "checker",
        checkNode ?? null,
      );
      const target = targetOf(manifest, checkEnv);
      return await checker({
        ...target,
        async streams(names) {
          await spec?.validate(config);
          return await target.streams(names);
        },
      });
    },
    async close() {
      for (const { shared } of open) {
        await shared<Closable>(closableKey, () => ({ close: async () => {} })).close();
      }
    },
  };
}

/**
 * Partitions in hand at once where the manifest does not say: as in the Python CDK, one is cut while one is read.
 * APIs of such connectors were never tried with more; `--concurrency` is there for those that bear it.
 */
const defaultConcurrency = 2;

/** The streams of a manifest under one config. */
function targetOf(manifest: PreparedManifest, env: BuildEnvironment): CheckTarget {
  const root = createContext({ ...rootOf(manifest), env });
  const groups = streamGroups(manifest.root);
  let generated: Promise<GeneratedStream[]> | undefined;
  const dynamic = () => generated ??= resolveDynamicStreams(root);

  function build(wanted: readonly StreamDefinition[], all: readonly StreamDefinition[]): Stream[] {
    setBudget(root);
    const parents = parentNames(all, manifest.at);
    const streams = wanted.map((definition): Stream => {
      const { node, path } = definition;
      const name = nameOf(definition, manifest.at);
      const stream = createContext({ env, node, path: [...path], at: manifest.at })
        .buildAs("stream", node, { useCache: parents.has(name) });
      const group = groups.get(name);
      return group === undefined ? stream : { ...stream, group };
    });
    checkStreamGroups(streams, groups);
    return streams;
  }

  return {
    async streams(names) {
      const fixed = streamDefinitions(root);
      const named = names?.length ? fixed.filter(({ node }) => names.includes(String(node["name"]))) : [];
      if (
        names && named.length > 0 &&
        new Set(names).size === new Set(named.map(({ node }) => node["name"])).size
      ) {
        return build(named, fixed);
      }
      const all = [...fixed, ...await dynamic()];
      return build(all, all);
    },
    async generated() {
      const byOrigin = new Map<string, string[]>();
      const definitions = manifest.root["dynamic_streams"];
      for (const [i, definition] of (Array.isArray(definitions) ? definitions : []).entries()) {
        const name = isObject(definition) ? definition["name"] : undefined;
        byOrigin.set(typeof name === "string" ? name : `dynamic_stream_${i}`, []);
      }
      for (const { name, origin } of await dynamic()) byOrigin.get(origin)?.push(name);
      return byOrigin;
    },
  };
}

/** Sets the call budget of the whole source, before its first requester is built. */
function setBudget(root: BuildContext): void {
  const node = root.node["api_budget"];
  if (isObject(node)) root.env.shared<ApiBudget>(apiBudgetKey, () => root.buildAs("api_budget", node));
}

/** The config as this version of the connector wants it; what migrations change is written back and announced. */
async function migratedConfig(
  spec: SourceSpec | undefined,
  { config, configPath, sink }: SourceInput,
): Promise<JsonObject> {
  if (!spec || Object.keys(config).length === 0) return config;
  const migrated = copyTree(config);
  spec.migrate(migrated);
  if (writeJson(migrated) !== writeJson(config)) {
    if (configPath !== undefined) await replaceFile(configPath, writeJson(migrated));
    sink.message({
      type: "CONTROL",
      control: {
        type: "CONNECTOR_CONFIG",
        emitted_at: Date.now(),
        connectorConfig: { config: copyTree(migrated) },
      },
    });
    await sink.drain();
  }
  spec.transform(migrated);
  return migrated;
}

interface Closable {
  close(): Promise<void>;
}
const closableKey = "close";

function buildEnvironment(
  config: JsonObject,
  root: JsonObject,
  origin: ManifestOrigin,
  customModule: CustomModule | undefined,
  { configPath, catalog, state, sink, signal, testRead, world }: SourceInput,
): BuildEnvironment {
  const shared = new Map<string, unknown>();
  const closing: Closable = {
    async close() {
      for (const value of shared.values()) if (value !== closing && isClosable(value)) await value.close();
    },
  };
  shared.set(closableKey, closing);
  const jobs = root["max_concurrent_async_job_count"];
  return {
    config,
    configPath,
    catalog,
    folder: origin.folder ?? Deno.cwd(),
    streamState: (name) => stateOf(state, name),
    log: (level, text) => sink.log(level, text),
    message: (message) => sink.message(message),
    secret: (value) => sink.secret?.(value),
    flush: async () => await sink.flush?.(),
    shared<T>(key: string, make: () => T): T {
      if (!shared.has(key)) shared.set(key, make());
      return shared.get(key) as T;
    },
    customModule,
    maxConcurrentAsyncJobs: typeof jobs === "number" || typeof jobs === "string" ? jobs : undefined,
    limits: testRead?.limits,
    observer: testRead?.observer,
    signal,
    world,
  };
}

function isClosable(value: unknown): value is Closable {
  return typeof value === "object" && value !== null && "close" in value && typeof value.close === "function";
}

/** A spec is built without a config: its migrations get theirs when they run. */
function specEnvironment(customModule: CustomModule | undefined): BuildEnvironment {
  return buildEnvironment({}, {}, {}, customModule, {
    config: {},
    state: [],
    sink: { message() {}, record() {}, log() {}, drain: () => Promise.resolve() },
  });
}
