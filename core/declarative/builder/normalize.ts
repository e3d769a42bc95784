/** A manifest as the Connector Builder's editor wants it: repeated parts stand once, under `definitions.linked`. */
import { isObject, type Json, type JsonObject, writeJson } from "../../json.ts";
import { copyTree } from "../manifest/copy.ts";

/** Fields of components that the editor can share (`linkable` in the public schema). */
const linkable = new Set([
  "authenticator",
  "error_handler",
  "file_uploader",
  "paginator",
  "request_body",
  "request_headers",
  "request_parameters",
  "transformations",
  "url_base",
]);

/** One place where a shared value stands. */
interface Occurrence {
  owner: JsonObject;
  key: string;
  value: Json;
}

/** The normalised copy of a resolved manifest; the manifest itself where it cannot be normalised. */
export function normalizeManifest(manifest: JsonObject): JsonObject {
  const copy = copyTree(manifest);
  const definitions = isObject(copy["definitions"]) ? copy["definitions"] : {};
  const linked: JsonObject = isObject(definitions["linked"]) ? definitions["linked"] : {};
  copy["definitions"] = { linked };
  for (const occurrences of repeated(copy)) {
    if (!link(occurrences, linked)) return manifest;
  }
  linkParents(copy);
  dropUnused(copy);
  return copy;
}

/** Values that stand in several places, the most frequent first. */
function repeated(manifest: JsonObject): Occurrence[][] {
  const found = new Map<string, Occurrence[]>();
  function add(owner: JsonObject, key: string, value: Json, hashed: Json): void {
    const hash = canonical(hashed);
    const known = found.get(hash);
    if (known) known.push({ owner, key, value });
    else found.set(hash, [{ owner, key, value }]);
  }
  function visit(node: Json): void {
    if (!isObject(node)) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "definitions") continue;
      if (isObject(value)) {
        visit(value);
        if (linkable.has(key)) add(node, key, value, value);
      } else if (Array.isArray(value)) value.forEach(visit);
      else if (value !== null && linkable.has(key)) add(node, key, value, { [key]: value });
    }
  }
  visit(manifest);
  return [...found.values()].filter(({ length }) => length >= 2).sort((a, b) => b.length - a.length);
}

/** Puts a value under `linked.TYPE.KEY` unless another stands there; false where its owner has no type. */
function link(occurrences: Occurrence[], linked: JsonObject): boolean {
  const { owner, key, value } = occurrences[0]!;
  const { type } = owner;
  if (typeof type !== "string") return false;
  const group = isObject(linked[type]) ? linked[type] : linked[type] = {};
  const isNew = !Object.hasOwn(group, key);
  if (isNew) group[key] = value;
  for (const place of occurrences) {
    // Under another key it means something else, though the text is the same.
    if (place.key !== key) continue;
    if (isNew || canonical(place.value) === canonical(group[key] ?? null)) {
      place.owner[place.key] = { $ref: `#/definitions/linked/${type}/${key}` };
    }
  }
  return true;
}

/** A parent that is one of the manifest's streams becomes a reference to it. */
function linkParents(manifest: JsonObject): void {
  const { streams } = manifest;
  if (!Array.isArray(streams)) return;
  const indexOf = new Map(streams.map((stream, index) => [canonical(stream), index]));
  for (const stream of streams) {
    const retriever = isObject(stream) ? stream["retriever"] : undefined;
    const router = isObject(retriever) ? retriever["partition_router"] : undefined;
    for (const one of Array.isArray(router) ? router : [router]) {
      if (!isObject(one) || one["type"] !== "SubstreamPartitionRouter") continue;
      const configs = one["parent_stream_configs"];
      for (const config of Array.isArray(configs) ? configs : []) {
        if (!isObject(config) || !isObject(config["stream"])) continue;
        const index = indexOf.get(canonical(config["stream"]));
        if (index !== undefined) config["stream"] = { $ref: `#/streams/${index}` };
      }
    }
  }
}

/** Drops definitions and schemas that no reference names. */
function dropUnused(manifest: JsonObject): void {
  const references: string[] = [];
  function visit(node: Json): void {
    if (!isObject(node)) return;
    for (const [key, value] of Object.entries(node)) {
      if (key === "$ref" && typeof value === "string") references.push(value.slice(2));
      else if (isObject(value)) visit(value);
      else if (Array.isArray(value)) value.forEach(visit);
    }
  }
  visit(manifest);
  for (const section of ["definitions", "schemas"]) {
    const parts = manifest[section];
    if (!isObject(parts)) continue;
    for (const key of Object.keys(parts)) {
      if (!references.some((reference) => reference.startsWith(`${section}/${key}`))) delete parts[key];
    }
    if (Object.keys(parts).length === 0) delete manifest[section];
  }
}

/** The same text for equal values, whatever the order of their keys. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return writeJson(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key]!)}`).join(",")}}`;
}
