import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { isObject, type Json } from "../../../json.ts";
import { component, list, template } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { deepCopy } from "../../read/deep_copy.ts";
import { compileSetter } from "../../read/dpath_set.ts";

export const ParentFieldPath = component({
  type: "ParentFieldPath",
  role: "parent_field_path",
  summary: "Copies a value of the expanded record onto each record that comes of it",
  fields: {
    parent_path: list(template(), { minItems: 1 }),
    record_path: list(template(), { minItems: 1 }),
  },
  build(def, ctx) {
    const from = singlePath(def.parent_path, "parent_path", ctx);
    const to = singlePath(def.record_path, "record_path", ctx).map(str);
    if (from.length === 0 || to.length === 0) {
      throw new ConnectorError("manifest.empty_path", {
        failureType: "system_error",
        message: "Cannot copy a parent field without a path",
        at: ctx.at(),
        hint: "Name at least one field in parent_path and record_path",
      });
    }
    const set = compileSetter(to);
    return (parent, child) => {
      const value = lookUp(parent, from);
      try {
        set(child, value === undefined ? null : deepCopy(value));
      } catch (cause) {
        throw new ConnectorError("record.path", {
          failureType: "config_error",
          message: `Cannot write parent field to \`record_path\` ${JSON.stringify(to)}: ` +
            "the expanded item already holds a non-object value on that path",
          cause,
        });
      }
    };
  },
});

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
