/** `airbyte-ts check source-tickets --config config.json` */
import { runSource } from "../../core/runner/run.ts";
import type { Command } from "../command.ts";
import { linesOutput, wantsDebug } from "../output.ts";
import { commonFlags, configFlag, connectorArgument, isForPeople, runArguments } from "./source_flags.ts";

export const check: Command = {
  name: "check",
  summary: "test the connection",
  argument: connectorArgument,
  flags: [configFlag, ...commonFlags],
  examples: [
    ["airbyte-ts check source-acme --config secrets/config.json", "does the key work?"],
    ["pass show acme | airbyte-ts check source-acme --config -", "settings from stdin"],
  ],
  async run(parsed, io) {
    const args = runArguments("check", parsed);
    if (!isForPeople(parsed, io.stdout.isTerminal)) {
      return await runSource(args, linesOutput(io, wantsDebug(parsed, io)));
    }
    const { checkView } = await import("../views/check_view.ts");
    const view = checkView(io, args.debug === true);
    const end = await runSource(args, view.output);
    // The protocol's exit code of a failed check is 0; in a shell, `check && read` is meant to stop.
    return end.code === 0 && view.failed() ? { code: 1 } : end;
  },
};
