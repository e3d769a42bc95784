import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConnectorError, nearest } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { type CustomComponent, isCustomComponent } from "./custom.ts";
import { injectedCode, requirePermission } from "./injected_code.ts";
import { portingGuide } from "./porting.ts";

/** The connector's own code: exports of `components.ts`. */
export interface CustomModule {
  readonly path: string;
  /** `source_x.components.MyThing` is the export `MyThing`. @throws {ConnectorError} manifest.custom_component */
  component(className: string, at: string): CustomComponent;
}

/** One use of a class in a manifest. */
export interface ClassUse {
  readonly type: string;
  readonly className: string;
  /** Where in the manifest, such as `streams[0].transformations[1]`. */
  readonly path: string;
  readonly node: JsonObject;
}

export interface CustomModuleOptions {
  manifest: Json;
  /** Folder of the manifest; undefined where it came with the config. */
  folder: string | undefined;
  /** `--components-path`. */
  componentsPath?: string | undefined;
  /** It may hold code as text, under `__injected_components_ts`. */
  config?: JsonObject | undefined;
}

/** File names in which the code is looked for, in this order. */
const moduleNames = ["components.ts", "components.js", "components.mjs"];

/**
 * Loads the connector's own code, once; undefined where the manifest names no class.
 * @throws {ConnectorError} manifest.custom_code where the code is not there, or cannot be loaded;
 * config.custom_code_not_permitted, config.injected_code
 */
export async function loadCustomModule(options: CustomModuleOptions): Promise<CustomModule | undefined> {
  const { componentsPath, config = {} } = options;
  const isPython = componentsPath?.endsWith(".py") === true;
  if (componentsPath !== undefined && !isPython) requirePermission(`"${componentsPath}"`);
  const injected = injectedCode(config);
  const uses = [...classUses(options.manifest, "")];
  if (uses.length === 0) return undefined;
  if (injected?.language === "TypeScript") return await moduleOfText(injected.text);
  const python = injected ? `\`${injected.key}\`` : isPython ? `"${componentsPath}"` : undefined;
  const path = python === undefined ? await findModule(options) : undefined;
  if (path === undefined) throw await missingCode(uses, options, python);
  return customModule(path, await exportsOf(path));
}

async function exportsOf(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new ConnectorError("manifest.custom_code", {
      failureType: "system_error",
      message: `Cannot load the custom components: ${error instanceof Error ? error.message : String(error)}`,
      at: path,
      cause: error,
    });
  }
}

/** A module has to be a file for as long as it is loaded. */
async function moduleOfText(text: string): Promise<CustomModule> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-components-" });
  try {
    const path = join(folder, "components.ts");
    await Deno.writeTextFile(path, text);
    return customModule(path, await exportsOf(path));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Looks up classes among the exports of a module. */
export function customModule(path: string, exports: Record<string, unknown>): CustomModule {
  return {
    path,
    component(className, at) {
      const name = className.slice(className.lastIndexOf(".") + 1);
      const value = exports[name];
      if (isCustomComponent(value)) return value;
      const known = Object.keys(exports).filter((key) => isCustomComponent(exports[key]));
      const near = nearest(name, known);
      throw new ConnectorError("manifest.custom_component", {
        failureType: "system_error",
        message: value === undefined
          ? `Cannot use the class "${className}": ${path} does not export "${name}"`
          : `Cannot use the class "${className}": the export "${name}" of ${path} is not a custom component`,
        at,
        hint: value !== undefined
          ? `Wrap it, such as export const ${name} = customTransformation(…)`
          : near
          ? `Did you mean "${near}"?`
          : known.length > 0
          ? `It exports: ${known.join(", ")}`
          : "It exports no custom component",
      });
    },
  };
}

/** Every node of a manifest that names a class. */
export function* classUses(node: Json, path: string): Generator<ClassUse> {
  if (Array.isArray(node)) {
    for (const [index, item] of node.entries()) yield* classUses(item, `${path}[${index}]`);
    return;
  }
  if (!isObject(node)) return;
  const { class_name: className, type } = node;
  if (typeof className === "string" && typeof type === "string" && type.startsWith("Custom")) {
    yield { type, className, path, node };
  }
  for (const [key, value] of Object.entries(node)) {
    // Examples and schemas of records are data.
    if (key === "schema" && node["type"] === "InlineSchemaLoader") continue;
    yield* classUses(value, path === "" ? key : `${path}.${key}`);
  }
}

async function findModule({ folder, componentsPath }: CustomModuleOptions): Promise<string | undefined> {
  if (componentsPath !== undefined) return resolve(componentsPath);
  for (const name of folder === undefined ? [] : moduleNames) {
    const path = resolve(join(folder!, name));
    if (await isFile(path)) return path;
  }
  return undefined;
}

/** `python` is where code in Python was found; it is also looked for beside the manifest. */
async function missingCode(
  uses: ClassUse[],
  { folder }: CustomModuleOptions,
  python: string | undefined,
): Promise<ConnectorError> {
  const beside = folder !== undefined && await isFile(join(folder, "components.py"));
  const code = python ?? (beside ? "components.py" : undefined);
  const names = [...new Set(uses.map(({ className, type }) => `${className} (${type})`))].join(", ");
  const place = folder === undefined
    ? "in `__injected_components_ts`"
    : "in a components.ts beside the manifest";
  return new ConnectorError("manifest.custom_code", {
    failureType: "config_error",
    message: code
      ? `Cannot run ${code}: port ${names} to TypeScript, ${place}`
      : `Cannot find the code of ${names}: there is none ${place}`,
    at: uses[0]!.path,
    hint: portingGuide(uses),
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
