/** JSON Schema validation of single values, with the leniency of Python's jsonschema. */
import { ConnectorError } from "../../errors.ts";
import { type Json, type JsonObject, writeJson } from "../../json.ts";
import { schemaProblem } from "../../schema/schema_problem.ts";

/**
 * Compiles a schema; the function says what is wrong with a value, or nothing.
 *
 * @throws {ConnectorError} config.schema
 */
export async function schemaValidator(schema: JsonObject): Promise<(value: Json) => string | undefined> {
  const { Ajv } = await import("ajv");
  // Unknown keywords and formats are ignored there.
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
  });
  const { $schema: _, $id: __, ...plain } = schema;
  const validate = compile();
  function compile() {
    try {
      return ajv.compile(plain);
    } catch (cause) {
      throw new ConnectorError("config.schema", {
        failureType: "system_error",
        message: `Cannot validate against a schema: it is no JSON Schema (${schemaProblem(cause)})`,
        cause,
      });
    }
  }

  return (value) => {
    // Plain numbers: Ajv knows no Float.
    if (validate(JSON.parse(writeJson(value)))) return undefined;
    const [error] = validate.errors ?? [];
    const at = error?.instancePath.slice(1).replaceAll("/", ".");
    return `${at ? `"${at}" ` : "the value "}${error?.message ?? "does not fit"}`;
  };
}
