import type { Json } from "../../../json.ts";
import { component, list, optional, slot, template } from "../../component.ts";
import { fieldPath } from "../../read/field_path.ts";

export const SchemaTypeIdentifier = component({
  type: "SchemaTypeIdentifier",
  role: "schema_type_identifier",
  summary: "Where a dynamic schema finds its properties, their names and their types",
  fields: {
    schema_pointer: optional(list(template()), []),
    key_pointer: list(template()),
    type_pointer: optional(list(template()), []),
    types_mapping: optional(list(slot("types_map", { implied: "TypesMap" })), []),
  },
  build(def, ctx) {
    const at = (pointer: readonly string[]) => {
      const path = fieldPath(pointer, ctx);
      return (value: Json, missing: Json) => path.current().get(value, missing);
    };
    const properties = at(def.schema_pointer ?? []);
    const key = at(def.key_pointer);
    const type = at(def.type_pointer ?? []);
    return {
      properties: (record) => properties(record, null),
      key: (property) => key(property, null),
      type: (property) => !def.type_pointer?.length ? "string" : type(property, "string"),
      mapping: (def.types_mapping ?? []).map((node) => ctx.build(node)),
    };
  },
});
