/** What a manifest and a TypeScript connector both end as. One reader runs both. */
import type { Clock } from "../clock.ts";
import type { HttpClient } from "../http/client.ts";
import type { JsonObject } from "../json.ts";
import type {
  AirbyteStream,
  ConfiguredCatalog,
  ConnectorSpecification,
  FileReference,
  MessageSink,
  StateMessage,
} from "../protocol/messages.ts";
import type { StreamSlice } from "./stream_slice.ts";
import type { TestRead } from "./test_read.ts";

/** Some records of one partition, in order; `fileReferences[i]` belongs to `records[i]`. */
export interface RecordBatch {
  /** In order. */
  records: JsonObject[];
  /** The files that they name. */
  fileReferences?: (FileReference | undefined)[];
  /** The stream's state after these records, where reading can go on from there: emitted once they are written. */
  state?: JsonObject | undefined;
}

/** A unit of work of one stream: read by one worker, closed once. */
export interface Partition {
  readonly slice: StreamSlice;
  /** Reads the partition. The stream's own cursor has observed every record that was yielded. */
  read(): AsyncIterable<RecordBatch>;
}

/** One read of one stream: its partitions and the state that follows them. */
export interface StreamRead {
  partitions(): AsyncIterable<Partition>;
  /** Called after the last record of the partition was written; gives the state to emit now, if any. */
  close(partition: Partition): JsonObject | undefined;
  /** Called when no partition is left, after failures too; gives the last state to emit, if any. */
  finish(): JsonObject | undefined;
  /** The position after the partitions closed so far, emitted when the read is interrupted. */
  current?(): JsonObject | undefined;
}

/** A stream as its source offers it. */
export interface Stream {
  readonly name: string;
  readonly namespace?: string;
  /** Streams with the same group name never run at once. */
  readonly group?: string;
  /** Streams that this one reads as parents; they count as running while its partitions are made. */
  readonly parents?: readonly string[];
  /** What `discover` says of it. */
  describe(): Promise<AirbyteStream>;
  open(): StreamRead;
}

/** What check, discover and read need of a run. */
export interface SourceInput {
  config: JsonObject;
  /** Where the config was read from; a rotated refresh token or a migrated config is written back there. */
  configPath?: string | undefined;
  catalog?: ConfiguredCatalog | undefined;
  state: StateMessage[];
  sink: MessageSink;
  signal?: AbortSignal | undefined;
  /** Limits and an observer, where the Connector Builder tests a stream. */
  testRead?: TestRead | undefined;
  /** What stands in for the world in tests. */
  world?: World | undefined;
}

/** The world outside of a connector. */
export interface World {
  /** The network; real connections where left out. */
  client?: HttpClient | undefined;
  /** The system's clock where left out. */
  clock?: Clock | undefined;
}

/** A source that knows its config. */
export interface ConfiguredSource {
  /** The config after migrations and transformations. */
  readonly config: JsonObject;
  /** How many partitions are read at once. */
  readonly concurrency: number;
  /** At least so many have to be read at once, where streams wait for each other; 1 where left out. */
  readonly leastConcurrency?: number;
  /** @throws {ConnectorError} what `check` reports as FAILED (config_error) or as a TRACE (anything else). */
  check(): Promise<{ succeeded: boolean; message?: string }>;
  streams(): Promise<Stream[]>;
  /** Removes temporary files, closes connections. */
  close(): Promise<void>;
}

/** A source: spec without a config, everything else with one. */
export interface Source {
  readonly name: string;
  spec(): ConnectorSpecification;
  configure(input: SourceInput): ConfiguredSource | Promise<ConfiguredSource>;
}
