import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, optional, template } from "../../component.ts";
import { readSchemaFile } from "../../read/schema_file.ts";

export const JsonFileSchemaLoader = component({
  type: "JsonFileSchemaLoader",
  role: "schema_loader",
  summary: "The stream's schema, from a JSON file beside the manifest",
  fields: { file_path: optional(template()) },
  build({ file_path }, ctx) {
    const { name } = ctx.parameters;
    const path = file_path
      ? str(ctx.text(file_path)({}))
      : `schemas/${typeof name === "string" ? name : ctx.stream.name}.json`;
    return {
      async schema() {
        const schema = await readSchemaFile(ctx.env.folder, path);
        if (schema) return schema;
        throw new ConnectorError("manifest.schema_file", {
          failureType: "system_error",
          message: `Cannot find the schema file ${path}`,
          at: ctx.at("file_path"),
          hint: `Paths are relative to the folder of the manifest: ${ctx.env.folder}`,
        });
      },
    };
  },
});
