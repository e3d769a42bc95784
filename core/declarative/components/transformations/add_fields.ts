import { component, list, optional, slot, template } from "../../component.ts";
import { compileSetter } from "../../read/dpath_set.ts";

export const AddFields = component({
  type: "AddFields",
  role: "transformation",
  summary: "Sets fields of a record; missing parents are made",
  fields: {
    fields: list(slot("added_field", { implied: "AddedFieldDefinition" })),
    condition: optional(template(), ""),
  },
  build(def, ctx) {
    const fields = def.fields.map((node) => {
      const { path, value } = ctx.build(node);
      return { path, value, set: compileSetter(path) };
    });
    const applies = def.condition ? ctx.condition(def.condition) : undefined;
    return (record, { slice }) => {
      const scope = { record, stream_slice: slice ?? null };
      for (const { path, value, set } of fields) {
        const added = value(scope);
        if (applies && !applies({ ...scope, value: added, path })) continue;
        set(record, added);
      }
    };
  },
});
