import type { Output } from "../../core/runner/output.ts";
import type { Io } from "../command.ts";
import { paintFor, print } from "../style.ts";
import { view } from "./view.ts";

/** ✓ or ✗, and why not. */
export function checkView(io: Io, debug: boolean): { output: Output; failed(): boolean } {
  const paint = paintFor(io, io.stdout);
  let failed = false;
  const output = view({
    io,
    debug,
    message(message) {
      if (message.type !== "CONNECTION_STATUS") return;
      const { status, message: reason = "the source did not say why" } = message.connectionStatus;
      failed = status === "FAILED";
      const text = failed
        ? `${paint.red("✗")} Cannot connect: ${
          output.redactor.redact(plainText(reason)).replaceAll("\n", "\n  ")
        }`
        : `${paint.green("✓")} Connected`;
      print(io.stdout, `${text}\n`);
    },
  });
  return { output, failed: () => failed };
}

/** The protocol's message is a Python repr: quotes around it are of no use to people. */
function plainText(reason: string): string {
  const quoted = /^(["'])(.*)\1$/s.exec(reason);
  return quoted?.[2]?.replace(/\\(["'\\])/g, "$1").replaceAll("\\n", "\n") ?? reason;
}
