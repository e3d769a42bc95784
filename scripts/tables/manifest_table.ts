/** Replays the manifest table: references, types and parameters, migrations, config rules. */
import { isObject, type JsonObject } from "../../core/json.ts";
import { migrateManifest } from "../../core/declarative/manifest/migrate.ts";
import { propagate } from "../../core/declarative/manifest/propagate.ts";
import { resolveReferences } from "../../core/declarative/manifest/resolve_refs.ts";
import { decode, type Result, type TableRow } from "./table.ts";

export async function run(row: TableRow): Promise<Result> {
  try {
    return { value: await answer(row) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

function answer(row: TableRow): unknown {
  const manifest = object(row.manifest);
  switch (row.op) {
    case "resolve":
      return resolveReferences(manifest);
    case "propagate":
      return propagate(manifest, {
        identifier: typeof row.parent_field_identifier === "string" ? row.parent_field_identifier : "",
        parameters: object(row.parent_parameters),
        parentsWin: row.use_parent_parameters === true,
      });
    case "preprocess":
      return propagate(resolveReferences("type" in manifest ? manifest : { ...manifest, type: "DeclarativeSource" }));
    case "migrate":
      return migrateManifest(manifest);
    default:
      throw new Error(`unknown op "${row.op}"`);
  }
}

function object(value: unknown): JsonObject {
  const decoded = decode(value);
  return isObject(decoded) ? decoded : {};
}
