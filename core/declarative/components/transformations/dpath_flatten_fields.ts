import { ConnectorError } from "../../../errors.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import { boolean, component, list, optional, slot, template } from "../../component.ts";
import { fieldPath } from "../../read/field_path.ts";
import { replaceRecord } from "./replace_record.ts";

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
      if (!isObject(found)) return;
      const fields = rename ? renamed(found, rename) : { ...found };
      const count = Object.keys(fields).length;
      if (def.replace_record && count > 0) {
        // The empty path finds the record itself, which is empty once it is replaced.
        replaceRecord(record, found === record && !rename ? {} : fields);
      } else if (!Object.keys(fields).some((key) => Object.hasOwn(record, key))) {
        if (def.delete_origin_value && !path.current().delete(record)) {
          throw new ConnectorError("record.path", {
            failureType: "system_error",
            message: `Cannot flatten ${JSON.stringify(path.segments())}: found nothing to delete there`,
          });
        }
        Object.assign(record, fields);
      }
    };
  },
});

function renamed(fields: JsonObject, rename: (key: string) => string): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(fields)) result[rename(key)] = value;
  return result;
}
