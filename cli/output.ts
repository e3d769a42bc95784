/** Which output a command writes to: protocol lines for programs, a view for people. */
import { messageWriter } from "../core/protocol/writer.ts";
import { type Output, protocolOutput } from "../core/runner/output.ts";
import type { ParsedFlags } from "../core/runner/arguments.ts";
import type { Io } from "./command.ts";

/** Protocol lines on stdout. */
export function linesOutput(io: Io, debug: boolean): Output {
  return protocolOutput(messageWriter(io.stdout, { debug }));
}

export function wantsDebug({ flags }: ParsedFlags, io: Io): boolean {
  return flags.debug === true || io.env("LOG_LEVEL")?.toLowerCase() === "debug";
}
