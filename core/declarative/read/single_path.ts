/** Paths that lead to one place: no patterns, followed without looking at anything beside them. */
import { ConnectorError } from "../../errors.ts";
import { str } from "../../jinja/python/text.ts";
import { isObject, type Json } from "../../json.ts";
import type { BuildContext } from "../context.ts";

/** The segments of a path, filled in. @throws {ConnectorError} manifest.glob where they are patterns */
export function singlePath(parts: readonly string[], field: string, ctx: BuildContext): unknown[] {
  const path = parts.map((part) => ctx.text(part)({}));
  if (path.some((part) => typeof part === "string" && /[*?[]/.test(part))) {
    throw new ConnectorError("manifest.glob", {
      failureType: "system_error",
      message: `Cannot use a pattern in ${field}: the path must identify a single field`,
      at: ctx.at(field),
      hint: "Write the names of the fields, without *, ? and [",
    });
  }
  return path;
}

/** The value at a path of keys and list indices; undefined where there is none. */
export function lookUp(record: Json, path: readonly unknown[]): Json | undefined {
  let value: Json | undefined = record;
  for (const part of path) {
    if (Array.isArray(value)) {
      const index: number = /^\s*[+-]?\d+\s*$/.test(str(part)) ? Number(part) : NaN;
      value = value[index < 0 ? index + value.length : index];
    } else if (isObject(value)) {
      const key: string = str(part);
      value = Object.hasOwn(value, key) ? value[key] : undefined;
    } else return undefined;
  }
  return value;
}
