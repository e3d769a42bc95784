import { isObject, type Json } from "../../json.ts";

/** A copy of a JSON tree that shares nothing with it but numbers and text. */
export function copyTree<T extends Json>(node: T): T;
export function copyTree(node: Json): Json {
  if (Array.isArray(node)) return node.map((item) => copyTree(item));
  if (!isObject(node)) return node;
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(node)) copy[key] = copyTree(node[key]!);
  return copy;
}
