/** A stream of files as its config means it. */
import { ConnectorError } from "../../errors.ts";
import { type Format, loadFormat, type Properties } from "./formats/format.ts";
import { type Glob, glob } from "./glob.ts";
import type { FileStream, ValidationPolicy } from "./options.ts";
import { inputProperties } from "./schema.ts";
import { timestamp } from "./stored_file.ts";

export interface StreamSettings {
  readonly name: string;
  readonly globs: readonly Glob[];
  readonly format: Format;
  /** csv, jsonl, … */
  readonly filetype: string;
  readonly policy: ValidationPolicy;
  readonly input: Properties | undefined;
  readonly primaryKey: readonly string[];
  readonly days: number;
  readonly schemaless: boolean;
  /** Files that discover looks at: the latest ones, or whichever comes first. */
  readonly inferFrom: number | "first found";
  /** Files that are older are none of the stream. */
  readonly startDate: string | undefined;
}

/** Discover never looks at more files. */
const mostFiles = 10;

/** @throws {ConnectorError} config.glob, config.input_schema, config.csv_format, config.schema_options */
export async function settingsOf(stream: FileStream, startDate: string | undefined): Promise<StreamSettings> {
  const { name, primary_key: key, schemaless = false, use_first_found_file_for_schema_discovery: first } =
    stream;
  const input = inputProperties(name, stream.input_schema);
  const recent = stream.recent_n_files_to_read_for_schema_discovery ?? undefined;
  const ways = [schemaless, input !== undefined, first === true].filter(Boolean).length;
  if (ways > 1 || (recent !== undefined && first === true)) {
    throw new ConnectorError("config.schema_options", {
      failureType: "config_error",
      message: `Cannot tell the schema of the stream "${name}": its options contradict each other`,
      hint: "Give one of schemaless, input_schema, recent_n_files_to_read_for_schema_discovery and " +
        "use_first_found_file_for_schema_discovery",
      stream: name,
    });
  }
  return {
    name,
    globs: (stream.globs ?? ["**"]).map(glob),
    format: await loadFormat(stream.format),
    filetype: stream.format.filetype,
    policy: stream.validation_policy ?? "Emit Record",
    input,
    primaryKey: typeof key === "string" ? (key === "" ? [] : [key]) : key ?? [],
    // Python takes a zero for nothing.
    days: stream.days_to_sync_if_history_is_full || 3,
    schemaless,
    inferFrom: first ? "first found" : Math.min(recent ?? mostFiles, mostFiles),
    startDate: startDate === undefined ? undefined : momentOf(startDate),
  };
}

/** A date, or a time without a zone, is in UTC. @throws {ConnectorError} config.start_date */
function momentOf(text: string): string {
  const hasZone = !text.includes("T") || /(?:Z|[+-]\d\d:?\d\d)$/.test(text);
  const date = new Date(hasZone ? text : `${text}Z`);
  if (Number.isNaN(date.getTime())) {
    throw new ConnectorError("config.start_date", {
      failureType: "config_error",
      message: `Cannot read the start_date "${text}"`,
      hint: "Write it as 2021-01-01 or 2021-01-01T00:00:00Z",
    });
  }
  const fraction = /T.*\.(\d+)/.exec(text)?.[1];
  return fraction === undefined
    ? timestamp(date)
    : timestamp(date, Number(fraction.padEnd(6, "0").slice(0, 6)));
}
