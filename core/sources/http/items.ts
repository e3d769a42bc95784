/** Where the items of a body are. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** The value at a dotted path; `*` goes through every item of a list. A key with dots in it is found as well. */
export function find(value: Json, path: string): Json | undefined {
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  const dot = path.indexOf(".");
  if (dot >= 0) {
    const inner = step(value, path.slice(0, dot));
    if (path.slice(0, dot) === "*") {
      return listOf(value).flatMap((item) => {
        const found = find(item, path.slice(dot + 1));
        return Array.isArray(found) ? found : found === undefined ? [] : [found];
      });
    }
    return inner === undefined ? undefined : find(inner, path.slice(dot + 1));
  }
  return path === "*" ? listOf(value) : step(value, path);
}

function step(value: Json, key: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function listOf(value: Json): Json[] {
  return Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
}

/** The items of a body: those of a list, or an object as the only one. A missing path or null has none. */
export function itemsAt(body: Json, path: string | undefined, stream: string): JsonObject[] {
  const found = path === undefined ? body : find(body, path);
  if (found === undefined || found === null) return [];
  const list: Json[] = Array.isArray(found) ? found : [found];
  for (const item of list) if (!isObject(item)) throw noObject(item, path, stream);
  return list as JsonObject[];
}

function noObject(item: Json, path: string | undefined, stream: string): ConnectorError {
  const kind = item === null ? "null" : Array.isArray(item) ? "a list" : `a ${typeof item}`;
  return new ConnectorError("record.not_object", {
    failureType: "system_error",
    message: `Cannot read the items${path === undefined ? "" : ` at "${path}"`}: one of them is ${kind}`,
    hint: "Point `items` to a list of objects, or make objects of them in `parse`",
    stream,
  });
}
