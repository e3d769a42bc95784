/** What a stream's cursor is, and how far it has come. */
import type { Clock } from "../../clock.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** The name of a top-level field, or the path of a nested one. */
export type FieldPath = string | readonly string[];

/**
 * A stream's cursor, made by `datetimeCursor()` or `cursor()`. `F` is its field, `W` what it adds to a slice,
 * `K` the config keys that it reads.
 */
export interface Cursor<
  F extends FieldPath = FieldPath,
  W extends object = object,
  K extends string = string,
> {
  /** The field of a record that it compares. */
  readonly field: FieldPath;
  /** The configured catalog may choose another field. */
  readonly selectable: boolean;
  /** Starts one partition of the stream. */
  track(options: TrackOptions): Tracker;
  /** Carries its types; never set. */
  readonly "~types"?: { field: F; window: W; keys: K };
}

/** What a tracker starts from. */
export interface TrackOptions {
  /** The stream's name, for messages. */
  stream: string;
  /** The cursor field in effect. */
  field: FieldPath;
  /** The connector's config. */
  config: JsonObject;
  /** What an earlier run left: `{ [field]: value }`. */
  state: JsonObject | undefined;
  /** Tells what "now" is. */
  clock: Clock;
}

/** How far one partition of a stream has come. */
export interface Tracker {
  /** The windows still to be read; each is an object of its own, with the slice's fields. */
  windows(): Iterable<JsonObject>;
  /** Sees the cursor values of records that were read in a window. False: the record is old, and dropped. */
  observe(value: Json, window: JsonObject): boolean;
  /** A window is read whole. */
  close(window: JsonObject): void;
  /** The position after the windows closed so far, `{}` where there is none. */
  state(): JsonObject;
  /** The position in the middle of a window whose records come in the cursor's order, where it is known. */
  during(window: JsonObject): JsonObject | undefined;
}

/** A field's key in a state: a nested path is joined by dots. */
export function stateKey(field: FieldPath): string {
  return typeof field === "string" ? field : field.join(".");
}

/** The value at a field of a record; undefined where it is missing. */
export function valueAt(record: JsonObject, field: FieldPath): Json | undefined {
  if (typeof field === "string") return record[field];
  let value: Json | undefined = record;
  for (const key of field) value = isObject(value) ? value[key] : undefined;
  return value;
}
