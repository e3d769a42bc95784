import { ConnectorError } from "../../../errors.ts";
import { isObject } from "../../../json.ts";
import { component, optional, slot, string, union } from "../../component.ts";

export const ComplexFieldType = component({
  type: "ComplexFieldType",
  role: "complex_field_type",
  summary: "An array type of a dynamic schema, with the type of its items",
  fields: {
    field_type: string(),
    items: optional(union(string(), slot("complex_field_type", { implied: "ComplexFieldType" }))),
  },
  build({ field_type, items }, ctx) {
    if (items !== undefined && field_type !== "array") {
      throw new ConnectorError("manifest.field_type", {
        failureType: "system_error",
        message: `Cannot give items to the field type "${field_type}"`,
        at: ctx.at("items"),
        hint: 'Only "array" has items',
      });
    }
    return { fieldType: field_type, items: isObject(items) ? ctx.build(items) : items };
  },
});
