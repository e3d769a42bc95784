import { str } from "../../../jinja/python/text.ts";
import { component, list, optional, string, template } from "../../component.ts";
import { compilePath, deleteLeaves, isPlainKey } from "../../read/dpath.ts";
import { compileOmit } from "../../read/omit.ts";

export const RemoveFields = component({
  type: "RemoveFields",
  role: "transformation",
  summary: "Removes fields of a record; with a condition, every scalar for which it holds",
  fields: {
    field_pointers: list(list(string())),
    condition: optional(template(), ""),
  },
  build({ field_pointers, condition }, ctx) {
    const pointers = field_pointers.map((pointer) => pointer.map(str));
    const isPlain = (pointer: string[]) => pointer.every(isPlainKey);
    const others = pointers.filter((pointer) => !isPlain(pointer)).map((pointer) => compilePath(pointer));
    if (!condition) {
      const omit = compileOmit(pointers.filter(isPlain));
      return (record) => {
        const rest = omit(record);
        for (const path of others) path.delete(rest);
        return rest;
      };
    }
    const applies = ctx.withParameters({}).condition(condition);
    return (record) => {
      // A condition takes the place of the pointers: each asks it about every scalar of the record.
      for (const _ of pointers) deleteLeaves(record, (property) => applies({ property }));
    };
  },
});
