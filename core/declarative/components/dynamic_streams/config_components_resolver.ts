import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { tuple } from "../../../jinja/python/values.ts";
import { component, list, slot, union } from "../../component.ts";
import { componentsMapper } from "../../read/map_components.ts";

export const ConfigComponentsResolver = component({
  type: "ConfigComponentsResolver",
  role: "components_resolver",
  summary:
    "Makes a stream of each entry of a list in the config; of each combination, where there are several lists",
  fields: {
    stream_config: union(
      list(slot("stream_configs", { implied: "StreamConfig" })),
      slot("stream_configs", { implied: "StreamConfig" }),
    ),
    components_mapping: list(slot("component_mapping", { implied: "ComponentMappingDefinition" })),
  },
  build(def, ctx) {
    const nodes = Array.isArray(def.stream_config) ? def.stream_config : [def.stream_config];
    const lists = nodes.map((node) => ctx.build(node));
    const map = componentsMapper(def.components_mapping, ctx, {
      yaml: "unless_text",
      conditions: true,
      create: true,
    });
    return async function* (template) {
      for (const combination of product(lists.map((read) => read()))) {
        yield map(template, { components_values: merge(combination) });
      }
    };
  },
});

type Indexed = readonly [index: number, value: Json];

/** Every choice of one entry of each list; the last list turns fastest. */
function* product(lists: Json[][]): Generator<Indexed[]> {
  const [first, ...rest] = lists;
  if (!first) return yield [];
  for (const [index, value] of first.entries()) {
    for (const tail of product(rest)) yield [[index, value], ...tail];
  }
}

/** Entries that are no objects stand under a name made of their list's position, together with their own. */
function merge(combination: readonly Indexed[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  combination.forEach(([index, value], position) => {
    if (isObject(value)) Object.assign(merged, value satisfies JsonObject);
    else merged[`source_config_${position}`] ??= tuple([index, value]);
  });
  return merged;
}
