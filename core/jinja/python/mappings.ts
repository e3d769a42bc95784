/** Mappings that templates see in place of plain objects. */
import type { JsonObject } from "../../json.ts";
import { asMapping, attribute, equals, type HostObject, isHostObject, item } from "./host_object.ts";

/** Headers as the CDK's error handlers see them: names in any case. */
export function caseInsensitive(headers: JsonObject): HostObject & { toJSON(): JsonObject } {
  const names = new Map(Object.keys(headers).map((name) => [name.toLowerCase(), name]));
  const find = (key: unknown) => {
    const name = typeof key === "string" ? names.get(key.toLowerCase()) : undefined;
    return name === undefined ? undefined : headers[name];
  };
  return {
    [asMapping]: () => headers,
    [item]: find,
    toJSON: () => headers,
  };
}

/** The last record as the CDK's paginators see it: its fields, and all of them as `data`. */
export function recordMapping(data: JsonObject, streamName = "s"): HostObject & { toJSON(): JsonObject } {
  return {
    [asMapping]: () => data,
    [attribute]: (name) => name === "data" ? data : name === "stream_name" ? streamName : undefined,
    // A record of the CDK equals records only, not dicts with the same fields.
    [equals]: (other) => isHostObject(other) && other[asMapping]() === data,
    toJSON: () => data,
  };
}
