import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { compilePath } from "../../read/dpath.ts";

/** A record without the lists at a path; shares everything else with the original, which stays as it is. */
export function withoutLists(record: JsonObject, path: readonly unknown[]): JsonObject {
  const lists = new Set<Json>(compilePath(path).values(record).filter((value) => Array.isArray(value)));
  function strip(value: Json): Json {
    if (Array.isArray(value)) return value.filter((item) => !lists.has(item)).map(strip);
    return isObject(value) ? stripObject(value) : value;
  }
  function stripObject(object: JsonObject): JsonObject {
    const kept: JsonObject = {};
    for (const [key, value] of Object.entries(object)) if (!lists.has(value)) kept[key] = strip(value);
    return kept;
  }
  return stripObject(record);
}
