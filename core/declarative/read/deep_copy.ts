import { emptyLike } from "../../ordered_object.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** A copy that shares no list or object with the original. */
export function deepCopy(value: JsonObject): JsonObject;
export function deepCopy(value: Json): Json;
export function deepCopy(value: Json): Json {
  if (Array.isArray(value)) return value.map((item) => deepCopy(item));
  if (!isObject(value)) return value;
  const copy: JsonObject = emptyLike(value);
  for (const key in value) copy[key] = deepCopy(value[key] ?? null);
  return copy;
}
