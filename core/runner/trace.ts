/** How an error looks to a person, and which exit code it gives. TRACE messages are made in `protocol/trace.ts`. */
import { ConnectorError } from "../errors.ts";
import type { Redactor } from "../protocol/redact.ts";

/** Exit codes: anything that failed is 1; an interrupted run says by what. */
export const exitCodes = { ok: 0, failed: 1, interrupted: 130 } as const;

const plain = (text: string): string => text;

/** An error for a terminal: code and place, what failed, what to write instead. */
export function errorText(
  error: unknown,
  redactor: Redactor,
  paint: { red: (text: string) => string; dim: (text: string) => string } = { red: plain, dim: plain },
): string {
  if (!(error instanceof ConnectorError)) {
    const stack = error instanceof Error ? error.stack ?? error.message : String(error);
    return redactor.redact(`${paint.red("error[internal]")} Something went wrong in the connector\n${stack}`);
  }
  const lines = [`${paint.red(`error[${error.code}]`)}${error.at ? ` ${error.at}` : ""}`];
  const body = [error.message, error.hint, error.internalMessage].filter((text) => text !== undefined);
  for (const [index, text] of body.entries()) {
    const indented = text.replaceAll(/^/gm, "  ");
    lines.push(index === 2 ? paint.dim(indented) : indented);
  }
  return redactor.redact(lines.join("\n"));
}
