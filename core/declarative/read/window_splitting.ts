import { ConnectorError } from "../../errors.ts";
import { RequestSignal } from "../../http/message.ts";
import type { RecordBatch } from "../../sources/stream.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { BuildEnvironment } from "../context.ts";
import type { Cursor, RequestWindowSplitting } from "../roles.ts";

type Read = (slice: StreamSlice) => AsyncIterable<RecordBatch>;

interface Options {
  splitting: RequestWindowSplitting | undefined;
  cursor: Cursor | undefined;
  stream: string;
  env: BuildEnvironment;
}

// A bound of its own, should a cursor's windows ever fail to shrink.
const deepestSplit = 10;

/**
 * Reads a slice, and where the API refuses its window, the smaller ones that the cursor cuts it into. The whole
 * slice counts as one partition all the same: it is closed once, when every part is read.
 */
export function splittingReader(read: Read, { splitting, cursor, stream, env }: Options): Read {
  if (!splitting) return refusing(read, stream);
  const { failureMessage, minimumSeconds } = splitting;

  function fail(reason: string, rejection: string | undefined): never {
    throw new ConnectorError("http.request_window", {
      failureType: "transient_error",
      message: [`Cannot read stream "${stream}": ${reason}`, failureMessage?.trim()].filter(Boolean).join(
        ". ",
      ),
      internalMessage: rejection,
      stream,
    });
  }

  return async function* readWindow(slice: StreamSlice, depth = 0): AsyncGenerator<RecordBatch> {
    let emitted = 0;
    let rejection: string | undefined;
    try {
      for await (const batch of read(slice)) {
        emitted += batch.records.length;
        yield batch;
      }
      return;
    } catch (signal) {
      if (!(signal instanceof RequestSignal) || signal.kind !== "SPLIT_REQUEST_WINDOW") throw signal;
      rejection = signal.reason;
    }
    if (emitted > 0) {
      env.log("WARN", `Stream ${stream}: ${emitted} records of a window that is split now may come twice`);
    }
    if (depth >= deepestSplit) {
      fail(`the API still refuses the request window after ${deepestSplit} splits`, rejection);
    }
    const parts = cursor?.split?.(slice, minimumSeconds);
    if (!parts) fail("the API refuses the smallest request window that the cursor can cut", rejection);
    env.log(
      "INFO",
      `Stream ${stream}: the API refused a request window; it is read in ${parts.length} parts`,
    );
    for (const part of parts) yield* readWindow(part, depth + 1);
  };
}

function refusing(read: Read, stream: string): Read {
  return async function* (slice) {
    try {
      yield* read(slice);
    } catch (signal) {
      if (!(signal instanceof RequestSignal) || signal.kind !== "SPLIT_REQUEST_WINDOW") throw signal;
      throw new ConnectorError("manifest.request_window_splitting", {
        failureType: "config_error",
        message:
          `Cannot split the request window of stream "${stream}": its retriever has no request_window_splitting`,
        hint: "Add request_window_splitting to the retriever, or another action to the error handler",
        stream,
      });
    }
  };
}
