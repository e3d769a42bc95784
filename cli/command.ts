/** What a command of the command line is. Declarations only: parsing and help are `program.ts`'s. */
import type { Flag, ParsedFlags } from "../core/runner/arguments.ts";

/** How a command ended: an exit code, or the signal to die of. */
export type { RunEnd } from "../core/runner/run.ts";
import type { RunEnd } from "../core/runner/run.ts";

export interface Command {
  name: string;
  /** One line for lists. */
  summary: string;
  /** Its argument, such as `[connector]`, and what it stands for. */
  argument?: { name: string; summary: string };
  flags: readonly Flag[];
  /** Command lines for `--help`, each with what it does. */
  examples: readonly (readonly [line: string, does: string])[];
  run(parsed: ParsedFlags, io: Io): Promise<RunEnd>;
}

/** The terminal, passed in so that a test reads what was printed. */
export interface Io {
  stdout: Terminal;
  stderr: Terminal;
  env(name: string): string | undefined;
}

export interface Terminal {
  write(bytes: Uint8Array): Promise<number>;
  writeSync(bytes: Uint8Array): number;
  readonly isTerminal: boolean;
  /** Width in characters. */
  columns(): number;
}

/** The process's own stdout and stderr. */
export function processIo(): Io {
  return {
    stdout: terminal(Deno.stdout),
    stderr: terminal(Deno.stderr),
    env: (name) => Deno.env.get(name),
  };
}

function terminal(stream: typeof Deno.stdout | typeof Deno.stderr): Terminal {
  return {
    write: (bytes) => stream.write(bytes),
    writeSync: (bytes) => stream.writeSync(bytes),
    isTerminal: stream.isTerminal(),
    columns() {
      try {
        return Deno.consoleSize().columns;
      } catch {
        return 80;
      }
    },
  };
}
