import { str } from "../../../jinja/python/text.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, slot, template } from "../../component.ts";
import { dpathGet } from "../../read/dpath.ts";

export const PropertiesFromEndpoint = component({
  type: "PropertiesFromEndpoint",
  role: "properties_source",
  summary: "Reads the list of properties from an endpoint, once per run",
  fields: {
    property_field_path: list(template()),
    retriever: slot("retriever"),
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
    const path = def.property_field_path.map((part) => ctx.text(part));
    let found: Promise<string[]> | undefined;
    async function fetchProperties(): Promise<string[]> {
      const names: string[] = [];
      const keys = path.map((part) => part({}));
      for await (const { records } of retriever.read(new StreamSlice())) {
        for (const record of records) names.push(str(dpathGet(record, keys) ?? []));
      }
      return names;
    }
    return () => found ??= fetchProperties();
  },
});
