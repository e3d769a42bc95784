import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { component, list, object, string, template, union } from "../../component.ts";

export const ConfigRemapField = component({
  type: "ConfigRemapField",
  role: "config_transformation",
  summary: "Replaces the value of a field of the config by another one, as a map says",
  fields: {
    map: union(object(), string()),
    field_path: list(template()),
  },
  build(def, ctx) {
    if (def.field_path.length === 0) {
      throw new ConnectorError("manifest.empty_path", {
        failureType: "system_error",
        message: "Cannot remap a field without a path",
        at: ctx.at("field_path"),
        hint: 'Name the field, as in field_path: ["region"]',
      });
    }
    if (!isObject(def.map)) {
      throw new ConnectorError("manifest.wrong_value", {
        failureType: "system_error",
        message: `Cannot remap a field: the map is the text "${def.map}"`,
        at: ctx.at("map"),
        hint: "Write old and new values as a mapping",
      });
    }
    const path = def.field_path.map((part) => ctx.text(part));
    const entries = Object.entries(def.map).map(([from, to]) => ({
      from: ctx.text(from),
      to: typeof to === "string" ? ctx.text(to) : () => to,
    }));
    return (config) => {
      const keys = path.map((part) => String(part({ config })));
      const field = keys.pop() ?? "";
      const parent = follow(config, keys);
      if (!parent || !Object.hasOwn(parent, field)) return;
      const value = parent[field];
      // The last of several equal keys decides, as in a dict that is filled in order.
      const match = entries.findLast(({ from }) => from({ config }) === value);
      if (match) Reflect.set(parent, field, match.to({ config }));
    };
  },
});

function follow(config: JsonObject, keys: readonly string[]): JsonObject | undefined {
  let node: Json | undefined = config;
  for (const key of keys) node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  return isObject(node) ? node : undefined;
}
