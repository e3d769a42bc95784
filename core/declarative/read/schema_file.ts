/** JSON Schemas in files beside the manifest; references to other files are filled in. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../../json.ts";
import { deepCopy } from "./deep_copy.ts";

/** A schema with all its references filled in; undefined where there is no such file. */
export async function readSchemaFile(folder: string, path: string): Promise<JsonObject | undefined> {
  const file = await firstFile(candidates(folder, path));
  if (file === undefined) return undefined;
  const files = new Map<string, JsonObject>();
  const resolved = await resolve(parsed(file), { root: parsed(file), folder, files, open: [] });
  if (!isObject(resolved)) return undefined;
  delete resolved["definitions"];
  return resolved;
}

/** Python names the connector's package first (`./source_x/schemas/a.json`); here the folder is that package. */
function candidates(folder: string, path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return [];
  const found = [`${folder}/${parts.join("/")}`];
  if (parts.length > 1) found.push(`${folder}/${parts.slice(1).join("/")}`);
  return path.startsWith("/") ? [path, ...found] : found;
}

interface TextFile {
  path: string;
  text: string;
}

async function firstFile(paths: string[]): Promise<TextFile | undefined> {
  for (const path of paths) {
    try {
      return { path, text: await Deno.readTextFile(path) };
    } catch (error) {
      const isMissing = error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ||
        error instanceof Deno.errors.IsADirectory;
      if (!isMissing) throw error;
    }
  }
  return undefined;
}

function parsed({ path, text }: TextFile): JsonObject {
  let value: Json;
  try {
    value = parseJson(text);
  } catch (cause) {
    throw unusable(path, `it is not JSON: ${cause instanceof Error ? cause.message : cause}`);
  }
  if (!isObject(value)) throw unusable(path, "it is not a JSON object");
  return value;
}

const unusable = (path: string, reason: string) =>
  new ConnectorError("manifest.schema_file", {
    failureType: "system_error",
    message: `Cannot use the schema file ${path}: ${reason}`,
  });

interface Scope {
  /** The document that `#/…` points into. */
  root: JsonObject;
  folder: string;
  files: Map<string, JsonObject>;
  /** References that are being filled in, to notice circles. */
  open: string[];
}

async function resolve(value: Json, scope: Scope): Promise<Json> {
  if (Array.isArray(value)) return await Promise.all(value.map((item) => resolve(item, scope)));
  if (!isObject(value)) return value;
  const reference = value["$ref"];
  if (typeof reference === "string") return await follow(reference, scope);
  const resolved: JsonObject = {};
  for (const [key, part] of Object.entries(value)) resolved[key] = await resolve(part, scope);
  return resolved;
}

async function follow(reference: string, scope: Scope): Promise<Json> {
  const [file = "", pointer = ""] = reference.split("#");
  if (scope.open.includes(reference)) throw unusable(reference, "it refers to itself");
  const root = file === "" ? scope.root : await sharedFile(file, scope);
  let target: Json | undefined = root;
  for (const part of pointer.split("/").slice(1)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isObject(target) ? target[key] : Array.isArray(target) ? target[Number(key)] : undefined;
  }
  if (target === undefined) throw unusable(reference, "there is nothing at that place");
  const resolved = await resolve(deepCopy(target), { ...scope, root, open: [...scope.open, reference] });
  if (isObject(resolved)) delete resolved["definitions"];
  return resolved;
}

/** Files that schemas refer to lie in `schemas/shared`. */
async function sharedFile(name: string, { folder, files }: Scope): Promise<JsonObject> {
  const known = files.get(name);
  if (known) return known;
  const bare = name.replace(/^\.?\//, "");
  const file = await firstFile([`${folder}/schemas/shared/${bare}`, `${folder}/schemas/${bare}`]);
  if (file === undefined) throw unusable(name, `it is neither in schemas/shared nor in schemas`);
  const schema = parsed(file);
  files.set(name, schema);
  return schema;
}
