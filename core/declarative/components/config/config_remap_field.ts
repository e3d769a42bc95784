import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { interpolatedMapping } from "../../../jinja/interpolation.ts";
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
    const map = interpolatedMapping(def.map, { config: ctx.config });
    return (config) => {
      const keys = path.map((part) => String(part({ config })));
      const field = keys.pop() ?? "";
      const parent = follow(config, keys);
      if (!parent || !Object.hasOwn(parent, field)) return;
      const value = parent[field];
      if (isObject(value) || Array.isArray(value)) throw notAKey(field, ctx.at("map"));
      const replacements = map({ config });
      // Keys of the map are text, so only text is found.
      if (typeof value === "string" && Object.hasOwn(replacements, value)) {
        Reflect.set(parent, field, replacements[value]);
      }
    };
  },
});

function follow(config: JsonObject, keys: readonly string[]): JsonObject | undefined {
  let node: Json | undefined = config;
  for (const key of keys) node = isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
  return isObject(node) ? node : undefined;
}

function notAKey(field: string, at: string): ConnectorError {
  return new ConnectorError("config.invalid", {
    failureType: "config_error",
    message: `Cannot remap "${field}": its value is no text`,
    at,
  });
}
