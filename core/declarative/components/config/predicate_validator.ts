import { ConnectorError } from "../../../errors.ts";
import { any, component, slot } from "../../component.ts";

export const PredicateValidator = component({
  type: "PredicateValidator",
  role: "validator",
  summary:
    "Tests a value that stands in the manifest. The Python CDK fails on it in every run, so it does here",
  fields: {
    value: any(),
    validation_strategy: slot("validation_strategy"),
  },
  build(def, ctx) {
    ctx.build(def.validation_strategy);
    return () => {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "system_error",
        message:
          "Cannot validate the config: PredicateValidator cannot stand among the validations of a spec",
        internalMessage: "TypeError: validate() takes 1 positional argument but 2 were given",
        at: ctx.at(),
        hint: "Use DpathValidator with the field_path of the value",
      });
    };
  },
});
