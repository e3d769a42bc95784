/** Messages of Airbyte protocol v0, as they stand on the wire (airbytehq/airbyte-protocol). */
import type { FailureType } from "../errors.ts";
import type { JsonObject } from "../json.ts";

export type SyncMode = "full_refresh" | "incremental";
export type StreamStatus = "STARTED" | "RUNNING" | "COMPLETE" | "INCOMPLETE";
/** How much a LOG message matters. */
export type LogLevel = "FATAL" | "ERROR" | "WARN" | "INFO" | "DEBUG" | "TRACE";

export interface StreamDescriptor {
  name: string;
  namespace?: string;
}

export interface AirbyteStream {
  name: string;
  json_schema: JsonObject;
  supported_sync_modes: SyncMode[];
  source_defined_cursor?: boolean;
  default_cursor_field?: string[];
  source_defined_primary_key?: string[][];
  namespace?: string;
  is_resumable?: boolean;
  is_file_based?: boolean;
}

export interface ConfiguredStream {
  stream: AirbyteStream;
  sync_mode: SyncMode;
  destination_sync_mode: string;
  cursor_field?: string[];
  primary_key?: string[][];
  [extra: string]: unknown;
}

export interface ConfiguredCatalog {
  streams: ConfiguredStream[];
}

/** A file that a record names, as it lies in the staging folder. */
export interface FileReference {
  /** Where it lies. */
  staging_file_url: string;
  /** Its path at the source. */
  source_file_relative_path: string;
  /** Its size in bytes. */
  file_size_bytes: number;
}

export interface RecordMessage {
  stream: string;
  data: JsonObject;
  emitted_at: number;
  namespace?: string;
  meta?: JsonObject;
  file_reference?: FileReference;
}

export interface StateMessage {
  type: "STREAM" | "GLOBAL" | "LEGACY";
  stream?: { stream_descriptor: StreamDescriptor; stream_state?: JsonObject };
  global?: {
    shared_state?: JsonObject;
    stream_states: { stream_descriptor: StreamDescriptor; stream_state?: JsonObject }[];
  };
  data?: JsonObject;
  sourceStats?: { recordCount: number };
}

export interface StatusReason {
  type: "RATE_LIMITED";
  rate_limited?: { quota_reset?: number };
}

export type TraceMessage =
  & { emitted_at: number }
  & (
    | {
      type: "ERROR";
      error: {
        message: string;
        internal_message?: string;
        stack_trace?: string;
        failure_type: FailureType;
        stream_descriptor?: StreamDescriptor;
      };
    }
    | {
      type: "STREAM_STATUS";
      stream_status: { stream_descriptor: StreamDescriptor; status: StreamStatus; reasons?: StatusReason[] };
    }
    | {
      type: "ESTIMATE";
      estimate: {
        name: string;
        type: "STREAM" | "SYNC";
        namespace?: string;
        row_estimate?: number;
        byte_estimate?: number;
      };
    }
    | { type: "ANALYTICS"; analytics: { type: string; value?: string } }
  );

export interface ConnectorSpecification {
  connectionSpecification: JsonObject;
  documentationUrl?: string;
  supportsIncremental?: boolean;
  supported_destination_sync_modes?: string[];
  advanced_auth?: JsonObject;
  [extra: string]: unknown;
}

export type Message =
  | { type: "SPEC"; spec: ConnectorSpecification }
  | { type: "CONNECTION_STATUS"; connectionStatus: { status: "SUCCEEDED" | "FAILED"; message?: string } }
  | { type: "CATALOG"; catalog: { streams: AirbyteStream[] } }
  | { type: "RECORD"; record: RecordMessage }
  | { type: "STATE"; state: StateMessage }
  | { type: "LOG"; log: { level: LogLevel; message: string; stack_trace?: string } }
  | { type: "TRACE"; trace: TraceMessage }
  | {
    type: "CONTROL";
    control: { type: "CONNECTOR_CONFIG"; emitted_at: number; connectorConfig: { config: JsonObject } };
  };

/** Where messages go. Records take the fast road of `record`. */
export interface MessageSink {
  message(message: Message): void;
  record(stream: string, data: JsonObject, fileReference?: FileReference, namespace?: string): void;
  log(level: LogLevel, text: string): void;
  /** Learns a value that no message may show, such as an access token that was fetched. */
  secret?(value: unknown): void;
  /** Resolves when everything so far was written: a new refresh token must be known before it is used. */
  flush?(): Promise<void>;
  /** Resolves when the reader of stdout has caught up: the back-pressure that reaches the requests. */
  drain(): Promise<void>;
}
