/** Help, mistakes and the screen of first contact: the full parser, loaded only where it is needed. */
import { Command as Parser, CommanderError } from "@commander-js/extra-typings";
import { nearest } from "../core/errors.ts";
import type { ParsedFlags } from "../core/runner/arguments.ts";
import type { Command, Io, RunEnd } from "./command.ts";
import { paintFor, print } from "./style.ts";
import { version } from "./version.ts";

type Commands = Record<string, () => Promise<Command>>;

/** Parses any command line; what parses is run. */
export async function runProgram(argv: readonly string[], io: Io, commands: Commands): Promise<RunEnd> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()));
  if (argv.length === 0) {
    print(io.stdout, firstContact(loaded, io));
    return { code: 0 };
  }
  const name = argv.find((word) => !word.startsWith("-"));
  if (name !== undefined && name !== "help" && !Object.hasOwn(commands, name)) {
    const near = nearest(name, Object.keys(commands));
    const hint = near ? `Did you mean "${near}"?` : `Commands: ${Object.keys(commands).join(", ")}`;
    print(io.stderr, `${paintFor(io, io.stderr).red("error[cli.unknown_command]")}\n`);
    print(io.stderr, `  "${name}" is no command\n  ${hint}\n`);
    return { code: 2 };
  }
  let end: RunEnd = { code: 0 };
  const program = new Parser("airbyte-ts")
    .description("Airbyte connectors in TypeScript and YAML.")
    .version(version, "-V, --version")
    .helpCommand("help [command]", "show what a command does")
    .configureHelp({ helpWidth: Math.min(110, io.stdout.columns()) });
  const settings = {
    writeOut: (text: string) => print(io.stdout, text),
    writeErr: (text: string) => print(io.stderr, text),
    getOutHelpWidth: () => Math.min(110, io.stdout.columns()),
    getErrHelpWidth: () => Math.min(110, io.stderr.columns()),
  };
  program.configureOutput(settings).exitOverride();
  for (const command of loaded) {
    program.addCommand(
      parserOf(command, io, (value) => end = value).configureOutput(settings).exitOverride(),
    );
  }
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode === 0 ? 0 : 2 };
  }
  return end;
}

function parserOf(command: Command, io: Io, done: (end: RunEnd) => void): Parser<unknown[]> {
  const parser = new Parser<unknown[]>(command.name).summary(command.summary).description(
    `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
  );
  if (command.argument) parser.argument(command.argument.name, command.argument.summary);
  for (const flag of command.flags) {
    const long = `--${flag.name}${flag.value ? ` ${flag.value}` : ""}`;
    parser.option(flag.short ? `-${flag.short}, ${long}` : long, flag.summary);
  }
  if (command.examples.length > 0) {
    const width = Math.max(...command.examples.map(([line]) => line.length));
    const lines = command.examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`);
    parser.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
  parser.action(async () => {
    const given: Record<string, unknown> = parser.opts();
    const parsed: ParsedFlags = { positionals: parser.args, flags: {} };
    for (const flag of command.flags) {
      const value = given[camelCase(flag.name)];
      if (typeof value === "string" || value === true) parsed.flags[flag.name] = value;
    }
    done(await command.run(parsed, io));
  });
  return parser;
}

const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

/** What there is, and a line to copy for each. */
function firstContact(commands: Command[], io: Io): string {
  const paint = paintFor(io, io.stdout);
  const rows = commands.map(({ name, summary, examples }) =>
    [name, summary, examples[0]?.[0] ?? ""] as const
  );
  const wide = Math.max(...rows.map(([, summary]) => summary.length));
  const room = io.stdout.columns() >= 80;
  const lines = rows.map(([name, summary, example]) =>
    `  ${paint.bold(name.padEnd(10))} ${room ? `${summary.padEnd(wide)}  ${paint.dim(example)}` : summary}`
  );
  return [
    "Airbyte connectors in TypeScript and YAML.",
    "",
    ...lines,
    "",
    "  airbyte-ts help COMMAND tells more. No connector at hand? deno task demo",
    "",
  ].join("\n");
}
