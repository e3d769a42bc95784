import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, slot } from "../../component.ts";
import { componentsMapper } from "../../read/map_components.ts";
import { partitionRouter } from "../../read/partition_router.ts";

export const HttpComponentsResolver = component({
  type: "HttpComponentsResolver",
  role: "components_resolver",
  summary: "Makes a stream of each record that an endpoint gives",
  fields: {
    retriever: slot("retriever", { implied: "SimpleRetriever" }),
    components_mapping: list(slot("component_mapping", { implied: "ComponentMappingDefinition" })),
  },
  build(def, ctx) {
    const scope = {
      name: ctx.stream.name || "__http_components_resolver",
      primaryKey: undefined,
      cursor: undefined,
      transformations: [],
      fileUploader: undefined,
      useCache: true,
    };
    const router = partitionRouter(def.retriever["partition_router"], ctx, scope);
    const retriever = ctx.build(def.retriever, scope);
    const map = componentsMapper(def.components_mapping, ctx, {
      yaml: "never",
      conditions: false,
      create: false,
    });

    async function* slices() {
      if (retriever.slices) yield* retriever.slices();
      else if (router) yield* router.slices();
      else yield new StreamSlice();
    }

    return async function* (template) {
      for await (const slice of slices()) {
        for await (const { records } of retriever.read(slice)) {
          for (const record of records) {
            yield map(template, { components_values: record, stream_slice: slice });
          }
        }
      }
    };
  },
});
