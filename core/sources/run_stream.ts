/** An author's stream in one run: its description, its slices, its records. */
import { systemClock } from "../clock.ts";
import { ConnectorError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { isSchema, objectSchema } from "../schema/schema.ts";
import { batchesOf } from "./batches.ts";
import { describeStream } from "./describe_stream.ts";
import type { FieldPath } from "./cursors/cursor.ts";
import {
  type AnyStreamOptions,
  optionsOf,
  type ReadContext,
  type SliceContext,
  type StreamDefinition,
} from "./define_stream.ts";
import type { Http } from "./http/http.ts";
import { fullRefreshProgress } from "./progress/full_refresh.ts";
import { incrementalProgress } from "./progress/incremental.ts";
import { ownStateProgress } from "./progress/own_state.ts";
import type { PartitionSource, Progress } from "./progress/progress.ts";
import type { Partition, RecordBatch, SourceInput, Stream } from "./stream.ts";
import { StreamSlice } from "./stream_slice.ts";

/** What streams need of the run that they are part of. */
export interface SourceRun {
  readonly config: JsonObject;
  readonly folder: string | undefined;
  readonly input: SourceInput;
  /** The API for a stream. `shared`: its responses are kept for other streams that read it as a parent. */
  http(stream: string, shared: boolean): Http;
  /** Whether a stream is read more than once, as a parent of others. */
  isShared(stream: StreamDefinition): boolean;
  stateOf(name: string, namespace: string | undefined): JsonObject | undefined;
}

/** What functions of a stream see. */
export function sliceContext(run: SourceRun, stream: string, shared: boolean): SliceContext {
  const { sink, signal, world } = run.input;
  let http: Http | undefined;
  return {
    config: run.config,
    get http() {
      return http ??= run.http(stream, shared);
    },
    clock: world?.clock ?? systemClock,
    signal,
    log: (level, text) => sink.log(level, text),
  };
}

/** An author's stream as the reader runs it. */
export function startStream(definition: StreamDefinition, run: SourceRun): Stream {
  const { name } = definition;
  const options = optionsOf(definition);
  const context = sliceContext(run, name, run.isShared(definition));
  const parent = parentOf(options);
  return {
    name,
    ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
    ...(options.group === undefined ? {} : { group: options.group }),
    ...(parent ? { parents: [parent.name] } : {}),
    describe: () => describeStream(options, run.folder, context),
    open() {
      const state = run.stateOf(name, options.namespace);
      const progress = startProgress(definition, run, context, state);
      let failed = false;
      const failing = (error: unknown) => {
        failed = true;
        return placed(error, name);
      };

      async function* read(slice: StreamSlice): AsyncGenerator<RecordBatch> {
        try {
          yield* readSlice(options, progress, context, slice);
        } catch (error) {
          throw failing(error);
        }
      }

      async function* slices(): AsyncGenerator<StreamSlice> {
        try {
          yield* progress.slices();
        } catch (error) {
          throw failing(error);
        }
      }

      /** Slices one after another are one unit of work for the reader, with a state after each. */
      async function* readInTurn(): AsyncGenerator<RecordBatch> {
        for await (const slice of slices()) {
          yield* read(slice);
          yield { records: [], state: progress.close(slice) };
        }
      }

      if (progress.sequential || options.sequential === true) {
        const whole: Partition = { slice: new StreamSlice(), read: readInTurn };
        return {
          async *partitions() {
            yield whole;
          },
          close: () => undefined,
          finish: () => progress.finish(failed),
          current: () => progress.current(),
        };
      }
      return {
        async *partitions() {
          for await (const slice of slices()) yield { slice, read: () => read(slice) };
        },
        close: ({ slice }) => progress.close(slice),
        finish: () => progress.finish(failed),
        current: () => progress.current(),
      };
    },
  };
}

/** Reads all records of a stream, without state: as a parent, or for a check. */
export async function* readRows(
  definition: StreamDefinition,
  run: SourceRun,
  shared: boolean,
): AsyncGenerator<JsonObject> {
  const options = optionsOf(definition);
  const context = sliceContext(run, definition.name, shared);
  const progress = startProgress(definition, run, context, undefined);
  for await (const slice of progress.slices()) {
    for await (const { records } of readSlice(options, progress, context, slice)) yield* records;
    progress.close(slice);
  }
}

function startProgress(
  definition: StreamDefinition,
  run: SourceRun,
  context: SliceContext,
  state: JsonObject | undefined,
): Progress {
  const { name } = definition;
  const options = optionsOf(definition);
  const partitions = partitionSource(options, run, context);
  const warn = (text: string) => context.log("WARN", `Stream ${name}: ${text}`);
  if (options.state) {
    const { initial = {}, update } = options.state;
    return ownStateProgress(partitions, state ?? initial, update?.bind(options.state));
  }
  if (!options.cursor) return fullRefreshProgress(partitions, state, warn);
  return incrementalProgress({
    stream: name,
    cursor: options.cursor,
    field: cursorField(options, run),
    config: run.config,
    state,
    clock: context.clock,
    partitions,
    warn,
  });
}

/** The catalog's cursor field, where the stream lets the user choose. */
function cursorField({ name, cursor }: AnyStreamOptions, run: SourceRun): FieldPath {
  const chosen = cursor?.selectable
    ? run.input.catalog?.streams.find(({ stream }) => stream.name === name)?.cursor_field
    : undefined;
  if (chosen && chosen.length > 0) return chosen.length === 1 ? chosen[0]! : chosen;
  return cursor?.field ?? [];
}

function partitionSource(
  { slices }: AnyStreamOptions,
  run: SourceRun,
  context: SliceContext,
): PartitionSource | undefined {
  if (!slices) return undefined;
  if (typeof slices === "function") {
    return async function* () {
      for await (const slice of slices(context)) yield asPartition(slice);
    };
  }
  if (!("parent" in slices)) {
    return async function* () {
      for (const slice of slices) yield asPartition(slice);
    };
  }
  return async function* () {
    for await (const record of readRows(slices.parent, run, run.isShared(slices.parent))) {
      const slice = slices.slice(record);
      if (slice !== undefined) yield asPartition(slice);
    }
  };
}

/** Fields that are undefined have no place in a state. */
function asPartition(slice: object): JsonObject {
  return Object.fromEntries(Object.entries(slice).filter(([, value]) => value !== undefined));
}

function parentOf({ slices }: AnyStreamOptions): StreamDefinition | undefined {
  return slices && typeof slices === "object" && "parent" in slices ? slices.parent : undefined;
}

async function* readSlice(
  options: AnyStreamOptions,
  progress: Progress,
  context: SliceContext,
  slice: StreamSlice,
): AsyncGenerator<RecordBatch> {
  const every = options.checkpointEvery ?? (progress.set ? 1 : Infinity);
  let sinceState = 0;
  const view: ReadContext = {
    config: context.config,
    get http() {
      return context.http;
    },
    clock: context.clock,
    signal: context.signal,
    log: context.log,
    slice: slice.toObject(),
    state: progress.stateOf(slice),
    checkpoint(state) {
      if (progress.set) return progress.set(state);
      throw new ConnectorError("state.not_own", {
        failureType: "system_error",
        message: "Cannot set a checkpoint: the stream does not keep its own state",
        hint: "Declare `state: {}` in the stream, in place of a cursor",
        stream: options.name,
      });
    },
  };
  const normalize = options.normalize ? await normalizer(options) : undefined;
  for await (const rows of batchesOf(options.read(view))) {
    if (normalize) { for (const row of rows) normalize(row); }
    const records = progress.observe(rows, slice);
    sinceState += records.length;
    if (sinceState < every) {
      if (records.length > 0) yield { records };
      continue;
    }
    const state = progress.during(slice);
    if (state) sinceState = 0;
    yield { records, state };
  }
}

async function normalizer(options: AnyStreamOptions): Promise<(row: JsonObject) => void> {
  const schema = options.schema;
  if (!schema || typeof schema === "function") {
    throw new ConnectorError("source.no_schema", {
      failureType: "system_error",
      message: `Cannot normalize the records of "${options.name}": its schema is not declared in the stream`,
      stream: options.name,
    });
  }
  const { castBySchema } = await import("../schema/cast.ts");
  return castBySchema(isSchema(schema) ? schema.json : objectSchema(schema));
}

/** An error names the stream that failed. */
function placed(error: unknown, stream: string): unknown {
  if (error instanceof ConnectorError) error.stream ??= stream;
  return error;
}
