import { component, list, optional, string, template } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";

export const ConfigRemoveFields = component({
  type: "ConfigRemoveFields",
  role: "config_transformation",
  summary: "Removes fields of a config, all of them or none as the condition says",
  fields: {
    field_pointers: list(list(string())),
    condition: optional(template(), ""),
  },
  build({ field_pointers, condition }, ctx) {
    const paths = field_pointers.map((pointer) => compilePath(pointer));
    const applies = condition ? ctx.condition(condition) : undefined;
    return (config) => {
      if (applies && !applies({ config })) return;
      for (const path of paths) path.delete(config);
    };
  },
});
