/** `airbyte-ts spec source-tickets` */
import { runSource } from "../../core/runner/run.ts";
import type { Command } from "../command.ts";
import { linesOutput, wantsDebug } from "../output.ts";
import { commonFlags, connectorArgument, isForPeople, runArguments } from "./source_flags.ts";

export const spec: Command = {
  name: "spec",
  summary: "print the settings that a connector takes",
  argument: connectorArgument,
  flags: commonFlags,
  examples: [
    ["airbyte-ts spec connectors/source-acme", "its settings as a table"],
    ["airbyte-ts spec --manifest-path manifest.yaml | jq .spec", "the SPEC message"],
  ],
  async run(parsed, io) {
    const args = runArguments("spec", parsed);
    if (!isForPeople(parsed, io.stdout.isTerminal)) {
      return await runSource(args, linesOutput(io, wantsDebug(parsed, io)));
    }
    const { specView } = await import("../views/spec_view.ts");
    return await runSource(args, specView(io));
  },
};
