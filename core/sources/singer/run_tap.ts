/** A tap in one run: one process reads all its streams. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject, parseJson, writeJson } from "../../json.ts";
import type { ConfiguredCatalog } from "../../protocol/messages.ts";
import { catalogOf, stateOf } from "../../protocol/parse.ts";
import type { ConfiguredSource, SourceInput, Stream } from "../stream.ts";
import { StreamSlice } from "../stream_slice.ts";
import { createChannel } from "./channel.ts";
import type { AnySingerOptions } from "./singer_source.ts";
import {
  describeStream,
  type SelectedStream,
  selectedStreams,
  selectionCatalog,
  type TapStream,
  tapStreams,
} from "./tap_catalog.ts";
import { pumpMessages, type TapFeed } from "./tap_messages.ts";
import { startTap, type TapFiles, tapFiles, type TapProcess } from "./tap_process.ts";
import { joinStates, splitState } from "./tap_state.ts";

/** A tap that knows its config. */
export function runTap(options: AnySingerOptions, input: SourceInput): ConfiguredSource {
  const { config, sink, signal } = input;
  const log = sink.log.bind(sink);
  const tapConfig = options.config?.(config) ?? config;
  const running = new Set<{ process: TapProcess; files: TapFiles }>();
  const dispose = () => {
    for (const { process, files } of running) {
      process.stop();
      files.remove();
    }
  };
  signal?.addEventListener("abort", dispose, { once: true });

  /** Runs the tap with its config and further files, and removes them when it ends. */
  async function run<T>(
    files: Record<string, JsonObject>,
    flags: readonly string[],
    work: (process: TapProcess, configPath: string) => Promise<T>,
  ): Promise<T> {
    const folder = await tapFiles();
    try {
      const configPath = await folder.write("config.json", tapConfig);
      const args = ["--config", configPath, ...flags];
      for (const [flag, content] of Object.entries(files)) {
        args.push(flag, await folder.write(`${flag.slice(2)}.json`, content));
      }
      const { command, env = {} } = options;
      const tap = { process: startTap({ command, env, signal, log }, args), files: folder };
      running.add(tap);
      try {
        return await work(tap.process, configPath);
      } finally {
        tap.process.stop();
        await tap.process.ended();
        running.delete(tap);
      }
    } finally {
      folder.remove();
    }
  }

  async function discover(): Promise<TapStream[]> {
    if (options.catalog) return tapStreams(options.catalog);
    return await run({}, ["--discover"], async (process) => {
      const text = await new Response(process.stdout).text();
      await process.ended();
      return tapStreams(catalogIn(text));
    });
  }

  /** Which flags the tap takes its catalog by: its help tells. */
  async function catalogFlags(): Promise<readonly string[]> {
    if (options.catalogFlags) return options.catalogFlags;
    const { command: [program, ...before], env = {} } = options;
    const { stdout, stderr } = await new Deno.Command(program, {
      args: [...before, "--help"],
      env,
      stdin: "null",
    })
      .output();
    const help = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    const known = ["--catalog", "--properties"].filter((flag) => help.includes(flag));
    return known.length > 0 ? known : ["--catalog"];
  }

  /** The one process that all the streams are fed from; it starts with the first of them. */
  function startRead(streams: readonly TapStream[], catalog: ConfiguredCatalog) {
    const selected = selectedStreams(streams, catalog);
    const before = joinStates(selected, (name) => stateOf(input.state, name));
    const states = splitState(before, selected);
    let process: TapProcess | undefined;
    let started: Promise<void> | undefined;
    const feeds = selected.map((stream): TapFeed => ({
      stream,
      channel: createChannel(() => {
        if (feeds.every(({ channel }) => channel.isClosed)) process?.stop();
      }),
    }));
    const pump = async () => {
      const files: Record<string, JsonObject> = {};
      for (const flag of await catalogFlags()) files[flag] = selectionCatalog(streams, catalog);
      if (Object.keys(before).length > 0) files["--state"] = before;
      await run(files, [], async (tap, configPath) => {
        process = tap;
        await pumpMessages({ stdout: tap.stdout, feeds, states, log });
        await tap.ended();
        await keepConfig(configPath);
      });
    };
    const start = () =>
      started ??= pump().then(
        () => feeds.forEach(({ channel }) => channel.end()),
        (error) => feeds.forEach(({ channel, stream }) => channel.end(placed(error, stream))),
      );
    return { feeds: new Map(feeds.map((feed) => [feed.stream.name, feed])), states, start };
  }

  /** A tap that rotates its tokens writes them into its config: they are kept for the next run. */
  async function keepConfig(path: string): Promise<void> {
    if (options.config) return;
    const now = parseJson(await Deno.readTextFile(path));
    if (!isObject(now) || writeJson(now) === writeJson(tapConfig)) return;
    sink.message({
      type: "CONTROL",
      control: { type: "CONNECTOR_CONFIG", emitted_at: Date.now(), connectorConfig: { config: now } },
    });
  }

  let discovered: Promise<TapStream[]> | undefined;
  const streams = () => discovered ??= discover();
  // A tap gives the records of its streams in an order of its own: none may wait for another one's end.
  const concurrency = 2 * Math.max(1, input.catalog?.streams.length ?? 1000);
  return {
    config,
    concurrency,
    leastConcurrency: concurrency,
    async check() {
      try {
        await streams();
        return { succeeded: true };
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.code !== "singer.tap_failed") throw error;
        return { succeeded: false, message: error.message };
      }
    },
    async streams() {
      const all = await streams();
      const read = startRead(all, input.catalog ?? catalogOf(all.map(({ name }) => name)));
      return all.map((stream) => asStream(stream, read));
    },
    async close() {
      signal?.removeEventListener("abort", dispose);
      dispose();
      await Promise.allSettled([...running].map(({ process }) => process.ended()));
    },
  };
}

interface Read {
  readonly feeds: ReadonlyMap<string, TapFeed>;
  readonly states: ReadonlyMap<SelectedStream, JsonObject>;
  start(): Promise<void>;
}

function asStream(stream: TapStream, { feeds, states, start }: Read): Stream {
  return {
    name: stream.name,
    describe: () => Promise.resolve(describeStream(stream)),
    open() {
      const feed = feeds.get(stream.name);
      return {
        async *partitions() {
          if (!feed) return;
          yield {
            slice: new StreamSlice(),
            read() {
              start();
              return feed.channel.batches();
            },
          };
        },
        close: () => feed && states.get(feed.stream),
        finish: () => undefined,
      };
    },
  };
}

/** The catalog in what `--discover` printed; some taps print other lines before it. */
function catalogIn(text: string): Json {
  for (const start of [0, text.search(/^\{/m)]) {
    try {
      return parseJson(text.slice(Math.max(start, 0)));
    } catch {
      // Perhaps the other way.
    }
  }
  return null;
}

function placed(error: unknown, { name }: SelectedStream): unknown {
  if (!(error instanceof ConnectorError)) return error;
  const { code, failureType, message, internalMessage, hint, cause } = error;
  return new ConnectorError(code, { failureType, message, internalMessage, hint, cause, stream: name });
}
