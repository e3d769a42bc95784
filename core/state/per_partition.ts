import { isObject, type JsonObject } from "../json.ts";
import type { CursorValues } from "./cursor_values.ts";
import { stateError } from "./error.ts";
import { highestValue } from "./highest_value.ts";
import { lookahead } from "./lookahead.ts";
import { parentProgress } from "./parent_progress.ts";
import { keyOfSorted, partitionKey, sortedPartition } from "./partition_key.ts";
import type {
  PartitionedPosition,
  PartitionedSlice,
  PartitionLimits,
  PerPartitionOptions,
} from "./partitioned_position.ts";
import type { SliceView } from "./position.ts";
import { readValue, type WindowPosition } from "./window_position.ts";

export const partitionLimits: PartitionLimits = { globalCursor: 10_000, remembered: 25_000 };

/** What the kind of cursor adds. */
export interface PartitionKind<V> {
  readonly cursorField: string;
  readonly values: CursorValues<V>;
  /** The position in one partition; it starts `lookbackSeconds` before what the state says. */
  position(state: JsonObject, lookbackSeconds: number): WindowPosition<V>;
}

/** A partition with a position of its own. */
interface Known<V> {
  /** As it stands in the state. */
  readonly partition: JsonObject;
  readonly position: WindowPosition<V>;
}

/** A partition that is being read. */
interface Open {
  /** Slices that are not closed yet. */
  slices: number;
  /** No more slices will come. */
  complete: boolean;
  readonly sequence: number;
}

function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

const emissionPause = 600_000;

/** @throws {ConnectorError} state.* where the state cannot be read. */
export function perPartitionPosition<V>(
  options: PerPartitionOptions,
  kind: PartitionKind<V>,
): PartitionedPosition {
  const { stream, source, log, limits = partitionLimits, clock = () => performance.now() } = options;
  const { cursorField, values } = kind;
  // In order of appearance, so that the oldest are forgotten first.
  const known = new Map<string, Known<V>>();
  const open = new Map<string, Open>();
  const parents = parentProgress();

  let isGlobal = options.globalCursor;
  let globalState: JsonObject = {};
  let lookback = 0;
  let partitionCount = 0;
  let sequence = 0;
  let lastEmission = -Infinity;
  let started: number | undefined;
  let sawRecords = false;
  let warnedOfDuplicates = false;
  let warnedOfFormat = false;
  let forUnknown: WindowPosition<V> | undefined;

  const highest = highestValue(values);

  // Partition keys are long to make; records of a slice come in a row.
  const keys = new WeakMap<SliceView, string>();
  function keyOf(slice: SliceView): string {
    let key = keys.get(slice);
    if (key === undefined) {
      if (isEmpty(slice.partition) && isEmpty(slice.cursorSlice)) {
        throw stateError("slice", stream, `Cannot place a record of stream "${stream}": it has no slice`);
      }
      keys.set(slice, key = partitionKey(slice.partition));
    }
    return key;
  }

  readState(options.state);

  function readState(state: JsonObject): void {
    if (isEmpty(state)) return;
    if (!("states" in state) && !("state" in state)) readGlobal(state);
    else {
      isGlobal = state["use_global_cursor"] === true;
      lookback = Math.trunc(Number(state["lookback_window"] ?? 0)) || 0;
      const states = state["states"] ?? [];
      if (!Array.isArray(states)) throw malformed(`"states" is no list`);
      for (const entry of states) {
        if (!isObject(entry) || !isObject(entry["partition"]) || !isObject(entry["cursor"])) {
          throw malformed('an entry of "states" lacks its "partition" or "cursor"');
        }
        partitionCount++;
        const partition = sortedPartition(entry["partition"]);
        known.set(keyOfSorted(partition), { partition, position: kind.position(entry["cursor"], 0) });
      }
      if (isObject(state["state"])) readGlobal(state["state"]);
    }
    const parentState = state["parent_state"];
    if (isObject(parentState) && !isEmpty(parentState)) parents.state = parentState;
  }

  function readGlobal(state: JsonObject): void {
    if (!(cursorField in state)) return;
    const value = readValue(state[cursorField], values, stream, cursorField);
    globalState = { [cursorField]: values.format(value) };
    highest.see(value);
  }

  function malformed(problem: string) {
    return stateError(
      "malformed",
      stream,
      `Cannot read the state of stream "${stream}": ${problem}`,
      'A per-partition state looks like {"states": [{"partition": {…}, "cursor": {…}}], "state": {…}}',
    );
  }

  /** For partitions without a state of their own. */
  function newPosition(): WindowPosition<V> {
    return kind.position(globalState, cursorField in globalState ? lookback : 0);
  }

  function positionOf(key: string): WindowPosition<V> {
    const found = known.get(key);
    if (found) return found.position;
    throw stateError(
      "unknown_partition",
      stream,
      `Cannot keep the state of stream "${stream}": the partition ${key} was forgotten while it was being read`,
    );
  }

  function forgetOldest(): void {
    if (!isGlobal && partitionCount > limits.globalCursor) {
      log(
        "INFO",
        `Exceeded the 'SWITCH_TO_GLOBAL_LIMIT' of ${limits.globalCursor}. Switching to global cursor for ${stream}.`,
      );
      isGlobal = true;
    }
    while (known.size > limits.remembered - 1) {
      const [oldest = ""] = known.keys();
      let victim = oldest;
      for (const key of known.keys()) {
        if (open.has(key)) continue;
        victim = key;
        break;
      }
      known.delete(victim);
      log(
        open.has(victim) ? "WARN" : "DEBUG",
        `The maximum number of partitions of ${stream} has been reached: ${victim} is dropped`,
      );
    }
  }

  async function* slices(): AsyncGenerator<PartitionedSlice> {
    if (started !== undefined) {
      throw stateError("slice", stream, `Cannot read stream "${stream}" twice: its slices were made already`);
    }
    started = clock();
    for await (const { item, captured } of lookahead(source.slices(), () => source.parentState?.())) {
      const { partition, extraFields } = item;
      forgetOldest();
      const sorted = sortedPartition(partition);
      const key = keyOfSorted(sorted);
      const position = known.get(key)?.position ?? newPosition();
      if (!known.has(key)) {
        partitionCount++;
        known.set(key, { partition: sorted, position });
      }
      if (open.has(key)) {
        if (!warnedOfDuplicates) log("WARN", `Partition duplication detected for stream ${stream}`);
        warnedOfDuplicates = true;
        continue;
      }
      const reading: Open = { slices: 0, complete: false, sequence: sequence++ };
      open.set(key, reading);
      parents.begin(reading.sequence, captured);

      let held: JsonObject | undefined;
      for (const window of position.windows()) {
        if (held) {
          reading.slices++;
          yield { partition, cursorSlice: held, extraFields };
        }
        held = window;
      }
      if (held) {
        reading.slices++;
        reading.complete = true;
        yield { partition, cursorSlice: held, extraFields };
      }
    }
  }

  function observe(record: JsonObject, slice: SliceView): void {
    const raw = record[cursorField];
    if (raw === undefined || raw === null) return;
    const value = values.parse(raw);
    if (value === undefined) {
      if (!warnedOfFormat) {
        log(
          "WARN",
          `Skipping cursor update for stream '${stream}': failed to parse cursor field '${cursorField}' value ${
            JSON.stringify(raw)
          }`,
        );
      }
      warnedOfFormat = true;
      return;
    }
    sawRecords = true;
    highest.see(value);
    if (!isGlobal) positionOf(keyOf(slice)).observeValue(value, slice);
  }

  function close(slice: SliceView): boolean {
    const key = keyOf(slice);
    const reading = open.get(key);
    if (!reading || reading.slices === 0) {
      throw stateError(
        "slice",
        stream,
        `Cannot close a slice of stream "${stream}" that is not open: ${key}`,
      );
    }
    reading.slices--;
    const isDone = reading.complete && reading.slices === 0;
    if (!isGlobal) {
      const position = positionOf(key);
      position.close(slice);
      if (isDone) highest.seeWritten(position.state()[cursorField]);
    }
    if (isDone) {
      open.delete(key);
      parents.end(reading.sequence);
    }
    parents.advance();

    const now = clock();
    if (now - lastEmission <= emissionPause) return false;
    lastEmission = now;
    return !isGlobal || parents.hasState;
  }

  function finish(): void {
    for (const { slices } of open.values()) if (slices > 0) return;
    if (sawRecords && started !== undefined) {
      globalState = highest.written === undefined ? {} : { [cursorField]: highest.written };
      lookback = Math.max(1, Math.ceil((clock() - started) / 1000));
      forUnknown = undefined;
    }
    parents.state = source.parentState?.();
  }

  function state(): JsonObject {
    const result: JsonObject = { use_global_cursor: isGlobal };
    if (!isGlobal) {
      result["states"] = Array.from(known.values(), ({ partition, position }) => ({
        partition,
        cursor: position.state(),
      }));
    }
    if (cursorField in globalState) result["state"] = globalState;
    result["lookback_window"] = lookback;
    if (parents.state !== undefined) result["parent_state"] = parents.state;
    return result;
  }

  return {
    slices,
    observe,
    shouldBeSynced(record, slice) {
      const key = keyOf(slice);
      const position = isGlobal ? undefined : known.get(key)?.position;
      return (position ?? (forUnknown ??= newPosition())).shouldBeSynced(record);
    },
    close,
    finish,
    state,
    fresh: () => kind.position({}, 0),
    coveredUntil(state) {
      const covered = state["state"];
      return isObject(covered) ? kind.position({}, 0).coveredUntil(covered) : undefined;
    },
  };
}
