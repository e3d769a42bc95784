import { component, list, slot, template } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";
import { ConnectorError } from "../../../errors.ts";

export const DpathValidator = component({
  type: "DpathValidator",
  role: "validator",
  summary: "Tests the value at a path of the config; what is missing passes",
  fields: {
    field_path: list(template()),
    validation_strategy: slot("validation_strategy"),
  },
  build(def, ctx) {
    const validate = ctx.build(def.validation_strategy);
    const parts = def.field_path.map((part) => ctx.text(part));
    return async (config) => {
      // These templates see no config: the CDK evaluates them with an empty one.
      const path = parts.map((part) => part({ config: {} }));
      if (path.length === 0) {
        throw new ConnectorError("manifest.empty_path", {
          failureType: "system_error",
          message: "Cannot validate a field without a path",
          at: ctx.at("field_path"),
          hint: 'Name the field, as in field_path: ["region"]',
        });
      }
      const compiled = compilePath(path);
      if (path.includes("*")) {
        for (const value of compiled.values(config)) await validate(value);
        return;
      }
      const value = compiled.get(config);
      if (value !== undefined) await validate(value);
    };
  },
});
