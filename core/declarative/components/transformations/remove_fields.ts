import { str } from "../../../jinja/python/text.ts";
import { component, list, optional, string, template } from "../../component.ts";
import { compilePath, deleteLeaves } from "../../read/dpath.ts";

export const RemoveFields = component({
  type: "RemoveFields",
  role: "transformation",
  summary: "Removes fields of a record; with a condition, every scalar for which it holds",
  fields: {
    field_pointers: list(list(string())),
    condition: optional(template(), ""),
  },
  build({ field_pointers, condition }, ctx) {
    const paths = field_pointers.map((pointer) => compilePath(pointer.map(str)));
    if (!condition) {
      return (record) => {
        for (const path of paths) path.delete(record);
      };
    }
    const applies = ctx.condition(condition);
    return (record) => {
      // A condition takes the place of the pointers: each asks it about every scalar of the record.
      for (const _ of paths) deleteLeaves(record, (property) => applies({ property }));
    };
  },
});
