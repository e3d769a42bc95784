import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { boolean, component, optional } from "../../component.ts";
import { mustBeObject } from "../../read/not_an_object.ts";

export const FlattenFields = component({
  type: "FlattenFields",
  role: "transformation",
  summary: "Brings nested fields to the top of the record",
  fields: { flatten_lists: optional(boolean(), true) },
  build: ({ flatten_lists }) => (record) => flattened(record, flatten_lists),
});

/**
 * Values come off a stack, so the last field of an object is placed first. A name gets its parent's in front
 * when it is taken already, and always once a list was met: the order decides who keeps the short name.
 */
function flattened(record: JsonObject, flattenLists: boolean): JsonObject {
  mustBeObject(record);
  const result: JsonObject = {};
  const stack: [value: Json, name: string][] = [[record, "_"]];
  let alwaysWithParent = false;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [value, name] = next;
    if (Array.isArray(value) && flattenLists) {
      for (let i = 0; i < value.length; i++) {
        alwaysWithParent = true;
        stack.push([value[i] ?? null, `${name}.${i}`]);
      }
    } else if (isObject(value)) {
      for (const [key, child] of Object.entries(value)) {
        stack.push([child, alwaysWithParent || Object.hasOwn(result, key) ? `${name}.${key}` : key]);
      }
    } else result[name] = value;
  }
  return result;
}
