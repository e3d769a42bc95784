/** `airbyte-ts read source-tickets --config config.json` */
import { runSource } from "../../core/runner/run.ts";
import type { Command } from "../command.ts";
import { linesOutput, wantsDebug } from "../output.ts";
import { commonFlags, configFlag, connectorArgument, isForPeople, runArguments } from "./source_flags.ts";

export const read: Command = {
  name: "read",
  summary: "read records",
  argument: connectorArgument,
  flags: [
    configFlag,
    { name: "catalog", value: "<file>", summary: "configured catalog; without one, every stream is read" },
    { name: "state", short: "s", value: "<file>", summary: "state of an earlier read, to continue it" },
    { name: "streams", value: "<a,b>", summary: "read these streams only" },
    { name: "limit", short: "n", value: "<count>", summary: "stop each stream after so many records" },
    {
      name: "concurrency",
      value: "<count>",
      summary: "slices read at once, in place of the connector's own number",
    },
    { name: "fresh", summary: "on a terminal: start anew, not from the state that was saved" },
    ...commonFlags,
  ],
  examples: [
    ["airbyte-ts read source-acme --streams orders --limit 10", "ten orders"],
    ["airbyte-ts read source-acme -c config.json > orders.jsonl", "protocol lines, for a program"],
    ["airbyte-ts read source-acme -c config.json --state state.json", "what is new since then"],
  ],
  async run(parsed, io) {
    const args = runArguments("read", parsed);
    if (!isForPeople(parsed, io.stdout.isTerminal)) {
      return await runSource(args, linesOutput(io, wantsDebug(parsed, io)));
    }
    const { readForPeople } = await import("../views/read_view.ts");
    return await readForPeople(args, io, { fresh: parsed.flags.fresh === true });
  },
};
