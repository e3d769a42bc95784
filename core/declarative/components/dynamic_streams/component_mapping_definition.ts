import { boolean, choice, component, list, optional, template } from "../../component.ts";

const pythonTypes = { string: "str", number: "float", integer: "int", boolean: "bool" } as const;

export const ComponentMappingDefinition = component({
  type: "ComponentMappingDefinition",
  role: "component_mapping",
  summary: "A value and the place in the stream template where a resolver writes it",
  fields: {
    field_path: list(template()),
    value: template(),
    value_type: optional(choice("string", "number", "integer", "boolean")),
    create_or_update: optional(boolean(), false),
    condition: optional(template()),
  },
  build({ field_path, value, value_type, create_or_update, condition }, ctx) {
    const path = field_path.map((part) => ctx.text(part));
    return {
      path: (scope) => path.map((part) => part(scope)),
      value: ctx.text(value, undefined, value_type && [pythonTypes[value_type]]),
      applies: condition ? ctx.condition(condition) : undefined,
      isText: value_type === "string",
      create: create_or_update,
    };
  },
});
