/** Runs a source in a test and gives its messages by kind. */
import { fileURLToPath } from "node:url";
import { ConnectorError } from "../errors.ts";
import { isObject, type JsonObject } from "../json.ts";
import { lineOf } from "../protocol/writer.ts";
import { createRedactor, secretValues } from "../protocol/redact.ts";
import type {
  AirbyteStream,
  ConfiguredCatalog,
  LogLevel,
  Message,
  MessageSink,
  StateMessage,
  StreamStatus,
  SyncMode,
} from "../protocol/messages.ts";
import { validateConfig } from "../runner/validate_config.ts";
import { checkConnection } from "../sources/check.ts";
import { readStreams } from "../sources/read.ts";
import { sourceOf, type TypedSource } from "../sources/define_source.ts";
import type { Source, World } from "../sources/stream.ts";

/** A source as tests take it: declared in TypeScript, or made of a manifest. */
export type AnySource = TypedSource<never, unknown> | Source;
import type { FakeApi } from "./fake_api.ts";
import type { Clock } from "../clock.ts";

/** What a test gives to a source. */
export interface RunOptions {
  /** The config; `{}` where left out. */
  config?: JsonObject;
  /** The API that answers; the real network where left out. */
  api?: FakeApi;
  /** The time: `fixedClock(…)`; the system's where left out. */
  clock?: Clock;
  /** Streams to read, incremental where they can; all of them where left out. */
  streams?: readonly string[];
  /** The catalog, where names are not enough. */
  catalog?: ConfiguredCatalog;
  /** Where the read starts: STATE messages, such as those of an earlier run, or `{ stream: state }`. */
  state?: readonly StateMessage[] | JsonObject;
  /** Records after which the read is broken off, as if the process were killed. */
  killAfter?: number;
}

/** What came out of a read. */
export interface RunResult {
  /** Records by stream. */
  readonly records: Record<string, JsonObject[]>;
  /** STATE messages in order. */
  readonly states: StateMessage[];
  /** The last state of each stream. */
  readonly state: JsonObject;
  /** The statuses of each stream in order. */
  readonly statuses: Record<string, StreamStatus[]>;
  /** Messages of TRACE errors. */
  readonly errors: string[];
  /** Texts of LOG messages: `WARN …`. */
  readonly logs: string[];
  /** All messages in order, records too. */
  readonly messages: Message[];
  /** What the read threw at its end; undefined where all streams are complete. */
  readonly failure: unknown;
}

/** Reads streams of a source. A read that fails does not throw: `failure` and `errors` tell. */
export async function runSource(source: AnySource, options: RunOptions = {}): Promise<RunResult> {
  const { killAfter = Infinity } = options;
  const stop = new AbortController();
  const result: RunResult & { failure: unknown } = {
    records: {},
    states: [],
    state: {},
    statuses: {},
    errors: [],
    logs: [],
    messages: [],
    failure: undefined,
  };
  let count = 0;
  const sink = collector((message) => {
    if (stop.signal.aborted) return;
    result.messages.push(message);
    sort(message, result);
    if (message.type === "RECORD" && ++count >= killAfter) stop.abort();
  });
  const stopped = stop.signal;
  const catalog = options.catalog ?? await configuredCatalog(source, options);
  const configured = await configure(source, options, sink, catalog, stopped);
  try {
    await validate(source, configured.config);
    await readStreams({
      streams: await configured.streams(),
      catalog,
      sink,
      concurrency: configured.concurrency,
      signal: stopped,
    });
  } catch (error) {
    result.failure = error;
  } finally {
    await configured.close();
  }
  return result;
}

/** Tests the connection of a source: the CONNECTION_STATUS, or what it threw. */
export async function checkSource(
  source: AnySource,
  options: RunOptions = {},
): Promise<{ status: "SUCCEEDED" | "FAILED"; message?: string }> {
  const messages: Message[] = [];
  const sink = collector((message) => messages.push(message));
  const configured = await configure(source, options, sink);
  try {
    await checkConnection(configured, sink, () => validate(source, configured.config));
  } finally {
    await configured.close();
  }
  for (const message of messages) {
    if (message.type === "CONNECTION_STATUS") return message.connectionStatus;
  }
  throw new Error("The check gave no CONNECTION_STATUS");
}

/** The streams of a source as discover shows them. */
export async function discoverSource(source: AnySource, options: RunOptions = {}): Promise<AirbyteStream[]> {
  const configured = await configure(source, options, collector(() => {}));
  try {
    const streams = await configured.streams();
    return await Promise.all(streams.map((stream) => stream.describe()));
  } finally {
    await configured.close();
  }
}

/** One STATE message of a stream. */
export function streamState(name: string, state: JsonObject): StateMessage {
  return { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: state } };
}

/** What a configured catalog may say of a stream. */
export interface CatalogEntry {
  /** The stream's name. */
  name: string;
  /** incremental where left out. */
  syncMode?: SyncMode;
  /** The cursor field that the user chose. */
  cursorField?: string[];
  /** The stream's schema; `{}` where left out. */
  schema?: JsonObject;
}

/** A configured catalog of these streams. */
export function catalogWith(...entries: readonly (string | CatalogEntry)[]): ConfiguredCatalog {
  return {
    streams: entries.map((entry) => {
      const { name, syncMode = "incremental", cursorField, schema = {} } = typeof entry === "string"
        ? { name: entry }
        : entry;
      return {
        stream: { name, json_schema: schema, supported_sync_modes: ["full_refresh", "incremental"] },
        sync_mode: syncMode,
        destination_sync_mode: "append",
        ...(cursorField ? { cursor_field: cursorField } : {}),
      };
    }),
  };
}

/** The lines that the messages are on stdout, with the secrets of the config masked. */
export function linesOf(messages: readonly Message[], source: AnySource, config: JsonObject): string[] {
  const redactor = createRedactor();
  redactor.add(secretValues(source.spec().connectionSpecification, config));
  return messages.map((message) => lineOf(message, redactor));
}

async function configuredCatalog(source: AnySource, options: RunOptions): Promise<ConfiguredCatalog> {
  if (options.streams) return catalogWith(...options.streams);
  const configured = await configure(source, options, collector(() => {}));
  try {
    return catalogWith(...(await configured.streams()).map(({ name }) => name));
  } finally {
    await configured.close();
  }
}

async function configure(
  source: AnySource,
  options: RunOptions,
  sink: MessageSink,
  catalog?: ConfiguredCatalog,
  signal?: AbortSignal,
) {
  const { config = {}, api, clock, state = [] } = options;
  const world: World = { client: api?.client, clock };
  return await sourceOf(source).configure({
    config: structuredClone(config),
    catalog,
    state: isMessages(state) ? [...state] : statesOf(state),
    sink,
    signal,
    world,
  });
}

function isMessages(state: readonly StateMessage[] | JsonObject): state is readonly StateMessage[] {
  return Array.isArray(state);
}

function statesOf(states: JsonObject): StateMessage[] {
  return Object.entries(states).map(([name, state]) => streamState(name, isObject(state) ? state : {}));
}

async function validate(source: AnySource, config: JsonObject): Promise<void> {
  await validateConfig(config, source.spec().connectionSpecification, () => {});
}

function collector(take: (message: Message) => void): MessageSink {
  return {
    message: take,
    record: (stream, data, reference, namespace) =>
      take({
        type: "RECORD",
        record: {
          ...(namespace === undefined ? {} : { namespace }),
          stream,
          data,
          emitted_at: Date.now(),
          ...(reference ? { file_reference: reference } : {}),
        },
      }),
    log: (level: LogLevel, message: string) => take({ type: "LOG", log: { level, message } }),
    drain: () => Promise.resolve(),
  };
}

function sort(message: Message, result: RunResult): void {
  switch (message.type) {
    case "RECORD":
      (result.records[message.record.stream] ??= []).push(message.record.data);
      break;
    case "STATE": {
      result.states.push(structuredClone(message.state));
      const stream = message.state.stream;
      if (stream) result.state[stream.stream_descriptor.name] = structuredClone(stream.stream_state ?? {});
      break;
    }
    case "LOG":
      if (message.log.level !== "DEBUG") result.logs.push(`${message.log.level} ${message.log.message}`);
      break;
    case "TRACE":
      if (message.trace.type === "ERROR") result.errors.push(message.trace.error.message);
      if (message.trace.type === "STREAM_STATUS") {
        const { stream_descriptor, status } = message.trace.stream_status;
        (result.statuses[stream_descriptor.name] ??= []).push(status);
      }
  }
}

/** Whether an error is of this kind: for assertions on `failure`. */
export function isConnectorError(error: unknown, code: string): boolean {
  return error instanceof ConnectorError && error.code === code;
}

/** The source of a manifest file, for tests. */
export async function manifestSource(file: string | URL): Promise<AnySource> {
  const { sourceFromFile } = await import("../declarative/source.ts");
  return await sourceFromFile(file instanceof URL ? fileURLToPath(file) : file);
}
