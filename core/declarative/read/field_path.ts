import { str } from "../../jinja/python/text.ts";
import type { Json } from "../../json.ts";
import type { BuildContext } from "../context.ts";
import { compilePath, type Dpath } from "./dpath.ts";

/** A path of a manifest whose segments are templates over the config. */
export interface FieldPath {
  /** The path with its templates filled in; compiled again only when they give something else. */
  current(): Dpath;
  /** The segments, filled in. */
  segments(): unknown[];
  /**
   * What extractors find: every match where a segment is `*`, else the one match, or an empty list.
   * An empty path is the whole document.
   */
  find(root: Json): Json;
}

// YAML may give a number where the path says text, such as a list's index: it is text, and then read as a literal.
export function fieldPath(parts: readonly string[], ctx: BuildContext): FieldPath {
  const templates = parts.map((part) => ctx.text(str(part)));
  const isFixed = parts.every((part) => !/\{[{%#]/.test(str(part)));
  const segments = () => templates.map((template) => template({}));
  let compiled: { key: string; path: Dpath; star: boolean } | undefined;

  function compile() {
    if (isFixed && compiled) return compiled;
    const values = segments();
    const key = isFixed ? "" : JSON.stringify(values);
    if (compiled?.key !== key) {
      compiled = { key, path: compilePath(values), star: values.includes("*") };
    }
    return compiled;
  }

  return {
    segments,
    current: () => compile().path,
    find(root) {
      if (parts.length === 0) return root;
      const { path, star } = compile();
      return star ? path.values(root) : path.get(root, []);
    },
  };
}
