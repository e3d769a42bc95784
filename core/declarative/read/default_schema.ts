import type { JsonObject } from "../../json.ts";
import type { BuildContext } from "../context.ts";
import { readSchemaFile } from "./schema_file.ts";

/** The schema of a stream without a schema loader: `schemas/NAME.json` beside the manifest, or an empty one. */
export async function defaultSchema(ctx: BuildContext, streamName: string): Promise<JsonObject> {
  const { name } = ctx.parameters;
  const path = `schemas/${typeof name === "string" ? name : streamName}.json`;
  const schema = await readSchemaFile(ctx.env.folder, path);
  if (schema !== undefined) return schema;
  ctx.env.log("INFO", `Could not find schema for stream ${streamName}, defaulting to the empty schema`);
  return {};
}
