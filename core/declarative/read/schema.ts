import { isObject, type JsonObject } from "../../json.ts";
import type { ComponentNode } from "../component.ts";
import type { BuildContext, StreamScope } from "../context.ts";
import { defaultSchema } from "./default_schema.ts";

/**
 * The JSON Schema of a stream, loaded once: from its loader, from several merged (the first to name a property
 * wins), or from `schemas/NAME.json` beside the manifest.
 */
export function streamSchema(
  loaders: ComponentNode<"schema_loader"> | ComponentNode<"schema_loader">[] | undefined,
  ctx: BuildContext,
  stream: Partial<StreamScope>,
): () => Promise<JsonObject> {
  const nodes = loaders === undefined ? undefined : Array.isArray(loaders) ? loaders : [loaders];
  const built = nodes?.map((node) => ctx.build(node, stream));
  let loaded: Promise<JsonObject> | undefined;
  async function load(): Promise<JsonObject> {
    if (!built) return await defaultSchema(ctx, stream.name ?? "");
    if (!Array.isArray(loaders)) return await built[0]!.schema();
    return mergeSchemas(await Promise.all(built.map((loader) => loader.schema())));
  }
  return () => loaded ??= load();
}

/** Several schemas as one; the first that names a property wins. */
function mergeSchemas(schemas: JsonObject[]): JsonObject {
  const properties: JsonObject = {};
  for (const schema of schemas) {
    if (!isObject(schema["properties"])) continue;
    for (const [name, value] of Object.entries(schema["properties"])) {
      if (!Object.hasOwn(properties, name)) properties[name] = value;
    }
  }
  return { $schema: "http://json-schema.org/draft-07/schema#", type: ["null", "object"], properties };
}
