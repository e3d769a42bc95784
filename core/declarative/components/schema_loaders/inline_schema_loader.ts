import { component, object, optional } from "../../component.ts";

export const InlineSchemaLoader = component({
  type: "InlineSchemaLoader",
  role: "schema_loader",
  summary: "The stream's schema, written in the manifest",
  fields: { schema: optional(object(), {}) },
  build: ({ schema }) => ({ schema: () => schema }),
});
