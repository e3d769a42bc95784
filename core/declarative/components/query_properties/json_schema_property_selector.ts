import { isObject } from "../../../json.ts";
import { component, list, optional, slot } from "../../component.ts";

export const JsonSchemaPropertySelector = component({
  type: "JsonSchemaPropertySelector",
  role: "property_selector",
  summary: "Asks only for the properties that the configured catalog has selected",
  fields: { transformations: optional(list(slot("transformation"))) },
  build(def, ctx) {
    const transformations = (def.transformations ?? []).map((node) => ctx.build(node));
    const configured = ctx.env.catalog?.streams.find(({ stream }) => stream.name === ctx.stream.name);
    return () => {
      if (!configured) return undefined;
      const { properties } = configured.stream.json_schema;
      let names = isObject(properties) ? structuredClone(properties) : {};
      for (const transform of transformations) {
        names = transform(names, { slice: undefined, nextPageToken: undefined }) ?? names;
      }
      return new Set(Object.keys(names));
    };
  },
});
