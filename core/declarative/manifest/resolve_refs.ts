/**
 * The second stage: `"#/…"` and `$ref: "#/…"` → what they point to. Parts without references are shared with the
 * input, and each reference is resolved once: the result is not to be changed.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { type Path, pathText } from "./path.ts";

// Their values are connector config, where text that starts with "#/" is no reference.
const configFields = new Set(["config_overrides"]);

const isReference = (value: Json | undefined): value is string =>
  typeof value === "string" && value.startsWith("#/");

/** Text that names a place in a manifest for messages. */
export type At = (path: Path) => string;

/**
 * Resolves all references of a manifest.
 *
 * @throws {ConnectorError} manifest.undefined_reference, manifest.circular_reference
 */
export function resolveReferences(manifest: JsonObject, at: At = pathText): JsonObject {
  const resolved = new Map<string, Json>();
  const open: string[] = [];
  const path: (string | number)[] = [];

  function evaluate(node: Json): Json {
    if (typeof node === "string") return node.startsWith("#/") ? dereference(node) : node;
    if (Array.isArray(node)) return evaluateList(node);
    return isObject(node) ? evaluateObject(node) : node;
  }

  function evaluateList(node: Json[]): Json {
    let copy: Json[] | undefined;
    for (let i = 0; i < node.length; i++) {
      path.push(i);
      const value = evaluate(node[i]!);
      path.pop();
      if (value !== node[i]) copy ??= node.slice();
      if (copy) copy[i] = value;
    }
    return copy ?? node;
  }

  function evaluateObject(node: JsonObject): Json {
    const target = node["$ref"];
    let copy: JsonObject | undefined;
    for (const key in node) {
      const before = node[key]!;
      if (key === "$ref" || configFields.has(key)) continue;
      if (typeof before !== "string" && (typeof before !== "object" || before === null)) continue;
      path.push(key);
      const value = evaluate(before);
      path.pop();
      if (value === before) continue;
      copy ??= { ...node };
      copy[key] = value;
    }
    if (target === undefined) return copy ?? node;
    path.push("$ref");
    const base = evaluate(target);
    path.pop();
    if (!isObject(base)) return base;
    const { $ref: _, ...own } = copy ?? node;
    return { ...base, ...own };
  }

  function dereference(reference: string): Json {
    const known = resolved.get(reference);
    if (known !== undefined) return known;
    if (open.includes(reference)) {
      throw new ConnectorError("manifest.circular_reference", {
        failureType: "system_error",
        message: `Cannot resolve "${reference}": it leads back to itself`,
        internalMessage: [...open.slice(open.indexOf(reference)), reference].join(" → "),
        at: at(path),
        hint: `Break the circle ${[...open.slice(open.indexOf(reference)), reference].join(" → ")}`,
      });
    }
    open.push(reference);
    const target = lookUp(reference, manifest);
    if (target === undefined) throw undefinedReference(reference, manifest, at(path));
    const value = evaluate(target);
    open.pop();
    resolved.set(reference, value);
    return value;
  }

  const value = evaluate(manifest);
  if (isObject(value)) return value;
  throw new ConnectorError("manifest.undefined_reference", {
    failureType: "system_error",
    message: "Cannot resolve the manifest: its own $ref leads to something that is not a mapping",
    at: at(["$ref"]),
  });
}

/**
 * What a reference points to. A key may hold slashes itself: at each level the whole rest is tried as a key
 * before its first part is.
 */
export function lookUp(reference: string, manifest: Json): Json | undefined {
  let node: Json | undefined = manifest;
  let rest = /^#\/(.*)/.exec(reference)?.[1] ?? "";
  while (rest !== "") {
    const [head = "", tail] = splitPath(rest);
    if (isObject(node)) {
      if (Object.hasOwn(node, rest)) return node[rest];
      // Inner numbers are list indexes only.
      node = isIndex(head) ? undefined : own(node, head);
    } else if (Array.isArray(node) || typeof node === "string") {
      node = isIndex(head) ? node.at(Number(head)) : undefined;
    }
    if (node === undefined || node === null || typeof node === "number" || typeof node === "boolean") {
      return tail === "" ? node : undefined;
    }
    rest = tail;
  }
  return node;
}

const own = (node: JsonObject, key: string) => Object.hasOwn(node, key) ? node[key] : undefined;
const isIndex = (text: string) => /^[-+]?\d+$/.test(text);

function splitPath(path: string): [head: string, tail: string] {
  const slash = path.indexOf("/");
  return slash < 0 ? [path, ""] : [path.slice(0, slash), path.slice(slash + 1)];
}

function undefinedReference(reference: string, manifest: JsonObject, at: string): ConnectorError {
  // The longest part that exists tells where to look for what was meant.
  const parts = reference.slice(2).split("/");
  let known: Json = manifest, found = "#";
  for (const part of parts) {
    const next: Json | undefined = lookUp(`#/${part}`, known);
    if (next === undefined) {
      const keys = isObject(known) ? Object.keys(known) : [];
      return new ConnectorError("manifest.undefined_reference", {
        failureType: "system_error",
        message: `Cannot resolve "${reference}": "${found}" has no "${part}"`,
        at,
        hint: keys.length > 0
          ? `It has ${keys.slice(0, 20).map((key) => `"${key}"`).join(", ")}${keys.length > 20 ? ", …" : ""}`
          : undefined,
      });
    }
    known = next;
    found += `/${part}`;
  }
  return new ConnectorError("manifest.undefined_reference", {
    failureType: "system_error",
    message: `Cannot resolve "${reference}": it points to nothing`,
    at,
  });
}

/** Where a path of the resolved tree stands in the source: references are followed to where a key is written. */
export function sourcePath(manifest: JsonObject, path: Path): Path {
  let place: Path = [];
  let node: Json = manifest;
  for (const step of path) {
    const next = stepInto(manifest, node, place, step);
    if (!next) break;
    [place, node] = next;
  }
  return place;
}

type Place = [path: Path, node: Json];

function stepInto(manifest: JsonObject, node: Json, place: Path, step: string | number): Place | undefined {
  for (let hops = 0; hops < 100; hops++) {
    if (Array.isArray(node)) {
      const item = typeof step === "number" ? node[step] : undefined;
      return item === undefined ? undefined : [[...place, step], item];
    }
    if (isObject(node) && Object.hasOwn(node, step)) return [[...place, step], node[step]!];
    const reference = isObject(node) ? node["$ref"] : node;
    if (!isReference(reference)) return undefined;
    const target = locate(reference, manifest);
    if (!target) return undefined;
    [place, node] = target;
  }
  return undefined;
}

/** The path that a reference takes, where each of its parts is a key or an index. */
function locate(reference: string, manifest: JsonObject): Place | undefined {
  let node: Json = manifest, path: Path = [];
  let rest = reference.slice(2);
  while (rest !== "") {
    if (isObject(node) && Object.hasOwn(node, rest)) return [[...path, rest], node[rest]!];
    const [head, tail] = splitPath(rest);
    const step: string | number = Array.isArray(node) ? Number(head) : head;
    const next = stepInto(manifest, node, path, step);
    if (!next) return undefined;
    [path, node] = next;
    rest = tail;
  }
  return [path, node];
}
