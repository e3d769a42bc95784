import type { JsonObject } from "../../../json.ts";
import { component } from "../../component.ts";
import { replaceRecord } from "./replace_record.ts";

export const KeysToLower = component({
  type: "KeysToLower",
  role: "transformation",
  summary: "Turns the names of a record's own fields into lower case",
  fields: {},
  build: () => (record) => {
    const keys = Object.keys(record);
    if (keys.every((key) => key === key.toLowerCase())) return;
    const lower: JsonObject = {};
    for (const key of keys) lower[key.toLowerCase()] = record[key] ?? null;
    replaceRecord(record, lower);
  },
});
