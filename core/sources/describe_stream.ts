import { ConnectorError } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { AirbyteStream } from "../protocol/messages.ts";
import { isSchema, objectSchema } from "../schema/schema.ts";
import type { AnyStreamOptions, SliceContext } from "./define_stream.ts";

/** What `discover` says of an author's stream. */
export async function describeStream(
  options: AnyStreamOptions,
  folder: string | undefined,
  context: SliceContext,
): Promise<AirbyteStream> {
  const { cursor, state, primaryKey } = options;
  const entry: AirbyteStream = {
    name: options.name,
    json_schema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      ...await schemaOf(options, folder, context),
    },
    supported_sync_modes: ["full_refresh"],
    is_resumable: cursor !== undefined || state !== undefined || options.slices !== undefined,
  };
  const field = cursor?.field ?? state?.field;
  if (cursor || state) {
    entry.supported_sync_modes.push("incremental");
    entry.source_defined_cursor = cursor?.selectable !== true;
    if (field !== undefined) entry.default_cursor_field = typeof field === "string" ? [field] : [...field];
  }
  if (primaryKey !== undefined && primaryKey.length > 0) {
    const keys = typeof primaryKey === "string" ? [primaryKey] : primaryKey;
    entry.source_defined_primary_key = keys.map((key) => typeof key === "string" ? [key] : [...key]);
  }
  if (options.namespace !== undefined) entry.namespace = options.namespace;
  return entry;
}

async function schemaOf(
  { name, schema }: AnyStreamOptions,
  folder: string | undefined,
  context: SliceContext,
): Promise<JsonObject> {
  if (typeof schema === "function") return await schema(context);
  if (schema) return isSchema(schema) ? schema.json : objectSchema(schema);
  const { readSchemaFile, schemaFileName } = await import("../schema/schema_file.ts");
  if (folder === undefined) {
    throw new ConnectorError("source.no_schema", {
      failureType: "system_error",
      message: `Cannot describe the stream "${name}": it has no schema`,
      hint: `Give it a \`schema\`, or give the source its \`folder: import.meta.dirname\` and write schemas/${
        schemaFileName(name)
      }`,
      stream: name,
    });
  }
  return await readSchemaFile(folder, name);
}
