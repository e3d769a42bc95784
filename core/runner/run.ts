/** Runs a verb of a source: arguments → source → messages → how it ended. */
import { ConnectorError, nearest } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { catalogOf, statesIn } from "../protocol/parse.ts";
import { secretValues } from "../protocol/redact.ts";
import type { ConfiguredCatalog, StateMessage } from "../protocol/messages.ts";
import type { ConfiguredSource, Source } from "../sources/stream.ts";
import type { RunArguments } from "./arguments.ts";
import { injectedManifestSpec, loadConnector } from "./loading.ts";
import type { Output } from "./output.ts";
import { type EndSignal, watchSignals } from "./signals.ts";
import { exitCodes } from "./trace.ts";
import { join } from "node:path";

/** How a run ended: an exit code, or the signal to die of. */
export type RunEnd = { code: number; signal?: EndSignal };

// What is on its way when a run is interrupted gets this long to reach the reader.
const lastWords = 2000;

/** Runs a verb. Errors go to the output; nothing is thrown. */
export async function runSource(args: RunArguments, output: Output): Promise<RunEnd> {
  if (args.verb === "spec") return await settle(output, () => runSpec(args, output));
  using watch = watchSignals();
  const stop = AbortSignal.any([watch.signal, output.gone]);
  const end = await settle(output, () => raceStop(runConnector(args, output, stop), stop));
  if (watch.received === "SIGINT") return { code: exitCodes.interrupted };
  if (watch.received === "SIGTERM") return { code: exitCodes.failed, signal: "SIGTERM" };
  return end;
}

/** Runs `work` and writes what is left; an error of either ends in exit code 1. */
async function settle(output: Output, work: () => Promise<number>): Promise<RunEnd> {
  let code: number;
  try {
    code = await work();
  } catch (error) {
    code = exitCodes.failed;
    output.fatal(error);
  }
  try {
    await Promise.race([output.end(), ...(code === exitCodes.interrupted ? [delay(lastWords)] : [])]);
    // A reader that goes away has what it wanted.
    if (output.gone.aborted) code = exitCodes.ok;
  } catch (error) {
    code = exitCodes.failed;
    output.fatal(error);
  }
  return { code };
}

/** Gives an interrupted run a moment to write its states, then lets go of it. */
async function raceStop(work: Promise<number>, stop: AbortSignal): Promise<number> {
  const stopped = Promise.withResolvers<number>();
  const letGo = () => setTimeout(() => stopped.resolve(exitCodes.interrupted), 500);
  if (stop.aborted) letGo();
  else stop.addEventListener("abort", letGo, { once: true });
  // Once stopped, an error is the abort's own.
  const quiet = work.catch((error) => {
    if (stop.aborted) return exitCodes.interrupted;
    throw error;
  });
  return await Promise.race([quiet, stopped.promise]);
}

const delay = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

async function runSpec(args: RunArguments, output: Output): Promise<number> {
  if (!args.connector && !args.manifestPath) {
    output.message({ type: "SPEC", spec: injectedManifestSpec });
    return exitCodes.ok;
  }
  const { source } = await loadConnector({ connector: args.connector, manifestPath: args.manifestPath });
  output.message({ type: "SPEC", spec: source.spec() });
  return exitCodes.ok;
}

async function runConnector(args: RunArguments, output: Output, stop: AbortSignal): Promise<number> {
  const inputs = await import("./inputs.ts");
  const given = args.config === undefined ? undefined : await inputs.readConfig(args.config);
  if (given && isBuilderRequest(args, given)) {
    const { runBuilderCommand } = await import("../declarative/builder/command.ts");
    await runBuilderCommand({
      config: given,
      catalog: async () => args.catalog === undefined ? undefined : await inputs.readCatalog(args.catalog),
      state: async () => args.state === undefined ? [] : await inputs.readState(args.state),
      output,
      async validate(config, spec) {
        const { validateConfig } = await import("./validate_config.ts");
        await validateConfig(config, spec, (text) => output.log("WARN", text));
      },
      signal: stop,
    });
    return exitCodes.ok;
  }
  const { source, folder } = await loadConnector({ ...args, config: given });
  const configPath = args.config ?? (args.connector && folder ? await configBeside(folder) : undefined);
  const config = given ?? (configPath ? await inputs.readConfig(configPath) : emptyConfig(source));
  learnSecrets(source, config, output);
  const catalog = args.catalog === undefined ? undefined : await inputs.readCatalog(args.catalog);
  const state = args.state === undefined ? [] : await inputs.readState(args.state);
  const configured = await source.configure({
    config,
    configPath: configPath === "-" ? undefined : configPath,
    catalog: args.streams ? narrowed(catalog, args.streams) : catalog,
    state,
    sink: output,
    signal: stop,
  });
  try {
    learnSecrets(source, configured.config, output);
    return await runVerb(args, source, configured, { catalog, state }, output, stop);
  } finally {
    await Promise.race([configured.close(), delay(lastWords)]);
  }
}

/** The Connector Builder reads with a command in the config, which also holds the manifest. */
function isBuilderRequest({ verb }: RunArguments, config: JsonObject): boolean {
  return verb === "read" && "__command" in config && "__injected_declarative_manifest" in config;
}

async function runVerb(
  args: RunArguments,
  source: Source,
  configured: ConfiguredSource,
  { catalog, state }: { catalog: ConfiguredCatalog | undefined; state: StateMessage[] },
  output: Output,
  stop: AbortSignal,
): Promise<number> {
  const validate = async () => {
    const { validateConfig } = await import("./validate_config.ts");
    const { connectionSpecification } = source.spec();
    await validateConfig(configured.config, connectionSpecification, (text) => output.log("WARN", text));
  };
  if (args.verb === "check") {
    const { checkConnection } = await import("../sources/check.ts");
    await checkConnection(configured, output, validate);
    return exitCodes.ok;
  }
  await validate();
  if (args.verb === "discover") {
    const { discoverStreams } = await import("../sources/discover.ts");
    await discoverStreams(configured, output);
    return exitCodes.ok;
  }
  const { readStreams } = await import("../sources/read.ts");
  const streams = await configured.streams();
  const names = streams.map(({ name }) => name);
  warnOfStrangers(state, names, output);
  const complete = await readStreams({
    streams,
    catalog: selectFrom(catalog ?? catalogOf(names), args.streams, names),
    sink: output,
    concurrency: Math.max(args.concurrency ?? configured.concurrency, configured.leastConcurrency ?? 1),
    signal: stop,
    limit: args.limit,
  });
  return complete ? exitCodes.ok : exitCodes.interrupted;
}

/** What is read of a catalog: sources that read all streams at once have to know beforehand. */
function narrowed(catalog: ConfiguredCatalog | undefined, wanted: string[]): ConfiguredCatalog {
  return catalog
    ? { streams: catalog.streams.filter(({ stream }) => wanted.includes(stream.name)) }
    : catalogOf(wanted);
}

function learnSecrets(source: Source, config: JsonObject, output: Output): void {
  output.redactor.add(secretValues(source.spec().connectionSpecification, config));
}

/** The config that a connector's folder keeps for its developer. */
async function configBeside(folder: string): Promise<string | undefined> {
  for (const file of ["config.json", "config.yaml"]) {
    const path = join(folder, "secrets", file);
    try {
      if ((await Deno.stat(path)).isFile) return path;
    } catch {
      // Not there: the next one.
    }
  }
  return undefined;
}

/** A source that asks for nothing runs without a config. */
function emptyConfig(source: Source): JsonObject {
  const { required } = source.spec().connectionSpecification;
  if (!Array.isArray(required) || required.length === 0) return {};
  throw new ConnectorError("cli.no_config", {
    failureType: "config_error",
    message: `Cannot run ${source.name} without a config: it needs ${required.join(", ")}`,
    hint: "Pass --config FILE (JSON or YAML, - for stdin), or keep it in secrets/config.json of its folder",
  });
}

/** Keeps the streams that `--streams` names. */
function selectFrom(catalog: ConfiguredCatalog, wanted: string[] | undefined, names: string[]) {
  if (!wanted) return catalog;
  for (const name of wanted) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    throw new ConnectorError("cli.unknown_stream", {
      failureType: "config_error",
      message: `Cannot read the stream "${name}": the source has no such stream`,
      hint: near ? `Did you mean "${near}"?` : `It has: ${names.join(", ")}`,
    });
  }
  return { streams: catalog.streams.filter(({ stream }) => wanted.includes(stream.name)) };
}

/** State of another source, or of a stream that was renamed, would be ignored without a word. */
function warnOfStrangers(state: StateMessage[], names: string[], output: Output): void {
  for (const name of new Set(statesIn(state))) {
    if (names.includes(name)) continue;
    const near = nearest(name, names);
    output.log(
      "WARN",
      `The state holds the stream "${name}", which the source does not have; it is ignored${
        near ? `. Did you mean "${near}"?` : ""
      }`,
    );
  }
}
