import type { DateTime } from "../datetime/mod.ts";
import type { JsonObject } from "../json.ts";
import type { Position, SliceView } from "./position.ts";

/** Partitions come from here, a few at a time. */
export interface PartitionSource {
  slices(): AsyncIterable<{ partition: JsonObject; extraFields: JsonObject }>;
  /** Undefined where there are no parents. Snapshots; never changed afterwards. */
  parentState?(): JsonObject | undefined;
}

export interface PartitionLimits {
  /** More partitions than this are not kept apart: one position for all of them takes over. */
  globalCursor: number;
  /** As many partitions are remembered at once. */
  remembered: number;
}

/** What a stream gives to a position per partition. */
export interface PerPartitionOptions {
  readonly stream: string;
  readonly state: JsonObject;
  readonly source: PartitionSource;
  /** One position for all partitions, from the start. */
  readonly globalCursor: boolean;
  readonly limits?: PartitionLimits | undefined;
  /** Milliseconds that only grow. */
  readonly clock?: (() => number) | undefined;
  log(level: "INFO" | "WARN" | "DEBUG", text: string): void;
}

/** A slice in its parts. */
export interface PartitionedSlice {
  partition: JsonObject;
  cursorSlice: JsonObject;
  extraFields: JsonObject;
}

/** How far each partition is read, with one position for all of them beside. */
export interface PartitionedPosition {
  slices(): AsyncGenerator<PartitionedSlice>;
  observe(record: JsonObject, slice: SliceView): void;
  shouldBeSynced(record: JsonObject, slice: SliceView): boolean;
  /** The slice is read whole; true where the state should be emitted now. */
  close(slice: SliceView): boolean;
  /** No slice is left. */
  finish(): void;
  state(): JsonObject;
  /** The position in a partition of which nothing is known. */
  fresh(): Position;
  coveredUntil(state: JsonObject): DateTime | undefined;
}
