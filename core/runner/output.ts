/** Where a run's messages go, and its errors. */
import { ConnectorError, namedError } from "../errors.ts";
import type { MessageSink } from "../protocol/messages.ts";
import type { Redactor } from "../protocol/redact.ts";
import type { Writer } from "../protocol/writer.ts";
import { errorTrace, fullMessage } from "../protocol/trace.ts";
import { errorText } from "./trace.ts";

export interface Output extends MessageSink {
  readonly redactor: Redactor;
  /** Aborted when nobody reads any more. */
  readonly gone: AbortSignal;
  /** An error that ends the run. */
  fatal(error: unknown): void;
  /** Writes what is left. */
  end(): Promise<void>;
}

/** Protocol lines on stdout: an error is a FATAL log and a TRACE. */
export function protocolOutput(writer: Writer): Output {
  return {
    ...writer,
    fatal(thrown) {
      const error = namedError(thrown);
      // With a full disk behind stdout, stderr is all that is left.
      if (writer.gone.aborted) return console.error(errorText(error, writer.redactor));
      const text = error instanceof ConnectorError ? fullMessage(error) : String(error);
      writer.log("FATAL", text);
      writer.message(errorTrace(error));
    },
  };
}
