import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, list, template } from "../../component.ts";
import { deepCopy } from "../../read/deep_copy.ts";
import { compileSetter } from "../../read/dpath_set.ts";
import { lookUp, singlePath } from "../../read/single_path.ts";

export const ParentFieldPath = component({
  type: "ParentFieldPath",
  role: "parent_field_path",
  summary: "Copies a value of the expanded record onto each record that comes of it",
  fields: {
    parent_path: list(template(), { minItems: 1 }),
    record_path: list(template(), { minItems: 1 }),
  },
  differences: {
    parent_path: "the Python CDK refuses an empty list later",
    record_path: "the Python CDK refuses an empty list later",
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
