import { ConnectorError } from "../errors.ts";

/** `value`: the text or number is no date. `overflow`: the result leaves the years 1…9999. `type`: these two do not mix. */
export type DatetimeFailure = "value" | "overflow" | "type";

/** An error of the codes `datetime.value`, `datetime.overflow` (Python's ValueError, OverflowError) or `datetime.type`. */
export function datetimeError(kind: DatetimeFailure, message: string): ConnectorError {
  return new ConnectorError(`datetime.${kind}`, { failureType: "system_error", message });
}

/** A string as Python's `repr` quotes it in error messages. */
export function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}
