import type { Clock } from "../../clock.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { partitionKey } from "../../state/partition_key.ts";
import { type Cursor, type FieldPath, stateKey, type Tracker, valueAt } from "../cursors/cursor.ts";
import { compare } from "../cursors/value_cursor.ts";
import { StreamSlice } from "../stream_slice.ts";
import { lastSliceKey, resumed } from "./full_refresh.ts";
import { inOrder } from "./in_order.ts";
import type { PartitionSource, Progress } from "./progress.ts";

/** What a stream with a cursor starts from. */
export interface IncrementalOptions {
  stream: string;
  cursor: Cursor;
  field: FieldPath;
  config: JsonObject;
  state: JsonObject | undefined;
  clock: Clock;
  partitions: PartitionSource | undefined;
  warn(text: string): void;
  /** Partitions that have a state of their own; beyond, one state for all takes over. */
  maxPartitions?: number;
}

/** A stream with a cursor: one position, or one for each of its partitions. */
export function incrementalProgress(options: IncrementalOptions): Progress {
  return options.partitions ? partitioned(options, options.partitions) : undivided(options);
}

/** Gives the records to keep; the same list where that is all of them. */
function observed(
  records: JsonObject[],
  field: FieldPath,
  tracker: Tracker,
  window: JsonObject,
): JsonObject[] {
  let dropped: Set<JsonObject> | undefined;
  for (const record of records) {
    const value = typeof field === "string" ? record[field] : valueAt(record, field);
    if (value === undefined || tracker.observe(value, window)) continue;
    (dropped ??= new Set()).add(record);
  }
  return dropped ? records.filter((record) => !dropped.has(record)) : records;
}

function undivided(options: IncrementalOptions): Progress {
  const { field } = options;
  const state = options.state ?? {};
  const tracker = options.cursor.track({ ...options, state });
  const current = () => {
    const position = tracker.state();
    return Object.keys(position).length > 0 ? { ...state, ...position } : undefined;
  };
  return {
    sequential: false,
    async *slices() {
      for (const cursorSlice of tracker.windows()) yield new StreamSlice({ cursorSlice });
    },
    stateOf: () => state,
    observe: (records, slice) => observed(records, field, tracker, slice.cursorSlice),
    during(slice) {
      const position = tracker.during(slice.cursorSlice);
      return position && { ...state, ...position };
    },
    close(slice) {
      tracker.close(slice.cursorSlice);
      return current();
    },
    finish: () => current(),
    current,
  };
}

interface PartitionRun {
  readonly partition: JsonObject;
  readonly tracker: Tracker;
  /** Windows that are not closed yet. */
  open: number;
  /** No more windows will come. */
  complete: boolean;
}

/**
 * State as in the Python CDK: `{ states: [{ partition, cursor }], … }`, one `state` for all where there are too
 * many of them. While it is read, `last_slice` names the last partition with all before it done.
 */
function partitioned(options: IncrementalOptions, partitions: PartitionSource): Progress {
  const { field, maxPartitions = 10_000 } = options;
  const key = stateKey(field);
  const before = options.state ?? {};
  const known = new Map<string, { partition: JsonObject; cursor: JsonObject }>();
  for (const entry of Array.isArray(before.states) ? before.states : []) {
    if (!isObject(entry) || !isObject(entry.partition) || !isObject(entry.cursor)) continue;
    known.set(partitionKey(entry.partition), { partition: entry.partition, cursor: entry.cursor });
  }
  const start = isObject(before.state)
    ? before.state
    : before[key] === undefined
    ? {}
    : { [key]: before[key] };
  let isGlobal = before.use_global_cursor === true;
  let highest = start[key];
  let unfinished: JsonObject | undefined = isObject(before[lastSliceKey]) ? before[lastSliceKey] : undefined;
  let lastEmitted = -Infinity;

  const runs = new WeakMap<StreamSlice, PartitionRun>();
  const order = inOrder<PartitionRun>();
  const raise = (cursor: JsonObject) => {
    const value = cursor[key];
    if (value === undefined || (highest !== undefined && compare(highest, value) >= 0)) return;
    highest = value;
  };
  const remember = (partition: JsonObject, cursor: JsonObject) => {
    if (isGlobal || Object.keys(cursor).length === 0) return;
    known.set(partitionKey(partition), { partition, cursor });
    if (known.size <= maxPartitions) return;
    options.warn(`More than ${maxPartitions} partitions: they share one position from now on`);
    isGlobal = true;
    for (const { cursor } of known.values()) raise(cursor);
    known.clear();
  };
  const stateWith = (
    position: JsonObject,
    last: JsonObject | undefined,
    states: Iterable<JsonObject> = known.values(),
  ): JsonObject => ({
    use_global_cursor: isGlobal,
    ...(isGlobal ? {} : { states: [...states] }),
    ...(Object.keys(position).length > 0 ? { state: position } : {}),
    ...(last ? { [lastSliceKey]: last } : {}),
  });
  const current = () => stateWith(start, order.last()?.partition ?? unfinished);

  return {
    sequential: false,
    async *slices() {
      for await (const partition of resumed(partitions, before, options.warn)) {
        const state = known.get(partitionKey(partition))?.cursor ?? start;
        const run: PartitionRun = {
          partition,
          tracker: options.cursor.track({ ...options, state }),
          open: 0,
          complete: false,
        };
        order.begin(run);
        let held: StreamSlice | undefined;
        for (const cursorSlice of run.tracker.windows()) {
          if (held) yield held;
          held = new StreamSlice({ partition, cursorSlice });
          runs.set(held, run);
          run.open++;
        }
        run.complete = true;
        if (held) yield held;
        else order.end(run);
      }
    },
    stateOf: ({ partition }) => known.get(partitionKey(partition))?.cursor ?? start,
    observe(records, slice) {
      const run = runs.get(slice);
      return run ? observed(records, field, run.tracker, slice.cursorSlice) : records;
    },
    during(slice) {
      const run = runs.get(slice);
      const cursor = isGlobal ? undefined : run?.tracker.during(slice.cursorSlice);
      if (!run || !cursor) return undefined;
      const states = new Map(known).set(partitionKey(run.partition), { partition: run.partition, cursor });
      return stateWith(start, order.last()?.partition ?? unfinished, states.values());
    },
    close(slice) {
      const run = runs.get(slice);
      if (!run) return undefined;
      run.tracker.close(slice.cursorSlice);
      run.open--;
      const cursor = run.tracker.state();
      raise(cursor);
      remember(run.partition, cursor);
      if (run.complete && run.open === 0) order.end(run);
      // A state of many partitions is long: the more there are, the rarer it is written.
      const now = performance.now();
      if (now - lastEmitted < known.size) return undefined;
      lastEmitted = now;
      return current();
    },
    finish(failed) {
      if (failed) return current();
      unfinished = undefined;
      return stateWith(highest === undefined ? {} : { [key]: highest }, undefined);
    },
    current,
  };
}
