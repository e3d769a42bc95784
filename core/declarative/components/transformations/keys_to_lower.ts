import type { JsonObject } from "../../../json.ts";
import { emptyLike } from "../../../ordered_object.ts";
import { component } from "../../component.ts";
import { mustBeObject } from "../../read/not_an_object.ts";

export const KeysToLower = component({
  type: "KeysToLower",
  role: "transformation",
  summary: "Turns the names of a record's own fields into lower case",
  fields: {},
  build: () => (record) => {
    mustBeObject(record);
    const keys = Object.keys(record);
    if (keys.every((key) => key === key.toLowerCase())) return record;
    const lower: JsonObject = emptyLike(record);
    for (const key of keys) lower[key.toLowerCase()] = record[key] ?? null;
    return lower;
  },
});
