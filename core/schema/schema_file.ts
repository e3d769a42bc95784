/** Schemas in files: `schemas/<name>.json`, with `$ref` between them. */
import { readFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { ConnectorError } from "../errors.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../json.ts";
import type { Schema } from "./schema.ts";

/** The file name of a stream's schema: `HTTPRequests2` and `http-requests 2` are both `http_requests2.json`. */
export function schemaFileName(stream: string): string {
  const snake = stream
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z\d]+/g, "_");
  return `${snake.toLowerCase()}.json`;
}

/**
 * The schema of a stream in the folder of its connector, references resolved.
 *
 * @throws {ConnectorError} source.no_schema, source.schema_file
 */
export async function readSchemaFile(folder: string, stream: string): Promise<JsonObject> {
  const names = [`${stream}.json`, schemaFileName(stream)];
  for (const name of names) {
    const path = join(folder, "schemas", name);
    try {
      await Deno.lstat(path);
    } catch {
      continue;
    }
    return await resolveFile(path);
  }
  throw new ConnectorError("source.no_schema", {
    failureType: "system_error",
    message: `Cannot describe the stream "${stream}": there is no ${join("schemas", names[1]!)} in ${folder}`,
    hint: "Write that file, or give the stream its `schema`",
    stream,
  });
}

/**
 * A schema from a file beside the connector, for `stream({ schema })`. `T` is what the author knows of its values.
 *
 * @throws {ConnectorError} source.schema_file
 */
export async function schemaFile<T = JsonObject>(url: string | URL): Promise<Schema<T>> {
  const path = url instanceof URL || url.startsWith("file:") ? new URL(url).pathname : url;
  return { "~schema": true, json: await resolveFile(decodeURIComponent(path)) };
}

async function resolveFile(path: string): Promise<JsonObject> {
  const files = new Map<string, Json>();
  const root = await read(path, files);
  const resolved = await resolveRefs(root, path, files, []);
  if (isObject(resolved)) {
    delete resolved.definitions;
    return resolved;
  }
  throw wrongFile(path, "it is not an object");
}

async function read(path: string, files: Map<string, Json>): Promise<Json> {
  const known = files.get(path);
  if (known !== undefined) return known;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw wrongFile(path, error instanceof Error ? error.message : String(error));
  }
  let value: Json;
  try {
    value = /\.ya?ml$/i.test(path) ? (await import("yaml")).parse(text) : parseJson(text);
  } catch (error) {
    throw wrongFile(path, error instanceof Error ? error.message : String(error));
  }
  files.set(path, value);
  return value;
}

/** Puts what a `$ref` names in its place; other keys beside it win. */
async function resolveRefs(
  value: Json,
  file: string,
  files: Map<string, Json>,
  trail: readonly string[],
): Promise<Json> {
  if (Array.isArray(value)) {
    return await Promise.all(value.map((item) => resolveRefs(item, file, files, trail)));
  }
  if (!isObject(value)) return value;
  const { $ref, ...own } = value;
  const result: JsonObject = {};
  if (typeof $ref === "string") {
    const [name = "", pointer = ""] = $ref.split("#");
    const target = name === "" ? file : await locate(name, file);
    const place = `${target}#${pointer}`;
    if (trail.includes(place)) {
      throw wrongFile(
        file,
        `"${$ref}" leads back to itself: ${[...trail, place].map((at) => basename(at)).join(" → ")}`,
      );
    }
    const found = at(await read(target, files), pointer);
    if (found === undefined) throw wrongFile(file, `"${$ref}" names nothing in ${target}`);
    const resolved = await resolveRefs(found, target, files, [...trail, place]);
    if (isObject(resolved)) Object.assign(result, resolved);
  } else if ($ref !== undefined) result.$ref = $ref;
  for (const [key, inner] of Object.entries(own)) {
    result[key] = await resolveRefs(inner, file, files, trail);
  }
  return result;
}

/** Beside the file that names it, or in `shared/`, as the Python CDK looks. */
async function locate(name: string, file: string): Promise<string> {
  const folder = dirname(file);
  const places = [name, join("shared", name), join("..", "shared", name)].map((path) =>
    resolve(folder, path)
  );
  for (const place of places) {
    try {
      if ((await Deno.stat(place)).isFile) return place;
    } catch {
      // Not there: the next place.
    }
  }
  throw wrongFile(file, `it refers to "${name}", which is neither beside it nor in shared/`);
}

function at(value: Json, pointer: string): Json | undefined {
  let found: Json | undefined = value;
  for (const part of pointer.split("/").filter(Boolean)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    found = Array.isArray(found) ? found[Number(key)] : isObject(found) ? found[key] : undefined;
  }
  return found;
}

function wrongFile(path: string, problem: string): ConnectorError {
  return new ConnectorError("source.schema_file", {
    failureType: "system_error",
    message: `Cannot read the schema ${path}: ${problem}`,
  });
}
