/** What several parts of a stream add to one request, put together without overwriting each other. */
import { ConnectorError } from "../../errors.ts";
import type { RequestOptions } from "../../http/message.ts";
import { equals } from "../../jinja/python/compare.ts";
import { str } from "../../jinja/python/text.ts";
import { PyDict, PySet } from "../../jinja/python/values.ts";
import { Float, isObject, type Json, type JsonObject } from "../../json.ts";
import type { RequestOption } from "../roles.ts";

type Place = RequestOption["injectInto"];

/** Adds a value under its path. A name that is there already is overwritten; clashes are found by merging. */
export function inject(
  options: RequestOptions,
  place: Place,
  path: readonly [string, ...string[]],
  value: unknown,
): void {
  const [name] = path;
  switch (place) {
    case "request_parameter":
      (options.params ??= {})[name] = value;
      return;
    case "header":
      (options.headers ??= {})[name] = str(value);
      return;
    case "body_data":
      if (typeof options.bodyData === "string") throw textWithOthers("data");
      options.bodyData = { ...options.bodyData, [name]: value };
      return;
    case "body_json":
      options.bodyJson ??= {};
      if (!isObject(options.bodyJson)) throw textWithOthers("JSON");
      setNested(options.bodyJson, path, jsonOf(value));
  }
}

function setNested(target: JsonObject, path: readonly string[], value: Json): void {
  let current = target;
  path.forEach((name, i) => {
    if (i === path.length - 1) return void (current[name] = value);
    const next = Object.hasOwn(current, name) ? current[name] : current[name] = {};
    if (!isObject(next)) throw clash(path);
    current = next;
  });
}

/**
 * Merges what a requester, its authenticator and its retriever ask for. A name that two of them set is an error;
 * in a JSON body the same value may be set twice, and objects are merged.
 *
 * @throws {ConnectorError} http.option_clash
 */
export function mergeOptions(list: readonly (RequestOptions | undefined)[]): RequestOptions {
  const merged: RequestOptions = {};
  for (const options of list) {
    if (!options) continue;
    if (options.params) addAll(merged.params ??= {}, options.params);
    if (options.headers) addAll(merged.headers ??= {}, options.headers);
    const { bodyData, bodyJson } = options;
    if (bodyData !== undefined && !isEmpty(bodyData)) merged.bodyData = mergeData(merged.bodyData, bodyData);
    if (bodyJson !== undefined && !isEmpty(bodyJson)) merged.bodyJson = mergeJson(merged.bodyJson, bodyJson);
  }
  return merged;
}

function isEmpty(value: unknown): boolean {
  return value === null || isObject(value) && Object.keys(value).length === 0;
}

function addAll<T>(target: Record<string, T>, added: Readonly<Record<string, T>>): void {
  for (const [name, value] of Object.entries(added)) {
    if (Object.hasOwn(target, name)) throw clash([name]);
    target[name] = value;
  }
}

type Data = NonNullable<RequestOptions["bodyData"]>;

function mergeData(target: Data | undefined, added: Data): Data {
  if (target === undefined) return typeof added === "string" ? added : { ...added };
  if (typeof target === "string" || typeof added === "string") throw textWithOthers("data");
  addAll(target, added);
  return target;
}

function mergeJson(target: Json | undefined, added: Json): Json {
  if (target === undefined) return isObject(added) ? copyObjects(added) : added;
  if (!isObject(target) || !isObject(added)) throw textWithOthers("JSON");
  mergeInto(target, added, []);
  return target;
}

function mergeInto(target: JsonObject, added: JsonObject, path: readonly string[]): void {
  for (const [name, value] of Object.entries(added)) {
    const present = Object.hasOwn(target, name) ? target[name] : undefined;
    if (present === undefined) target[name] = isObject(value) ? copyObjects(value) : value;
    else if (isObject(present) && isObject(value)) mergeInto(present, value, [...path, name]);
    else if (!equals(present, value)) throw clash([...path, name]);
  }
}

// Merging changes objects in place, so those of the parts must not be touched.
function copyObjects(object: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]) => [name, isObject(value) ? copyObjects(value) : value]),
  );
}

/**
 * Refuses options of one component that would land in the same place.
 *
 * @throws {ConnectorError} manifest.option_clash
 */
export function refuseSamePlace(options: readonly (RequestOption | undefined)[], at: () => string): void {
  try {
    mergeOptions(options.map((option, i) => {
      const single: RequestOptions = {};
      option?.inject(single, `value ${i}`);
      return single;
    }));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new ConnectorError("manifest.option_clash", {
      failureType: "system_error",
      message: error.message,
      at: at(),
      hint: error.hint,
    });
  }
}

function clash(path: readonly string[]): ConnectorError {
  return new ConnectorError("http.option_clash", {
    failureType: "system_error",
    message: `Cannot put the request together: "${path.join(".")}" is set twice`,
    internalMessage: `Request body collision, duplicate keys detected at key path: ${path.join(".")}`,
    hint:
      "Set each header, parameter and body field in one place only: the requester, its authenticator, the " +
      "paginator, the cursor, or the partition router",
  });
}

function textWithOthers(kind: "data" | "JSON"): ConnectorError {
  return new ConnectorError("http.option_clash", {
    failureType: "system_error",
    message:
      `Cannot put the request together: its ${kind} body is not an object, so nothing can be added to it`,
    hint: "Write the body as an object, or inject values elsewhere",
  });
}

/** A value of a template as JSON. */
export function jsonOf(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    case "undefined":
      return null;
    case "object":
      if (value === null || value instanceof Float) return value;
      if (Array.isArray(value)) return value.map(jsonOf);
      if (value instanceof PyDict) return jsonOf(value.toJSON());
      if (isObject(value) && !(value instanceof PySet)) {
        return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, jsonOf(one)]));
      }
  }
  return str(value);
}
