/**
 * The only writer to stdout. Lines are joined to large chunks, always whole; who waits for `drain` is held up
 * by a slow reader. stdout holds protocol lines only · no secret leaves in a message · memory does not grow.
 */
import { ConnectorError } from "../errors.ts";
import { Float, type JsonObject } from "../json.ts";
import { emptyLike } from "../ordered_object.ts";
import type { FileReference, LogLevel, Message, MessageSink } from "./messages.ts";
import { createRedactor, type Redactor } from "./redact.ts";

/** Where bytes go: stdout, or a test's list. */
export interface ByteSink {
  /** The bytes are its own only until it resolves. */
  write(bytes: Uint8Array): Promise<number>;
}

/** A message sink that ends. */
export interface Writer extends MessageSink {
  readonly redactor: Redactor;
  /** Aborted when nobody reads stdout any more (EPIPE), or when it cannot be written (disk full). */
  readonly gone: AbortSignal;
  /**
   * Writes what is left. Resolves at once where the reader has gone.
   * @throws {ConnectorError} where stdout could not be written
   */
  end(): Promise<void>;
}

export interface WriterOptions {
  redactor?: Redactor;
  /** Writes DEBUG logs too. */
  debug?: boolean;
}

const chunkLength = 64 * 1024;
const highWater = 4 * chunkLength;
// A line waits no longer than this for company: a reader sees progress while the API is slow.
const flushDelay = 25;

/** Writes messages as lines of JSON to `out`. */
export function messageWriter(out: ByteSink, options: WriterOptions = {}): Writer {
  const redactor = options.redactor ?? createRedactor();
  const gone = new AbortController();
  const encoder = new TextEncoder();
  // One buffer for all chunks: new ones are left to a garbage collector that sees only their shells.
  const buffer = new Uint8Array(2 * chunkLength);
  let pending = "";
  let backlog = 0;
  const chunks: string[] = [];
  let writing: Promise<void> | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failure: ConnectorError | undefined;
  let recordStream: string | undefined;
  let recordNamespace: string | undefined;
  let recordHead = "";
  const ended = new Set<string>();

  /** A child may wait for requests of its parent long after the parent's own end, which stays its last status. */
  const isLate = (message: Message): boolean => {
    if (message.type !== "TRACE" || message.trace.type !== "STREAM_STATUS") return false;
    const { status, stream_descriptor: { name, namespace } } = message.trace.stream_status;
    const stream = JSON.stringify([name, namespace]);
    if (status === "COMPLETE" || status === "INCOMPLETE") ended.add(stream);
    return status === "RUNNING" && ended.has(stream);
  };

  const push = (line: string): void => {
    if (gone.signal.aborted) return;
    pending += line;
    if (pending.length >= chunkLength) flush();
    else timer ??= setTimeout(flush, flushDelay);
  };

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (pending === "") return;
    chunks.push(pending);
    backlog += pending.length;
    pending = "";
    writing ??= writeChunks();
  };

  const writeChunks = async (): Promise<void> => {
    try {
      for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
        for (let rest = chunk; rest !== "";) {
          const { read, written } = encoder.encodeInto(rest, buffer);
          await writeAll(out, buffer.subarray(0, written));
          rest = rest.slice(read);
        }
        backlog -= chunk.length;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BrokenPipe)) {
        failure = new ConnectorError("cli.stdout", {
          failureType: "system_error",
          message: `Cannot write to stdout: ${error instanceof Error ? error.message : error}`,
          cause: error,
        });
      }
      chunks.length = 0;
      backlog = 0;
      pending = "";
      gone.abort(failure);
    }
    writing = undefined;
  };

  return {
    redactor,
    gone: gone.signal,
    message(message) {
      if (!isLate(message)) push(lineOf(message, redactor));
    },
    record(stream, data, fileReference, namespace) {
      if (stream !== recordStream || namespace !== recordNamespace) {
        recordStream = stream;
        recordNamespace = namespace;
        const place = namespace === undefined ? "" : `"namespace":${JSON.stringify(namespace)},`;
        recordHead = `{"type":"RECORD","record":{${place}"stream":${JSON.stringify(stream)},"data":`;
      }
      push(
        `${recordHead}${JSON.stringify(withoutNulls(data))},"emitted_at":${Date.now()}${
          fileField(fileReference)
        }}}\n`,
      );
    },
    log(level: LogLevel, text: string) {
      if (level === "DEBUG" && !options.debug) return;
      push(lineOf({ type: "LOG", log: { level, message: text } }, redactor));
    },
    secret: (value) => redactor.add(value),
    async drain() {
      while (backlog > highWater && writing) await writing;
    },
    async flush() {
      flush();
      while (writing) await writing;
    },
    async end() {
      flush();
      while (writing) await writing;
      if (failure) throw failure;
    },
  };
}

/** The Python CDK leaves out the null fields of a record, though not those of objects within it. */
function withoutNulls(data: JsonObject): JsonObject {
  for (const key in data) {
    if (data[key] !== null) continue;
    const kept: JsonObject = emptyLike(data);
    for (const name in data) if (data[name] !== null) kept[name] = data[name]!;
    return kept;
  }
  return data;
}

const fileField = (reference: FileReference | undefined): string =>
  reference ? `,"file_reference":${JSON.stringify(reference)}` : "";

async function writeAll(out: ByteSink, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    try {
      done += await out.write(bytes.subarray(done));
    } catch (error) {
      // A parent process may have made the pipe non-blocking.
      if (!(error instanceof Deno.errors.WouldBlock)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

// Words of the protocol and names of streams: not texts, so nothing in them is masked.
const structural = new Set(["type", "level", "status", "failure_type", "name", "namespace"]);

/** A message as its line. */
export function lineOf(message: Message, redactor: Redactor): string {
  switch (message.type) {
    case "LOG":
    case "TRACE":
    case "CONNECTION_STATUS":
      return `${
        JSON.stringify(
          message,
          (key, value: unknown) =>
            typeof value === "string" && !structural.has(key) ? redactor.redact(value) : value,
        )
      }\n`;
    case "STATE": {
      const { sourceStats, ...state } = message.state;
      if (!sourceStats) return `${JSON.stringify(message)}\n`;
      // Counts are decimal numbers in the protocol: 2.0, not 2.
      const stats = { recordCount: Float.of(sourceStats.recordCount) };
      return `${JSON.stringify({ type: "STATE", state: { ...state, sourceStats: stats } })}\n`;
    }
    case "CONTROL": {
      const { connectorConfig: { config }, ...control } = message.control;
      const connectorConfig = { config: withoutNulls(config) };
      return `${JSON.stringify({ type: "CONTROL", control: { ...control, connectorConfig } })}\n`;
    }
    default:
      return `${JSON.stringify(message)}\n`;
  }
}
