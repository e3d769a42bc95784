/**
 * Paths into records and responses, with the rules of Python's dpath: a segment is a glob over keys, a number
 * is an index of a list, `**` stands for any number of segments, and what is missing is simply not found.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { integerIn } from "../../datetime/numbers.ts";
import { fnmatch } from "./fnmatch.ts";

/** A compiled path. */
export interface Dpath {
  /** Every value that matches, in document order. */
  values(root: Json): Json[];
  /** The one value that matches, or `missing`. @throws {ConnectorError} record.path where several match */
  get(root: Json, missing: Json): Json;
  get(root: Json): Json | undefined;
  /** Replaces what matches; gives how often. Nothing is made. */
  set(root: Json, value: Json): number;
  /** Removes what matches; says whether anything did. A list keeps its length: all but a last item become null. */
  delete(root: Json): boolean;
}

/** What one segment matches. */
interface Segment {
  /** The only key it can match, where it is no glob. */
  readonly key: string | undefined;
  matchesKey(key: string): boolean;
  /** The position in a list of a length, or undefined where the segment is no number. */
  index(length: number): number | undefined;
  /** Where the segment is no number: whether it matches the index written as text. */
  matchesIndexText(index: number): boolean;
  readonly any: boolean;
}

type Container = JsonObject | Json[];
type Found = (parent: Container, key: string | number, value: Json) => void;

function segment(glob: unknown): Segment {
  const integer = typeof glob === "string" ? integerIn(glob) : scalarInteger(glob);
  const position = integer === undefined ? undefined : Number(integer);
  const text = typeof glob === "string" ? glob : undefined;
  const matches = text === undefined ? () => false : fnmatch(text);
  return {
    key: text !== undefined && !/[*?[]/.test(text) ? text : undefined,
    any: text !== undefined && /^\*+$/.test(text),
    matchesKey: matches,
    index: (length) => {
      if (position === undefined) return undefined;
      const index = position < 0 ? position + length : position;
      return index >= 0 && index < length ? index : -1;
    },
    matchesIndexText: (index) => matches(String(index)),
  };
}

function scalarInteger(value: unknown): number | bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isFinite(value)) return Math.trunc(value);
  return typeof value === "boolean" ? Number(value) : undefined;
}

/** Compiles a path; segments are usually strings, or what a template made of them. */
export function compilePath(path: readonly unknown[]): Dpath {
  const stars = path.filter((glob) => glob === "**").length;
  if (stars > 1) {
    throw new ConnectorError("record.path", {
      failureType: "system_error",
      message: `Cannot use the path ${JSON.stringify(path)}: only one "**" is allowed`,
    });
  }
  const visit = stars === 1 ? anyDepth(path) : fixedDepth(path.map(segment));
  const keys = path.every(isPlainKey) ? path : undefined;

  function get(root: Json, missing: Json): Json;
  function get(root: Json): Json | undefined;
  function get(root: Json, missing?: Json): Json | undefined {
    if (path.length === 0) return root;
    if (keys) {
      const quick = plainGet(root, keys);
      return quick === undefined ? missing : quick;
    }
    let count = 0;
    let result = missing;
    visit(root, (_parent, _key, value) => {
      if (++count > 1) {
        throw new ConnectorError("record.path", {
          failureType: "system_error",
          message: `Cannot read the path ${JSON.stringify(path)}: it matches more than one value`,
        });
      }
      result = value;
    });
    return result;
  }

  return {
    values(root) {
      const found: Json[] = [];
      visit(root, (_parent, _key, value) => found.push(value));
      return found;
    },
    get,
    set(root, value) {
      const found: [Container, string | number][] = [];
      visit(root, (parent, key) => found.push([parent, key]));
      for (const [parent, key] of found) Reflect.set(parent, key, value);
      return found.length;
    },
    delete(root) {
      const found: [Container, string | number][] = [];
      visit(root, (parent, key) => found.push([parent, key]));
      if (stars === 0) { for (const [parent, key] of found) remove(parent, key); }
      else deleteInWalkOrder(root, found);
      return found.length > 0;
    },
  };
}

/** Whether a segment can only be a key: no pattern, and no number, which may be the index of a list. */
export function isPlainKey(glob: unknown): glob is string {
  return typeof glob === "string" && !/[*?[]/.test(glob) && integerIn(glob) === undefined;
}

/** Follows keys through objects; undefined where one is missing. */
function plainGet(root: Json, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

function isContainer(value: Json): value is Container {
  return Array.isArray(value) || isObject(value);
}

/** Calls `found` for the children of a container that a segment matches, in order. */
function children(container: Container, part: Segment, found: Found): void {
  if (Array.isArray(container)) {
    const index = part.index(container.length);
    if (index !== undefined) {
      if (index >= 0) found(container, index, container[index] ?? null);
      return;
    }
    for (let i = 0; i < container.length; i++) {
      if (part.any || part.matchesIndexText(i)) found(container, i, container[i] ?? null);
    }
    return;
  }
  if (part.key !== undefined) {
    if (Object.hasOwn(container, part.key)) found(container, part.key, container[part.key] ?? null);
    return;
  }
  for (const key of Object.keys(container)) {
    if (part.any || part.matchesKey(key)) found(container, key, container[key] ?? null);
  }
}

type Visit = (root: Json, found: Found) => void;

function fixedDepth(parts: readonly Segment[]): Visit {
  const last = parts.length - 1;
  function descend(node: Json, depth: number, found: Found): void {
    const part = parts[depth];
    if (part === undefined || !isContainer(node)) return;
    if (depth === last) children(node, part, found);
    else children(node, part, (_parent, _key, value) => descend(value, depth + 1, found));
  }
  return (root, found) => descend(root, 0, found);
}

/** With `**`: walks the whole document, children before grandchildren, and tests each path. */
function anyDepth(path: readonly unknown[]): Visit {
  const at = path.indexOf("**");
  const before = path.slice(0, at).map(segment);
  const after = path.slice(at + 1).map(segment);
  const shortest = path.length - 1;

  function matches(steps: readonly Step[]): boolean {
    return steps.length >= shortest && before.every((part, i) => fits(part, steps[i])) &&
      after.every((part, i) => fits(part, steps[steps.length - after.length + i]));
  }

  function walk(node: Json, steps: Step[], found: Found): void {
    if (!isContainer(node)) return;
    const entries: [string | number, Json][] = Array.isArray(node)
      ? node.map((value, i) => [i, value])
      : Object.entries(node);
    for (const [key, value] of entries) {
      steps.push({ key, length: entries.length });
      if (matches(steps)) found(node, key, value);
      steps.pop();
    }
    for (const [key, value] of entries) {
      if (!isContainer(value)) continue;
      steps.push({ key, length: entries.length });
      walk(value, steps, found);
      steps.pop();
    }
  }
  return (root, found) => walk(root, [], found);
}

interface Step {
  key: string | number;
  /** Of the container. */
  length: number;
}

function fits(part: Segment, step: Step | undefined): boolean {
  if (step === undefined) return false;
  if (typeof step.key === "string") return part.matchesKey(step.key);
  const index = part.index(step.length);
  return index === undefined ? part.matchesIndexText(step.key) : index === step.key;
}

function remove(parent: Container, key: string | number): void {
  if (!Array.isArray(parent)) delete parent[key];
  else if (key === parent.length - 1) parent.pop();
  else parent[Number(key)] = null;
}

/** Deletes places that may lie within each other; those whose container is gone already are left alone. */
function deleteInWalkOrder(root: Json, places: readonly [Container, string | number][]): void {
  const gone = new Set<Json>();
  const drop = (value: Json) => {
    if (!isContainer(value) || gone.has(value)) return;
    gone.add(value);
    for (const child of Array.isArray(value) ? value : Object.values(value)) drop(child);
  };
  for (const [parent, key] of places) {
    if (parent !== root && gone.has(parent)) continue;
    if (Array.isArray(parent) && Number(key) >= parent.length) continue;
    drop(Reflect.get(parent, key));
    remove(parent, key);
  }
}

/**
 * Deletes every scalar of a document that `matches`, wherever it stands: what dpath makes of a delete with a
 * filter. Says whether there was any.
 */
export function deleteLeaves(root: Json, matches: (value: Json) => boolean): boolean {
  const places: [Container, string | number, Json][] = [];
  const visit = anyDepth(["**"]);
  visit(root, (parent, key, value) => {
    if (!isContainer(value)) places.push([parent, key, value]);
  });
  let deleted = false;
  for (const [parent, key, value] of places) {
    if (Array.isArray(parent) && Number(key) >= parent.length) continue;
    if (!matches(value)) continue;
    remove(parent, key);
    deleted = true;
  }
  return deleted;
}
