/** `airbyte-ts`: Airbyte connectors in TypeScript and YAML. */
import { parseFlags } from "../core/runner/arguments.ts";
import { type Command, type Io, processIo, type RunEnd } from "./command.ts";

/** All commands, in the order of their use. Each is loaded when it is run. */
export const commands: Record<string, () => Promise<Command>> = {
  new: async () => (await import("./commands/new.ts")).newConnector,
  spec: async () => (await import("./commands/spec.ts")).spec,
  check: async () => (await import("./commands/check.ts")).check,
  discover: async () => (await import("./commands/discover.ts")).discover,
  read: async () => (await import("./commands/read.ts")).read,
};

/** Runs a command line, by default in this process's own heap. */
export async function main(
  argv: readonly string[],
  io: Io,
  run: (argv: readonly string[], io: Io) => Promise<RunEnd> = dispatch,
): Promise<RunEnd> {
  try {
    return await run(argv, io);
  } catch (error) {
    // Wrong use: there is no output yet that an error could go to.
    const { errorText } = await import("../core/runner/trace.ts");
    const { createRedactor } = await import("../core/protocol/redact.ts");
    const { paintFor, print } = await import("./style.ts");
    print(io.stderr, `${errorText(error, createRedactor(), paintFor(io, io.stderr))}\n`);
    return { code: 2 };
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<RunEnd> {
  const [name = "", ...rest] = argv;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load) {
    const command = await load();
    const parsed = parseFlags(rest, command.flags);
    if (parsed) return await command.run(parsed, io);
  }
  // Help, versions and mistakes: the only runs that pay for the argument library.
  const { runProgram } = await import("./program.ts");
  return await runProgram(argv, io, commands);
}

if (import.meta.main) {
  // The one command whose memory could grow with the data.
  const run = Deno.args[0] === "read" ? (await import("./own_heap.ts")).runInOwnHeap : dispatch;
  const { code, signal } = await main(Deno.args, processIo(), run);
  if (signal === "SIGTERM") {
    const { dieOfSigterm } = await import("../core/runner/signals.ts");
    await dieOfSigterm();
  }
  // Open keep-alive connections would hold the process for a while.
  Deno.exit(code);
}
