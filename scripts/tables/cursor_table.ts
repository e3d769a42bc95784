/** Replays the cursor table: slices, request options and state of cursors with and without partitions. */
import type { Component, ComponentNode } from "../../core/declarative/component.ts";
import type { BuildContext, BuildEnvironment, StreamScope } from "../../core/declarative/context.ts";
import { propagate } from "../../core/declarative/manifest/propagate.ts";
import { MinMaxDatetime } from "../../core/declarative/components/datetime/min_max_datetime.ts";
import { DatetimeBasedCursor } from "../../core/declarative/components/incremental_sync/datetime_based_cursor.ts";
import { IncrementingCountCursor } from "../../core/declarative/components/incremental_sync/incrementing_count_cursor.ts";
import { ListPartitionRouter } from "../../core/declarative/components/partition_routers/list_partition_router.ts";
import { RequestOption } from "../../core/declarative/components/requesters/request_option.ts";
import { partitionRouter } from "../../core/declarative/read/partition_router.ts";
import { streamCursor } from "../../core/declarative/read/partitions.ts";
import type { Cursor, RoleName, Roles } from "../../core/declarative/roles.ts";
import { interpolatedBoolean, interpolatedString } from "../../core/jinja/interpolation.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { StreamSlice } from "../../core/sources/stream_slice.ts";
import { decode, encode, type Result, type TableRow } from "./table.ts";

const registry = new Map<string, Component>(
  [DatetimeBasedCursor, IncrementingCountCursor, ListPartitionRouter, MinMaxDatetime, RequestOption]
    .map((component) => [component.type, component]),
);
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
  const ctx = contextOf(stream, object(input.config), { name, primaryKey: "id" });
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

/** A context with what cursors and partition routers need. */
function contextOf(node: JsonObject, config: JsonObject, stream: StreamScope): BuildContext {
  const parameters = object(node.$parameters);
  const env: BuildEnvironment = {
    config,
    configPath: undefined,
    catalog: undefined,
    folder: "",
    streamState: () => undefined,
    log() {},
    message() {},
    shared: (_key, make) => make(),
    limits: undefined,
    signal: undefined,
  };
  const buildAs = <R extends RoleName>(
    _role: R,
    inner: Json,
    changes: Partial<StreamScope> = {},
  ): Roles[R] => {
    const child = object(inner);
    const found = registry.get(String(child.type));
    if (!found) throw new Error(`no component "${child.type}"`);
    const def: JsonObject = {};
    for (const [key, field] of Object.entries(found.fields)) {
      const value = child[key] ?? field.default;
      if (value === undefined && field.required) throw new Error(`${key} is missing`);
      if (value !== undefined) def[key] = value as Json;
    }
    return found.build(def, contextOf(child, config, { ...stream, ...changes })) as Roles[R];
  };
  return {
    config,
    node,
    parameters,
    stream,
    env,
    build: <R extends RoleName>(inner: ComponentNode<R>, changes?: Partial<StreamScope>) =>
      buildAs("part", inner, changes) as Roles[R],
    buildAs,
    withEnv: () => contextOf(node, config, stream),
    text: (text, fallback) => interpolatedString(text, { config, parameters, default: fallback }),
    condition: (text) => interpolatedBoolean(text, { config, parameters }),
    at: () => "cursor table",
  };
}

function object(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function list(value: unknown): JsonObject[] {
  return Array.isArray(value) ? value.map(object) : [];
}
