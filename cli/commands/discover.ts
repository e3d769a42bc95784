/** `airbyte-ts discover source-tickets --config config.json` */
import { runSource } from "../../core/runner/run.ts";
import type { Command } from "../command.ts";
import { linesOutput, wantsDebug } from "../output.ts";
import { commonFlags, configFlag, connectorArgument, isForPeople, runArguments } from "./source_flags.ts";

export const discover: Command = {
  name: "discover",
  summary: "list the streams",
  argument: connectorArgument,
  flags: [configFlag, ...commonFlags],
  examples: [
    ["airbyte-ts discover source-acme --config config.json", "the streams as a table"],
    ["airbyte-ts discover source-acme -c config.json | jq .catalog", "the CATALOG message"],
  ],
  async run(parsed, io) {
    const args = runArguments("discover", parsed);
    if (!isForPeople(parsed, io.stdout.isTerminal)) {
      return await runSource(args, linesOutput(io, wantsDebug(parsed, io)));
    }
    const { discoverView } = await import("../views/discover_view.ts");
    return await runSource(args, discoverView(io, args.debug === true));
  },
};
