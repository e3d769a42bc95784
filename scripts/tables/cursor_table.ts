/** Replays the cursor table: slices, request options and state of cursors with and without partitions. */
import type { BuildEnvironment } from "../../core/declarative/context.ts";
import { createContext } from "../../core/declarative/manifest/build.ts";
import { propagate } from "../../core/declarative/manifest/propagate.ts";
import { partitionRouter } from "../../core/declarative/read/partition_router.ts";
import { streamCursor } from "../../core/declarative/read/partitions.ts";
import type { Cursor } from "../../core/declarative/roles.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { StreamSlice } from "../../core/sources/stream_slice.ts";
import { decode, encode, type Result, type TableRow } from "./table.ts";

const name = "s";
const mostSlices = 400;
const mostStates = 8;

export async function run(row: TableRow): Promise<Result> {
  const input = object(decode(row));
  let elapsed = 0;
  const cursor = buildCursor(input, () => elapsed);
  const slices: StreamSlice[] = [];
  const states: unknown[] = [];
  const interleaved = input.order === "interleaved";

  const process = (index: number) => {
    const slice = slices[index];
    if (!slice) return;
    const records = object(input.records);
    for (const record of list(records[index] ?? records["*"])) cursor.observe(record, slice);
    cursor.close(slice);
    states.push(encode(cursor.state()));
  };

  for await (const slice of cursor.slices()) {
    if (slices.length >= mostSlices) throw new Error("too many slices");
    slices.push(slice);
    if (interleaved) process(slices.length - 1);
  }
  // In the table, every read took a second.
  elapsed = 1000;

  const answer: Record<string, unknown> = { slices: slices.map(plain) };
  const sync = object(input.incremental_sync);
  if (sync.start_time_option || sync.start_value_option) {
    answer.requests = slices.slice(0, 5).map((slice) => requestOf(cursor, slice));
  }
  if (input.probe) {
    const slice = slices[0] ?? new StreamSlice();
    answer.should_be_synced = list(input.probe).map((record) => cursor.shouldBeSynced(record, slice));
  }
  if (!interleaved) orderOf(input, slices.length).forEach(process);
  if (states.length <= mostStates) answer.states = states;
  if (input.finish !== false) cursor.finish();
  return { value: { ...answer, final_state: cursor.state() } };
}

function orderOf(input: JsonObject, count: number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  if (input.order === "reverse") order.reverse();
  return Array.isArray(input.close)
    ? input.close.map(Number).filter((i) => i < count).map((i) => order[i] ?? 0)
    : order;
}

function buildCursor(input: JsonObject, clock: () => number): Cursor {
  const stream = propagate({
    type: "DeclarativeStream",
    name,
    incremental_sync: input.incremental_sync ?? null,
    retriever: { type: "SimpleRetriever", partition_router: input.partition_router ?? null },
    ...(input.parameters ? { $parameters: input.parameters } : {}),
  });
  const ctx = createContext({
    node: stream,
    env: environment(object(input.config)),
    stream: { name, primaryKey: "id" },
  });
  const limits = object(input.limits);
  return streamCursor({
    name,
    router: partitionRouter(object(stream.retriever).partition_router, ctx, {}),
    factory: ctx.buildAs("incremental_sync", stream.incremental_sync ?? null),
    state: object(input.state),
    env: ctx.env,
    clock,
    limits: {
      globalCursor: Number(limits.SWITCH_TO_GLOBAL_LIMIT ?? 10_000),
      remembered: Number(limits.DEFAULT_MAX_PARTITIONS_NUMBER ?? 25_000),
    },
  });
}

function requestOf(cursor: Cursor, slice: StreamSlice): JsonObject {
  const { params, headers, bodyJson, bodyData } = cursor.options({ slice, nextPageToken: undefined });
  return {
    params: object(params),
    headers: object(headers),
    body_json: bodyJson ?? {},
    body_data: object(bodyData),
  };
}

function plain({ partition, cursorSlice, extraFields }: StreamSlice): JsonObject {
  const slice: JsonObject = { partition, cursor_slice: cursorSlice };
  if (Object.keys(extraFields).length > 0) slice.extra_fields = extraFields;
  return slice;
}

function environment(config: JsonObject): BuildEnvironment {
  return {
    config,
    configPath: undefined,
    catalog: undefined,
    folder: ".",
    streamState: () => undefined,
    log() {},
    message() {},
    shared: (_key, make) => make(),
    limits: undefined,
    signal: undefined,
  };
}

function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}
