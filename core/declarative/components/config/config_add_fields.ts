import { component, list, optional, slot, template } from "../../component.ts";
import { compileSetter } from "../../read/dpath_set.ts";

export const ConfigAddFields = component({
  type: "ConfigAddFields",
  role: "config_transformation",
  summary: "Sets fields of a config; missing parents are made",
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
    return (config) => {
      for (const { path, value, set } of fields) {
        const added: unknown = value({ config });
        if (!applies || applies({ config, value: added, path })) set(config, added);
      }
    };
  },
});
