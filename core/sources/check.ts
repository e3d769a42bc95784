import { ConnectorError } from "../errors.ts";
import type { MessageSink } from "../protocol/messages.ts";
import { errorTrace, fullMessage } from "../protocol/trace.ts";
import type { ConfiguredSource } from "./stream.ts";

/**
 * Tests a connection and says how it went.
 *
 * @param validate tests the config before anything is sent
 * @throws {ConnectorError} anything that is not the config's fault
 */
export async function checkConnection(
  source: ConfiguredSource,
  sink: MessageSink,
  validate: () => Promise<void>,
): Promise<boolean> {
  const failed = (error: unknown): false => {
    if (!(error instanceof ConnectorError) || error.failureType !== "config_error") throw error;
    const status = { status: "FAILED", message: fullMessage(error) } as const;
    sink.message({ type: "CONNECTION_STATUS", connectionStatus: status });
    return false;
  };
  try {
    await validate();
  } catch (error) {
    return failed(error);
  }
  try {
    const { succeeded, message } = await source.check();
    sink.log(succeeded ? "INFO" : "ERROR", succeeded ? "Check succeeded" : "Check failed");
    sink.message({
      type: "CONNECTION_STATUS",
      connectionStatus: {
        status: succeeded ? "SUCCEEDED" : "FAILED",
        ...(message === undefined ? {} : { message }),
      },
    });
    return succeeded;
  } catch (error) {
    if (error instanceof ConnectorError && error.failureType === "config_error") {
      sink.message(errorTrace(error));
    }
    return failed(error);
  }
}
