import { ConnectorError } from "../errors.ts";

/** An error of an area `state.*`: the input state, or slices that do not fit it. */
export function stateError(
  code: "malformed" | "cursor_value" | "slice" | "order" | "unknown_partition",
  stream: string | undefined,
  message: string,
  hint?: string,
): ConnectorError {
  return new ConnectorError(`state.${code}`, { failureType: "system_error", message, hint, stream });
}
