/** What all views for people share: warnings and errors on stderr, secrets masked. */
import type { LogLevel, Message } from "../../core/protocol/messages.ts";
import { createRedactor } from "../../core/protocol/redact.ts";
import type { Output } from "../../core/runner/output.ts";
import { errorText } from "../../core/runner/trace.ts";
import type { Io } from "../command.ts";
import { type Paint, paintFor, print } from "../style.ts";

const shown: Record<LogLevel, "always" | "debug"> = {
  FATAL: "always",
  ERROR: "debug", // the view itself says what failed
  WARN: "always",
  INFO: "debug",
  DEBUG: "debug",
  TRACE: "debug",
};

export interface ViewOptions {
  io: Io;
  debug: boolean;
  message(message: Message): void;
  /** Prints a line of stderr; a live display moves out of the way first. */
  say?(line: string): void;
}

/** An output that shows messages to people. */
export function view({ io, debug, message, say }: ViewOptions): Output {
  const redactor = createRedactor();
  const paint = paintFor(io, io.stderr);
  const tell = say ?? ((line: string) => print(io.stderr, `${line}\n`));
  return {
    redactor,
    gone: new AbortController().signal,
    message,
    record() {},
    log(level, text) {
      if (shown[level] === "debug" && !debug) return;
      tell(`${label(level, paint)} ${redactor.redact(text)}`);
    },
    secret: (value) => redactor.add(value),
    fatal: (error) => tell(errorText(error, redactor, paint)),
    drain: () => Promise.resolve(),
    end: () => Promise.resolve(),
  };
}

function label(level: LogLevel, paint: Paint): string {
  if (level === "WARN") return paint.yellow("warning:");
  return level === "ERROR" || level === "FATAL" ? paint.red("error:") : paint.dim(`${level.toLowerCase()}:`);
}
