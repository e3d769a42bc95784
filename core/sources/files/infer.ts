/** The schema of a stream: what its config says, or what its latest files have. */
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import type { Properties } from "./formats/format.ts";
import { lastModifiedField } from "./history.ts";
import { inferFile } from "./read_file.ts";
import { mergeProperties, nullable, objectOf } from "./schema.ts";
import type { StreamSettings } from "./settings.ts";
import type { Storage, StoredFile } from "./stored_file.ts";

/** The column that names the file of a record. */
export const urlField = "_ab_source_file_url";

const schemaless: Properties = { data: { type: "object" } };
/** Files that are looked at in one go. */
const atOnce = 4;

export interface InferContext {
  storage: Storage;
  settings: StreamSettings;
  /** All files of the stream. */
  files: () => AsyncIterable<StoredFile>;
  log(level: "ERROR" | "WARN", text: string): void;
}

/** The whole schema, as the catalog shows it. @throws {ConnectorError} file.schema, and what listing and opening throw */
export async function streamSchema(context: InferContext): Promise<JsonObject> {
  const properties = await columns(context);
  return objectOf({ [lastModifiedField]: { type: "string" }, [urlField]: { type: "string" }, ...properties });
}

async function columns(context: InferContext): Promise<Properties> {
  const { input, schemaless: isSchemaless, name } = context.settings;
  if (input) return input;
  if (isSchemaless) return schemaless;
  const files = await filesToLookAt(context);
  if (files.length === 0) {
    context.log("WARN", `The stream ${name} has no files: its schema is taken to be schemaless`);
    return schemaless;
  }
  const found = await inferred(context, files);
  return Object.fromEntries(Object.entries(found).map(([column, schema]) => [column, nullable(schema)]));
}

async function filesToLookAt({ settings, files }: InferContext): Promise<StoredFile[]> {
  const { inferFrom } = settings;
  const all: StoredFile[] = [];
  for await (const file of files()) {
    all.push(file);
    if (inferFrom === "first found") return all;
  }
  return all.sort((a, b) => a.lastModified < b.lastModified ? 1 : a.lastModified > b.lastModified ? -1 : 0)
    .slice(0, inferFrom === "first found" ? 1 : inferFrom);
}

/** A file that cannot be read does not stand in the way of the others. */
async function inferred(context: InferContext, files: readonly StoredFile[]): Promise<Properties> {
  const { storage, settings, log } = context;
  let properties: Properties = {};
  let failure: unknown;
  const fail = (error: unknown) => {
    if (!(error instanceof ConnectorError) || !error.code.startsWith("file.")) throw error;
    log("ERROR", error.message);
    failure ??= error;
  };
  for (let at = 0; at < files.length; at += atOnce) {
    const group = files.slice(at, at + atOnce).map((file) => inferFile({ storage, settings, file }));
    for (const outcome of await Promise.allSettled(group)) {
      try {
        if (outcome.status === "rejected") throw outcome.reason;
        properties = mergeProperties(properties, outcome.value);
      } catch (error) {
        fail(error);
      }
    }
  }
  if (Object.keys(properties).length > 0) return withText(properties, settings);
  throw failure ?? new ConnectorError("file.schema", {
    failureType: "config_error",
    message: `Cannot infer the schema of the stream "${settings.name}": its files have no columns`,
    hint: "Check that the files are of the configured format, or give the stream an input_schema",
    stream: settings.name,
  });
}

/** Columns of CSV files of which no cell is known are text. */
function withText(properties: Properties, { filetype }: StreamSettings): Properties {
  if (filetype !== "csv") return properties;
  return Object.fromEntries(
    Object.entries(properties).map((
      [name, schema],
    ) => [name, schema.type === "null" ? { type: "string" } : schema]),
  );
}
