import { component, list, optional, slot, string, union } from "../../component.ts";

export const QueryProperties = component({
  type: "QueryProperties",
  role: "query_properties",
  summary: "Asks for a list of properties, in several requests where the API limits their number",
  fields: {
    property_list: union(list(string()), slot("properties_source")),
    always_include_properties: optional(list(string())),
    property_chunking: optional(slot("property_chunking", { implied: "PropertyChunking" })),
    property_selector: optional(slot("property_selector", { implied: "JsonSchemaPropertySelector" })),
  },
  build(def, ctx) {
    const given = def.property_list;
    const source = Array.isArray(given) ? () => given : ctx.build(given);
    const chunking = def.property_chunking && ctx.build(def.property_chunking);
    const select = def.property_selector && ctx.build(def.property_selector);
    const always = def.always_include_properties;
    return {
      mergeKey: chunking?.mergeKey,
      async *chunks() {
        const selected = select?.();
        const properties = await source();
        if (chunking) yield* chunking.split(properties, always, selected);
        else {yield [
            ...always ?? [],
            ...selected ? properties.filter((name) => selected.has(name)) : properties,
          ];}
      },
    };
  },
});
