/**
 * Paths into records and responses, with the rules of Python's dpath: a segment is a glob over keys, a number
 * is an index of a list, `**` stands for any number of segments, and what is missing is simply not found.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject } from "../../json.ts";
import { integerIn } from "../../datetime/numbers.ts";
import { fnmatch } from "./fnmatch.ts";

/** A compiled path. */
export interface Dpath {
  /** Every value that matches, in document order. */
  values(root: unknown): unknown[];
  /** The one value that matches, or `missing`. @throws {ConnectorError} record.path where several match */
  get(root: unknown, missing?: unknown): unknown;
  /** Removes what matches; says whether anything did. A list keeps its length: all but a last item become null. */
  delete(root: unknown): boolean;
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

type Container = Record<string, unknown> | unknown[];
type Found = (parent: Container, key: string | number, value: unknown) => void;

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

  return {
    values(root) {
      const found: unknown[] = [];
      visit(root, (_parent, _key, value) => found.push(value));
      return found;
    },
    get(root, missing) {
      if (path.length === 0) return root;
      if (keys) {
        const quick = plainGet(root, keys);
        if (quick !== notPlain) return quick === undefined ? missing : quick;
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
    },
    delete(root) {
      const found: [Container, string | number][] = [];
      visit(root, (parent, key) => found.push([parent, key]));
      if (stars === 0) for (const [parent, key] of found) remove(parent, key);
      else deleteInWalkOrder(root, found);
      return found.length > 0;
    },
  };
}

// A key that is also a number may be an index of a list, and takes the longer way.
function isPlainKey(glob: unknown): glob is string {
  return typeof glob === "string" && !/[*?[]/.test(glob) && integerIn(glob) === undefined;
}

const notPlain = Symbol();

/** Follows keys through objects; undefined where one is missing. */
function plainGet(root: unknown, keys: readonly string[]): unknown {
  let value = root;
  for (const key of keys) {
    if (!isContainer(value)) return undefined;
    if (Array.isArray(value)) return undefined;
    if (!Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value === undefined ? notPlain : value;
}

function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isObject(value);
}

/** Calls `found` for the children of a container that a segment matches, in order. */
function children(container: Container, part: Segment, found: Found): void {
  if (Array.isArray(container)) {
    const index = part.index(container.length);
    if (index !== undefined) {
      if (index >= 0) found(container, index, container[index]);
      return;
    }
    for (let i = 0; i < container.length; i++) {
      if (part.any || part.matchesIndexText(i)) found(container, i, container[i]);
    }
    return;
  }
  if (part.key !== undefined) {
    if (Object.hasOwn(container, part.key)) found(container, part.key, container[part.key]);
    return;
  }
  for (const key of Object.keys(container)) {
    if (part.any || part.matchesKey(key)) found(container, key, container[key]);
  }
}

type Visit = (root: unknown, found: Found) => void;

function fixedDepth(parts: readonly Segment[]): Visit {
  const last = parts.length - 1;
  function descend(node: unknown, depth: number, found: Found): void {
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

  function walk(node: unknown, steps: Step[], found: Found): void {
    if (!isContainer(node)) return;
    const entries: [string | number, unknown][] = Array.isArray(node)
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
function deleteInWalkOrder(root: unknown, places: readonly [Container, string | number][]): void {
  const gone = new Set<unknown>();
  const drop = (value: unknown) => {
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
export function deleteLeaves(root: unknown, matches: (value: unknown) => boolean): boolean {
  const places: [Container, string | number, unknown][] = [];
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

/**
 * Compiles a place to write to. Missing parents are made: lists where the next segment is a number, else
 * objects; lists grow with nulls up to the index.
 */
export function compileSetter(path: readonly string[]): (root: unknown, value: unknown) => void {
  const [only] = path;
  if (path.length === 1 && only !== undefined && only !== "__proto__") {
    return (root, value) => {
      if (isObject(root)) Reflect.set(root, only, value);
      else write(root, only, value, path);
    };
  }
  const parents = path.slice(0, -1);
  const last = path.at(-1) ?? "";
  return (root, value) => {
    let current = root;
    parents.forEach((key, i) => {
      let next = read(current, key);
      if (next === undefined) write(current, key, next = isDecimal(path[i + 1] ?? "") ? [] : {}, path);
      if (!isContainer(next)) throw notFound(path, i);
      current = next;
    });
    write(current, last, value, path);
  };
}

const isDecimal = (key: string) => /^\p{Nd}+$/u.test(key);

function read(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return isDecimal(key) ? container[Number(integerIn(key))] : undefined;
  return isObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function write(container: unknown, key: string, value: unknown, path: readonly string[]): void {
  if (Array.isArray(container)) {
    if (!isDecimal(key)) throw notFound(path, path.indexOf(key));
    const index = Number(integerIn(key));
    while (container.length < index) container.push(null);
    container[index] = value;
  } else if (isObject(container)) {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  } else throw notFound(path, 0);
}

function notFound(path: readonly string[], at: number): ConnectorError {
  return new ConnectorError("record.path", {
    failureType: "system_error",
    message: `Cannot set ${JSON.stringify(path)} in a record: the value at ${
      JSON.stringify(path.slice(0, at + 1))
    } is not an object`,
  });
}
