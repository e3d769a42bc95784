/** What a source run is asked to do: the official `source-declarative-manifest` flags, and ours on top. */

export type Verb = "spec" | "check" | "discover" | "read";

/** Arguments of a run, as far as the core is concerned. */
export interface RunArguments {
  verb: Verb;
  /** Folder with a `manifest.yaml`, a manifest file, or a connector's name. */
  connector?: string | undefined;
  manifestPath?: string | undefined;
  componentsPath?: string | undefined;
  /** A JSON or YAML file, or `-` for stdin. */
  config?: string | undefined;
  catalog?: string | undefined;
  state?: string | undefined;
  /** Reads these streams only. */
  streams?: string[] | undefined;
  /** Records per stream after which it is left. */
  limit?: number | undefined;
  /** Partitions read at once, whatever the connector says. */
  concurrency?: number | undefined;
  debug?: boolean | undefined;
}

/** One flag of a command. */
export interface Flag {
  name: string;
  short?: string;
  /** Placeholder of its value; none for a switch. */
  value?: string;
  summary: string;
}

/** The flags as they were written: switches are `true`. */
export interface ParsedFlags {
  positionals: string[];
  flags: Record<string, string | true>;
}

/**
 * Splits arguments by a table of flags, without loading a library. Undefined where anything is unusual (an
 * unknown flag, a missing value): then the full parser says what is wrong.
 */
export function parseFlags(argv: readonly string[], table: readonly Flag[]): ParsedFlags | undefined {
  const positionals: string[] = [];
  const flags: Record<string, string | true> = {};
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (!word.startsWith("-") || word === "-") {
      positionals.push(word);
      continue;
    }
    const [name, inline] = splitOnce(word, "=");
    const flag = table.find((item) => `--${item.name}` === name || (item.short && `-${item.short}` === name));
    if (!flag) return undefined;
    if (flag.value === undefined) {
      if (inline !== undefined) return undefined;
      flags[flag.name] = true;
      continue;
    }
    const value = inline ?? argv[++i];
    if (value === undefined || (inline === undefined && value.startsWith("-") && value !== "-")) {
      return undefined;
    }
    flags[flag.name] = value;
  }
  return { positionals, flags };
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
