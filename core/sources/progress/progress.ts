/** How far one read of one stream has come. */
import type { JsonObject } from "../../json.ts";
import type { StreamSlice } from "../stream_slice.ts";

/** The partitions of a stream, as the author gives them. */
export type PartitionSource = () => AsyncIterable<JsonObject>;

/** Makes the slices of a stream and the states that follow them. */
export interface Progress {
  /** Slices are read one after another, never at once. */
  readonly sequential: boolean;
  slices(): AsyncIterable<StreamSlice>;
  /** The state that the reading of a slice starts from. */
  stateOf(slice: StreamSlice): JsonObject;
  /** Sees records that were read; gives those to keep. */
  observe(records: JsonObject[], slice: StreamSlice): JsonObject[];
  /** The author's own state, after the records so far; only where the stream keeps one. */
  set?(state: JsonObject): void;
  /** The state in the middle of a slice, where one can be told. */
  during(slice: StreamSlice): JsonObject | undefined;
  /** The slice is read whole; gives the state to emit now. */
  close(slice: StreamSlice): JsonObject | undefined;
  /** No slice is left. `failed`: some were not read whole. */
  finish(failed: boolean): JsonObject | undefined;
  /** The position now, for an interrupted read. */
  current(): JsonObject | undefined;
}
