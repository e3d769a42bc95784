/** Errors as TRACE messages. `runner/trace.ts` decides exit codes and how a terminal shows them. */
import { ConnectorError } from "../errors.ts";
import type { Message, StreamDescriptor, StreamStatus } from "./messages.ts";

/** As in the Python CDK, only these say whose requests they were: a child may have needed its parent's. */
const ofRequests = new Set(["http.retries_exhausted", "http.rate_limited"]);

/** The TRACE message of an error; `stream` is the one that was read, unless the error names its own. */
export function errorTrace(error: unknown, stream?: StreamDescriptor): Message {
  const known = error instanceof ConnectorError ? error : undefined;
  const own = known && ofRequests.has(known.code) ? known.stream : undefined;
  const name = own === undefined || own === stream?.name ? stream : { name: own };
  const internal = known ? internalMessage(known) : error instanceof Error ? error.message : String(error);
  return {
    type: "TRACE",
    trace: {
      type: "ERROR",
      emitted_at: Date.now(),
      error: {
        message: known ? fullMessage(known) : unexpectedMessage(error, stream),
        ...(internal ? { internal_message: internal } : {}),
        stack_trace: stackOf(error),
        failure_type: known?.failureType ?? "system_error",
        ...(name ? { stream_descriptor: name } : {}),
      },
    },
  };
}

/** The status of a stream as a TRACE message. */
export function statusTrace(stream: StreamDescriptor, status: StreamStatus): Message {
  return {
    type: "TRACE",
    trace: {
      type: "STREAM_STATUS",
      emitted_at: Date.now(),
      stream_status: { stream_descriptor: stream, status },
    },
  };
}

/** What failed, where, and what to write instead. */
export function fullMessage({ message, at, hint }: ConnectorError): string {
  const placed = at ? `${message} (${at})` : message;
  return hint ? `${placed}. ${hint}` : placed;
}

function internalMessage({ internalMessage, code }: ConnectorError): string {
  return internalMessage ? `${internalMessage} [${code}]` : code;
}

function unexpectedMessage(error: unknown, stream: StreamDescriptor | undefined): string {
  const type = error instanceof Error ? error.constructor.name : typeof error;
  return stream
    ? `An unexpected error occurred in stream ${stream.name}: ${type}`
    : "Something went wrong in the connector. See the logs for more details.";
}

/** The stack of an error and of what caused it. */
function stackOf(error: unknown): string {
  const parts: string[] = [];
  for (let cause = error; cause !== undefined && parts.length < 5;) {
    parts.push(cause instanceof Error ? cause.stack ?? String(cause) : String(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return parts.join("\ncaused by: ");
}
