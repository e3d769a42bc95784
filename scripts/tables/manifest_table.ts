/** Replays the manifest table: references, types and parameters, migrations, config rules. */
import { isObject, type JsonObject } from "../../core/json.ts";
import type { BuildEnvironment } from "../../core/declarative/context.ts";
import { createContext } from "../../core/declarative/manifest/build.ts";
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
      return propagate(
        resolveReferences("type" in manifest ? manifest : { ...manifest, type: "DeclarativeSource" }),
      );
    case "migrate":
      return migrateManifest(manifest);
    case "config":
      return applyRules(object(row.rules), object(row.config));
    default:
      throw new Error(`unknown op "${row.op}"`);
  }
}

function object(value: unknown): JsonObject {
  const decoded = decode(value);
  return isObject(decoded) ? decoded : {};
}

/** What a spec's rules make of a config: migrations, transformations, validations. */
async function applyRules(rules: JsonObject, config: JsonObject): Promise<JsonObject> {
  const manifest = propagate({
    type: "DeclarativeSource",
    spec: {
      type: "Spec",
      connection_specification: {},
      config_normalization_rules: { type: "ConfigNormalizationRules", ...rules },
    },
  });
  const spec = createContext({ env: environment(), node: manifest }).buildAs("spec", manifest.spec ?? null);
  spec.migrate(config);
  spec.transform(config);
  await spec.validate(config);
  return config;
}

const shared = new Map<string, unknown>();
const environment = (): BuildEnvironment => ({
  config: {},
  configPath: undefined,
  catalog: undefined,
  folder: ".",
  streamState: () => undefined,
  log: () => {},
  message: () => {},
  // One value per key is what the caller asked for under that key.
  shared: <T>(key: string, make: () => T) => {
    if (!shared.has(key)) shared.set(key, make());
    return shared.get(key) as T;
  },
  limits: undefined,
  signal: undefined,
});
