import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { choice, component, list, optional, string, template } from "../../component.ts";

/** Type name of JSON Schema → the Python type that a rendered text must read as. */
const pythonTypes = { string: "str", number: "float", integer: "int", boolean: "bool" } as const;

export const AddedFieldDefinition = component({
  type: "AddedFieldDefinition",
  role: "added_field",
  summary: "A field to add: where it goes and its value",
  fields: {
    path: list(string()),
    value: template(),
    value_type: optional(choice("string", "number", "integer", "boolean")),
  },
  build({ path, value, value_type }, ctx) {
    if (path.length === 0) {
      throw new ConnectorError("manifest.empty_path", {
        failureType: "system_error",
        message: "Cannot add a field without a path",
        at: ctx.at("path"),
        hint: 'Name the field, as in path: ["id"]',
      });
    }
    return {
      path: path.map(str),
      value: ctx.text(str(value), undefined, value_type && [pythonTypes[value_type]]),
    };
  },
});
