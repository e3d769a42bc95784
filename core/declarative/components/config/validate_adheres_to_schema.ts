import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, parseJson, writeJson } from "../../../json.ts";
import { component, object, string, union } from "../../component.ts";
import { schemaValidator } from "../../read/schema_validator.ts";

export const ValidateAdheresToSchema = component({
  type: "ValidateAdheresToSchema",
  role: "validation_strategy",
  summary: "The value has to fit a JSON Schema; text is read as JSON first",
  fields: { base_schema: union(string(), object()) },
  build({ base_schema }, ctx) {
    if (!isObject(base_schema)) {
      throw new ConnectorError("manifest.wrong_value", {
        failureType: "system_error",
        message: "Cannot build the validation: its base_schema is text",
        at: ctx.at("base_schema"),
        hint: "Write the schema as a mapping",
      });
    }
    const validator = () =>
      ctx.env.shared(`schema_validator:${writeJson(base_schema)}`, () => schemaValidator(base_schema));
    return async (value) => {
      const validate = await validator();
      const problem = validate(typeof value === "string" ? parse(value) : value);
      if (problem === undefined) return;
      throw new ConnectorError("config.invalid", {
        failureType: "config_error",
        message: `JSON schema validation error: ${problem}`,
      });
    };
  },
});

function parse(text: string): Json {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new ConnectorError("config.invalid", {
      failureType: "config_error",
      message: `Invalid JSON string: ${text}`,
      cause,
    });
  }
}
