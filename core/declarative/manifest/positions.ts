/** Where the nodes of a YAML text stand. Worked out by a second reading, so it costs nothing until a problem asks. */
import { isObject } from "../../json.ts";
import type { Path } from "./path.ts";
import { loadYaml } from "./yaml.ts";

/** A place in a text; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

interface Node {
  offset: number;
  kind: "scalar" | "sequence" | "mapping" | null;
  result: unknown;
  children: Node[];
}

/** Finds the position of a value, or of its key. The nearest parent stands in for what is not in the text. */
export type Locate = (path: Path, part?: "key" | "value") => Position;

/** Reads the positions of a text that is known to be YAML (JSON is YAML too). */
export function readPositions(text: string): Locate {
  const root = readNodes(text);
  return (path, part = "value") => {
    let node = root, offset = root.offset;
    for (const [i, step] of path.entries()) {
      const found = child(node, step);
      if (!found) break;
      const last = i === path.length - 1;
      offset = last && part === "key" ? found.key?.offset ?? found.value.offset : found.value.offset;
      node = found.value;
    }
    return position(text, offset);
  };
}

function readNodes(text: string): Node {
  const root: Node = { offset: 0, kind: null, result: null, children: [] };
  const stack = [root];
  loadYaml(text, (event, state) => {
    if (event === "open") {
      const node: Node = { offset: state.position, kind: null, result: null, children: [] };
      stack.at(-1)?.children.push(node);
      stack.push(node);
      return;
    }
    const node = stack.pop();
    if (!node) return;
    node.kind = state.kind;
    node.result = state.result;
  });
  return root.children[0] ?? root;
}

/** The reader opens a node for each key and each value in turn, and some more where it only has a look. */
function child(node: Node, step: string | number): { key?: Node; value: Node } | undefined {
  if (node.kind === "sequence") {
    const value = typeof step === "number" ? node.children[step] : undefined;
    return value && { value };
  }
  if (!isObject(node.result)) return undefined;
  let found: { key: Node; value: Node } | undefined;
  for (let i = 0; i + 1 < node.children.length; i += 2) {
    const key = node.children[i]!, value = node.children[i + 1]!;
    if (String(key.result) === String(step)) found = { key, value };
  }
  return found;
}

function position(text: string, offset: number): Position {
  // A node opens where the one before it ended: white space and comments still lie ahead.
  const ahead = /^(?:\s|#[^\n]*(?=\n)|-\s(?=\s*-\s))*/.exec(text.slice(offset))?.[0].length ?? 0;
  const before = text.slice(0, offset + ahead);
  const line = before.split("\n").length;
  return { line, column: before.length - before.lastIndexOf("\n") };
}
