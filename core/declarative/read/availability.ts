/** Whether a stream can be read: its first slice is asked for a first record. */
import { ConnectorError, namedError } from "../../errors.ts";
import type { LogLevel } from "../../protocol/messages.ts";
import type { Stream } from "../../sources/stream.ts";
import type { CheckResult } from "../roles.ts";

type Log = (level: LogLevel, text: string) => void;

/** @throws anything that does not speak about the connection */
async function unavailability(stream: Stream, log: Log): Promise<string | undefined> {
  try {
    for await (const partition of stream.open().partitions()) {
      for await (const { records } of partition.read()) if (records.length > 0) return undefined;
      log("INFO", `Successfully connected to stream ${stream.name}, but got 0 records.`);
      return undefined;
    }
    return `Cannot attempt to connect to stream ${stream.name} - no stream slices were found`;
  } catch (error) {
    if (isAboutConnection(error)) return error.hint ? `${error.message}. ${error.hint}` : error.message;
    throw error;
  }
}

/** What the API or the config is to blame for; anything else went wrong on the way. */
function isAboutConnection(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && /^(?:http|config|auth|stream)\./.test(error.code);
}

/** Checks one stream; `kind` begins the message, as in "Stream orders is not available". */
export async function checkStream(stream: Stream, log: Log, kind = "Stream"): Promise<CheckResult> {
  try {
    const reason = await unavailability(stream, log);
    if (reason === undefined) return { succeeded: true };
    const message = `${kind} ${stream.name} is not available: ${reason}`;
    log("WARN", message);
    return { succeeded: false, message };
  } catch (error) {
    const name = `${kind === "Stream" ? "stream" : "dynamic stream"} ${stream.name}`;
    return failure(`checking availability of ${name}`, error, log);
  }
}

/** A check that could not be finished. */
export function failure(action: string, thrown: unknown, log: Log): CheckResult {
  const error = namedError(thrown);
  const message = `Encountered an error while ${action}. Error: ${
    error instanceof Error ? error.message : String(error)
  }`;
  log("ERROR", message);
  return { succeeded: false, message };
}
