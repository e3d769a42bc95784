/** Reads a source from a program: typed records, without the protocol in between. */
import { ConnectorError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import type { JsonObject } from "../json.ts";
import { catalogOf } from "../protocol/parse.ts";
import type { LogLevel, MessageSink, StateMessage } from "../protocol/messages.ts";
import { sourceOf, type TypedSource } from "../sources/define_source.ts";
import type { StreamDefinition } from "../sources/define_stream.ts";
import { readStreams } from "../sources/read.ts";

/** The names of a source's streams. */
export type StreamNames<D> = D extends StreamDefinition<infer N, unknown, never> ? N : never;

/** A record and the stream that it belongs to. */
export type RecordOf<D, N extends string> = D extends StreamDefinition<infer M, infer R, never>
  ? M extends N ? {
      /** The stream's name. */
      stream: M;
      /** The record. */
      data: R;
    }
  : never
  : never;

/** What `read()` takes. */
export interface ReadOptions<I, N extends string> {
  /** The config; it has the type of the source's spec. */
  config: I;
  /** Streams to read; all of them where left out. */
  streams?: readonly N[];
  /** The states that an earlier read left: stream → state. */
  state?: Readonly<Record<string, JsonObject>>;
  /** Told each new state, after the records that it covers were taken. */
  onState?: (stream: string, state: JsonObject) => void;
  /** Told what the source logs. */
  onLog?: (level: LogLevel, text: string) => void;
  /** Ends the read. */
  signal?: AbortSignal;
  /** What stands in for network and clock in tests. */
  world?: { client?: { send(request: HttpRequest): Promise<HttpResponse> }; clock?: Clock };
}

/** Records that wait until the program takes them; beyond, the requests wait. */
const highWater = 1000;

/**
 * Reads records as they come: `for await (const { stream, data } of read(source, { config }))`. Where streams
 * fail, the others are read to their end; then it throws.
 *
 * @throws {ConnectorError} config.invalid, read.streams_failed
 */
export async function* read<I, D, N extends StreamNames<D> = StreamNames<D>>(
  source: TypedSource<I, D>,
  options: ReadOptions<NoInfer<I>, N>,
): AsyncGenerator<RecordOf<D, N>> {
  const { onState, onLog, state = {}, streams, world } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  // Records and states in order, so that a state is told only once its records are taken.
  let waiting: ({ stream: string; data: JsonObject } | { stream: string; state: JsonObject })[] = [];
  let filled = Promise.withResolvers<void>();
  let emptied = Promise.withResolvers<void>();
  const push = (item: typeof waiting[number]) => {
    waiting.push(item);
    filled.resolve();
  };
  const sink: MessageSink = {
    message(message) {
      if (message.type === "LOG") onLog?.(message.log.level, message.log.message);
      const told = message.type === "STATE" ? message.state.stream : undefined;
      if (told) push({ stream: told.stream_descriptor.name, state: told.stream_state ?? {} });
    },
    record: (stream, data) => push({ stream, data }),
    log: (level, text) => onLog?.(level, text),
    async drain() {
      while (waiting.length > highWater && !signal.aborted) await emptied.promise;
    },
  };
  const { validateConfig } = await import("./validate_config.ts");
  const runnable = sourceOf(source);
  const configured = await runnable.configure({
    // A config that is typed by a spec is JSON.
    config: structuredClone(options.config) as JsonObject,
    state: Object.entries(state).map(([name, stream_state]): StateMessage => ({
      type: "STREAM",
      stream: { stream_descriptor: { name }, stream_state },
    })),
    catalog: streams && catalogOf(streams),
    sink,
    signal,
    world,
  });
  let reading: Promise<unknown> | undefined;
  try {
    await validateConfig(
      configured.config,
      runnable.spec().connectionSpecification,
      (text) => sink.log("WARN", text),
    );
    const all = await configured.streams();
    const names = all.map(({ name }) => name);
    for (const name of streams ?? []) if (!names.includes(name)) throw unknownStream(name, names);
    let ended = false;
    reading = readStreams({
      streams: all,
      catalog: catalogOf([...streams ?? names]),
      sink,
      concurrency: configured.concurrency,
      signal,
    }).finally(() => {
      ended = true;
      filled.resolve();
    });
    reading.catch(() => {});
    while (!ended || waiting.length > 0) {
      if (waiting.length === 0) await filled.promise;
      filled = Promise.withResolvers();
      const items = waiting;
      waiting = [];
      emptied.resolve();
      emptied = Promise.withResolvers();
      for (const item of items) {
        if ("data" in item) yield item as unknown as RecordOf<D, N>;
        else onState?.(item.stream, item.state);
      }
    }
    await reading;
  } finally {
    stop.abort();
    emptied.resolve();
    await reading?.catch(() => {});
    await configured.close();
  }
}

function unknownStream(name: string, names: string[]): ConnectorError {
  return new ConnectorError("catalog.unknown_stream", {
    failureType: "config_error",
    message: `Cannot read the stream "${name}": the source has no such stream`,
    hint: `It has: ${names.join(", ")}`,
  });
}
