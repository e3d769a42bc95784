/** Flags that the four verbs of a source share, and how they become arguments of a run. */
import { ConnectorError } from "../../core/errors.ts";
import type { Flag, ParsedFlags, RunArguments, Verb } from "../../core/runner/arguments.ts";

export const connectorArgument = {
  name: "[connector]",
  summary: "folder with a manifest.yaml, a manifest file, or a name under connectors/",
};

export const commonFlags: readonly Flag[] = [
  { name: "manifest-path", value: "<file>", summary: "manifest to run, in place of [connector]" },
  { name: "components-path", value: "<file>", summary: "custom components of that manifest" },
  {
    name: "format",
    value: "<format>",
    summary: "json: protocol lines; text: for people (default on a terminal)",
  },
  { name: "debug", summary: "write DEBUG logs too" },
];

export const configFlag: Flag = {
  name: "config",
  short: "c",
  value: "<file>",
  summary: "settings, as JSON or YAML; - reads stdin",
};

/** @throws {ConnectorError} cli.* where a value does not fit */
export function runArguments(verb: Verb, { positionals, flags }: ParsedFlags): RunArguments {
  const text = (name: string) => typeof flags[name] === "string" ? flags[name] : undefined;
  if (positionals.length > 1) {
    throw wrongUse(`${verb} takes one connector, not ${positionals.length}: ${positionals.join(" ")}`);
  }
  const count = (name: string, of: string): number | undefined => {
    const value = text(name);
    if (value === undefined || /^[1-9]\d*$/.test(value)) {
      return value === undefined ? undefined : Number(value);
    }
    throw wrongUse(`--${name} takes a number of ${of} above 0, not "${value}"`);
  };
  return {
    verb,
    connector: positionals[0],
    manifestPath: text("manifest-path"),
    componentsPath: text("components-path"),
    config: text("config"),
    catalog: text("catalog"),
    state: text("state"),
    streams: text("streams")?.split(",").map((name) => name.trim()).filter(Boolean),
    limit: count("limit", "records"),
    concurrency: count("concurrency", "slices"),
    debug: flags.debug === true,
  };
}

function wrongUse(message: string): ConnectorError {
  return new ConnectorError("cli.usage", { failureType: "config_error", message });
}

/** Whether people read: they do on a terminal, unless `--format` says otherwise. */
export function isForPeople({ flags }: ParsedFlags, isTerminal: boolean): boolean {
  const { format } = flags;
  if (format === undefined) return isTerminal;
  if (format === "json" || format === "text") return format === "text";
  throw wrongUse(`--format takes json or text, not "${format}"`);
}
