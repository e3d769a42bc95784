/** Casts values to the types of a schema, as far as they fit. */
import { Float, isObject, type Json, type JsonObject } from "../json.ts";

type Cast = (value: Json) => Json;

/** Changes records in place. Compiled once per schema. */
export function castBySchema(schema: JsonObject): (record: JsonObject) => void {
  const cast = castFor(schema);
  return (record) => void cast?.(record);
}

/** Undefined where nothing is to be cast. */
function castFor(schema: Json | undefined): Cast | undefined {
  if (!isObject(schema)) return undefined;
  const types = [schema.type ?? []].flat().filter((type) => type !== "null");
  // With several types there is no telling which one is meant.
  const type = types.length === 1 ? types[0] : undefined;
  if (isObject(schema.properties)) {
    const casts: [string, Cast][] = [];
    for (const [name, property] of Object.entries(schema.properties)) {
      const cast = castFor(property);
      if (cast) casts.push([name, cast]);
    }
    if (casts.length === 0) return undefined;
    return (value) => {
      if (!isObject(value)) return value;
      for (const [name, cast] of casts) {
        const inner = value[name];
        if (inner !== undefined && inner !== null) value[name] = cast(inner);
      }
      return value;
    };
  }
  if (type === "array") {
    const cast = castFor(schema.items);
    return (value) => {
      const list = Array.isArray(value) ? value : [value];
      return cast ? list.map((item) => item === null ? item : cast(item)) : list;
    };
  }
  return typeof type === "string" ? scalarCasts[type] : undefined;
}

const scalarCasts: Record<string, Cast> = {
  string: (value) =>
    typeof value === "string"
      ? value
      : isObject(value) || Array.isArray(value)
      ? JSON.stringify(value)
      : String(value),
  integer(value) {
    if (value instanceof Float) return Number.isSafeInteger(value.value) ? value.value : value;
    if (typeof value === "boolean") return Number(value);
    if (typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value)) {
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : BigInt(value.trim());
    }
    return value;
  },
  number(value) {
    if (typeof value === "boolean") return Number(value);
    if (typeof value !== "string" || value.trim() === "") return value;
    const number = Number(value);
    return Number.isFinite(number) ? number : value;
  },
  boolean(value) {
    if (typeof value === "number" && (value === 0 || value === 1)) return value === 1;
    if (typeof value !== "string") return value;
    const word = value.trim().toLowerCase();
    if (["true", "t", "yes", "y", "on", "1"].includes(word)) return true;
    return ["false", "f", "no", "n", "off", "0"].includes(word) ? false : value;
  },
};
