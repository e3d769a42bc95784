/** What reads a stream slice by slice and keeps its position. */
import type { DateTime } from "../../datetime/mod.ts";
import type { RequestOptions } from "../../http/message.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { RecordBatch, Stream } from "../../sources/stream.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { PartitionedPosition, PerPartitionOptions } from "../../state/partitioned_position.ts";
import type { Position } from "../../state/position.ts";
import type { RequestOption, RequestScope } from "./requests.ts";

/** Where an asynchronous job stands. */
export type JobStatus = "RUNNING" | "COMPLETED" | "FAILED" | "TIMED_OUT" | "SKIPPED";

/** Reads the records of one slice. */
export interface Retriever {
  /** Reads one slice, in batches. */
  read(slice: StreamSlice): AsyncIterable<RecordBatch>;
  /** The slices to read, where they are not the cursor's own (asynchronous jobs). */
  slices?(): AsyncIterable<StreamSlice>;
}

/** The slices of a stream before its cursor cuts them, and what each adds to a request. */
export interface PartitionRouter {
  /** The partitions, one by one. */
  slices(): AsyncIterable<StreamSlice>;
  /** What the partition of a slice adds to a request. */
  options(scope: RequestScope): RequestOptions;
  /** Parent state to keep beside the partitions' own: stream name → state. Never changed afterwards. */
  parentState?(): JsonObject | undefined;
  /** Streams that are read as parents. */
  readonly parents?: readonly string[];
  /** The fields of its partitions, where they are known before reading. */
  readonly partitionFields?: readonly string[];
  /** It puts partition values into requests itself. */
  readonly injects?: boolean;
  /** Its partitions change from run to run, so only one position for all of them makes sense. */
  readonly globalCursor?: boolean;
  /** Records lie in the parent's own response: `extraFields.child_response` of a slice is the first page's body. */
  readonly lazy?: boolean;
}

/** One parent of a SubstreamPartitionRouter. */
export interface ParentStream {
  readonly stream: DeclarativeStream;
  /** The value in a parent's record; undefined where the record has none. */
  parentKey(record: JsonObject): Json | undefined;
  readonly partitionField: string;
  readonly requestOption: RequestOption | undefined;
  /** The state of the parent is kept in the child's. */
  readonly incremental: boolean;
  /** What travels along with the slice. */
  extraFields(record: JsonObject): JsonObject;
  readonly lazy: boolean;
}

/** A stream's position: cuts slices, watches records, tells the state. */
export interface Cursor {
  readonly cursorField: string | undefined;
  slices(): AsyncIterable<StreamSlice>;
  options(scope: RequestScope): RequestOptions;
  observe(record: JsonObject, slice: StreamSlice): void;
  /** Whether a record is new: the client-side filter and the stop of a data feed. */
  shouldBeSynced(record: JsonObject, slice: StreamSlice | undefined): boolean;
  /** The slice is read whole; gives the state to emit now, if any. */
  close(slice: StreamSlice): JsonObject | undefined;
  /** All slices are closed; gives the last state to emit, if any. */
  finish(): JsonObject | undefined;
  state(): JsonObject;
  /** A cursor of the same kind that has seen nothing, to watch one slice (PaginationReset). */
  fresh?(): Cursor;
  /** The rest of a slice after the records observed so far, where the cursor can tell (PaginationReset). */
  reduce?(slice: StreamSlice): StreamSlice;
  /** Smaller slices in place of one that the API refuses; undefined where it cannot be split further. */
  split?(slice: StreamSlice, minimumSeconds: number | undefined): StreamSlice[] | undefined;
  /** The time up to which a stored state covers the stream, where it says so (api_retention_period). */
  coveredUntil(state: JsonObject): DateTime | undefined;
}

/** What an `incremental_sync` component makes once the stream's state is known. */
export interface CursorFactory {
  readonly cursorField: string;
  readonly isDataFeed: boolean;
  readonly isClientSide: boolean;
  /** The configured catalog may choose another cursor field. */
  readonly allowsCatalogCursor: boolean;
  /** A step cuts each partition into windows. */
  readonly hasStep: boolean;
  /** It counts instead of telling time; partitions and retention periods do not go with it. */
  readonly counts: boolean;
  /** What the window of a slice adds to a request. */
  options(slice: StreamSlice): RequestOptions;
  /** The position in an undivided stream. @throws {ConnectorError} state.* where the state cannot be read. */
  whole(state: JsonObject): Position;
  /** A position per partition. @throws {ConnectorError} state.* */
  perPartition(options: PerPartitionOptions): PartitionedPosition;
}

/** A stream of a manifest; as a parent it is read slice by slice. */
export interface DeclarativeStream extends Stream {
  readonly cursor: Cursor;
  readonly router: PartitionRouter | undefined;
  slices(): AsyncIterable<StreamSlice>;
  read(slice: StreamSlice): AsyncIterable<RecordBatch>;
}

/** A state in an old form → the present form. */
export type StateMigration = (state: JsonObject) => JsonObject;
