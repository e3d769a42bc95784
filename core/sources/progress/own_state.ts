import type { JsonObject } from "../../json.ts";
import { StreamSlice } from "../stream_slice.ts";
import type { PartitionSource, Progress } from "./progress.ts";

/** A state that the author keeps: by `checkpoint(state)` in `read`, or by a function of state and record. */
export function ownStateProgress(
  partitions: PartitionSource | undefined,
  initial: JsonObject,
  update: ((state: JsonObject, record: JsonObject, slice: JsonObject) => JsonObject) | undefined,
): Progress {
  let state = initial;
  let pending = false;
  return {
    // One state for all slices can only follow one slice at a time.
    sequential: true,
    async *slices() {
      for await (const partition of partitions?.() ?? [{}]) yield new StreamSlice({ partition });
    },
    stateOf: () => structuredClone(state),
    observe(records, slice) {
      if (update) { for (const record of records) state = update(state, record, slice.partition); }
      return records;
    },
    set(value) {
      state = structuredClone(value);
      pending = true;
    },
    during() {
      if (!pending) return undefined;
      pending = false;
      return state;
    },
    close() {
      pending = false;
      return state;
    },
    finish: () => undefined,
    current: () => state,
  };
}
