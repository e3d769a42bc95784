import { isObject } from "../../../json.ts";
import { component, list, object, slot } from "../../component.ts";
import { componentsMapper } from "../../read/map_components.ts";

export const ParametrizedComponentsResolver = component({
  type: "ParametrizedComponentsResolver",
  role: "components_resolver",
  summary: "Makes a stream of each set of parameters in the manifest",
  fields: {
    stream_parameters: slot("part", {
      implied: "StreamParametersDefinition",
      only: ["StreamParametersDefinition"],
    }),
    components_mapping: list(slot("component_mapping", { implied: "ComponentMappingDefinition" })),
  },
  build(def, ctx) {
    const parameters = ctx.build(def.stream_parameters);
    const sets = Array.isArray(parameters) ? parameters.filter(isObject) : [];
    const map = componentsMapper(def.components_mapping, ctx, {
      yaml: "always",
      conditions: false,
      create: true,
    });
    return async function* (template) {
      for (const set of sets) yield map(template, { components_values: set });
    };
  },
});

export const StreamParametersDefinition = component({
  type: "StreamParametersDefinition",
  role: "part",
  summary: "Sets of parameters, one for each stream",
  fields: { list_of_parameters_for_stream: list(object()) },
  build: (def) => def.list_of_parameters_for_stream,
});
