import { str } from "../../../jinja/python/text.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, slot, template } from "../../component.ts";
import { fieldPath } from "../../read/field_path.ts";

export const PropertiesFromEndpoint = component({
  type: "PropertiesFromEndpoint",
  role: "properties_source",
  summary: "Reads the list of properties from an endpoint, once per run",
  fields: {
    property_field_path: list(template()),
    retriever: slot("retriever", { only: ["CustomRetriever", "SimpleRetriever"] }),
  },
  build(def, ctx) {
    const retriever = ctx.build(def.retriever, {
      name: "dynamic_properties",
      primaryKey: undefined,
      cursor: undefined,
      transformations: [],
      fileUploader: undefined,
      useCache: true,
    });
    const path = fieldPath(def.property_field_path, ctx);
    let found: Promise<string[]> | undefined;
    async function fetchProperties(): Promise<string[]> {
      const names: string[] = [];
      const name = path.current();
      for await (const { records } of retriever.read(new StreamSlice())) {
        for (const record of records) names.push(str(name.get(record, [])));
      }
      return names;
    }
    return () => found ??= fetchProperties();
  },
});
