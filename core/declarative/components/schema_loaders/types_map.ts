import { component, list, optional, slot, string, template, union } from "../../component.ts";

export const TypesMap = component({
  type: "TypesMap",
  role: "types_map",
  summary: "Translates a type of the API into a type of the schema",
  fields: {
    target_type: union(string(), list(string()), slot("complex_field_type", { implied: "ComplexFieldType" })),
    current_type: union(string(), list(string())),
    condition: optional(template(), "True"),
  },
  differences: { condition: "the Python CDK's own default, which its schema does not name" },
  build({ target_type, current_type, condition }, ctx) {
    const applies = ctx.condition(condition);
    const isPlain = typeof target_type === "string" || Array.isArray(target_type);
    return {
      target: isPlain ? target_type : ctx.build(target_type),
      current: current_type,
      applies: (rawSchema) => applies({ raw_schema: rawSchema }),
    };
  },
});
