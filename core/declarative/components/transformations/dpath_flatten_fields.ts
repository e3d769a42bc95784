import { ConnectorError } from "../../../errors.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import { emptyLike } from "../../../ordered_object.ts";
import { boolean, component, list, optional, slot, template } from "../../component.ts";
import { isPlainKey } from "../../read/dpath.ts";
import { fieldPath } from "../../read/field_path.ts";
import { mustBeObject } from "../../read/not_an_object.ts";
import { compileOmit } from "../../read/omit.ts";

export const DpathFlattenFields = component({
  type: "DpathFlattenFields",
  role: "transformation",
  summary: "Brings the fields of one nested object to the top of the record",
  fields: {
    field_path: list(template()),
    delete_origin_value: optional(boolean(), false),
    replace_record: optional(boolean(), false),
    key_transformation: optional(slot("key_transformation", { implied: "KeyTransformation" })),
  },
  build(def, ctx) {
    const path = fieldPath(def.field_path, ctx);
    const rename = def.key_transformation && ctx.build(def.key_transformation);

    return (record) => {
      let found = path.find(record);
      // With a `*` in the path, all matches come as a list; the first one is meant.
      if (Array.isArray(found)) found = path.segments().includes("*") ? found[0] ?? null : null;
      if (!isObject(found)) return record;
      mustBeObject(record);
      const fields = renamed(found, rename);
      const count = Object.keys(fields).length;
      if (def.replace_record && count > 0) {
        // The empty path finds the record itself, which is empty once it is replaced.
        return found === record && !rename ? {} : fields;
      }
      if (Object.keys(fields).some((key) => Object.hasOwn(record, key))) return record;
      if (!def.delete_origin_value) return Object.assign(record, fields);
      const [key, ...deeper] = path.segments();
      if (deeper.length === 0 && isPlainKey(key)) return Object.assign(compileOmit([[key]])(record), fields);
      if (!path.current().delete(record)) {
        throw new ConnectorError("record.path", {
          failureType: "system_error",
          message: `Cannot flatten ${JSON.stringify(path.segments())}: found nothing to delete there`,
        });
      }
      return Object.assign(record, fields);
    };
  },
});

function renamed(fields: JsonObject, rename: (key: string) => string = (key) => key): JsonObject {
  const result: JsonObject = emptyLike(fields);
  for (const [key, value] of Object.entries(fields)) result[rename(key)] = value;
  return result;
}
