import type { DateTime } from "../datetime/mod.ts";
import type { Json, JsonObject } from "../json.ts";

/** What a position needs to know of a slice. The slice itself is the key to what was seen in it. */
export interface SliceView {
  readonly partition: JsonObject;
  readonly cursorSlice: JsonObject;
  /** The value of a partition or cursor field. */
  get(key: string): Json | undefined;
}

/** How far one undivided partition is read: its windows, what was seen in them, and the state that follows. */
export interface Position {
  /** The windows still to be read, as cursor slices. */
  windows(): Iterable<JsonObject>;
  observe(record: JsonObject, slice: SliceView): void;
  shouldBeSynced(record: JsonObject): boolean;
  /** The slice is read whole. True where that is worth a new state. */
  close(slice: SliceView): boolean;
  state(): JsonObject;
  /** A position of the same kind that has seen nothing. */
  fresh(): Position;
  /** The window after the records observed so far; undefined where none was. */
  reduce(slice: SliceView): JsonObject | undefined;
  /** Two halves of a slice's window; undefined where it cannot be split further. */
  split(slice: SliceView, minimumSeconds: number | undefined): JsonObject[] | undefined;
  /** The time up to which a stored state covers the partition, where it says so. */
  coveredUntil(state: JsonObject): DateTime | undefined;
}
