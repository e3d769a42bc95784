import { ConnectorError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import {
  interpolatedDict,
  interpolatedNestedValue,
  interpolatedString,
  plainObject,
  plainValue,
  type PythonType,
  type Scope,
  type TemplateOptions,
} from "../../jinja/interpolation.ts";
import { dictEntries, isDict, makeDict } from "../../jinja/python/mapping.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";

/** The fields of a requester that say what goes into a request, as they stand in the manifest. */
export interface RequestOptionFields {
  request_parameters?: unknown;
  request_headers?: unknown;
  request_body_data?: unknown;
  request_body_json?: unknown;
  request_body?: unknown;
}

type Evaluated<T> = (scope: Scope) => T;

/** What goes into a request, evaluated per request in the scope that {@link requestScope} makes. */
export interface RequestOptions {
  parameters: Evaluated<Record<string, unknown>>;
  headers: Evaluated<Record<string, unknown>>;
  /** A mapping to be sent as a form, or the text of the body. */
  bodyData: Evaluated<Record<string, unknown> | string>;
  bodyJson: Evaluated<unknown>;
  /** The same with Python's dicts, whose keys need not be strings. */
  exact: Record<"parameters" | "headers" | "bodyData" | "bodyJson", Evaluated<unknown>>;
}

/** Names that the templates of a request see; extra fields of the slice join them. */
export function requestScope(slice: StreamSlice | null, nextPageToken: unknown): Scope {
  return { stream_slice: slice, next_page_token: nextPageToken, ...slice?.extraFields };
}

const textOrList: readonly PythonType[] = ["str", "list"];

/** Compiles the request fields of a requester. @throws {ConnectorError} where two of them say what the body is */
export function compileRequestOptions(fields: RequestOptionFields, options: TemplateOptions): RequestOptions {
  const body = bodyOf(fields);
  const parameters = compileFlat(fields.request_parameters, options, ["str"], textOrList);
  const headers = compileFlat(fields.request_headers, options, null, null);
  const bodyData = compileFlat(body.data, options, ["str"], textOrList);
  const bodyJson = compileNested(body.json, options);
  const exact = {
    // Parameters that come out as anything but a mapping count for nothing.
    parameters: (scope: Scope) => {
      const value = parameters(scope);
      return isDict(value) ? value : {};
    },
    headers,
    bodyData,
    bodyJson,
  };
  return {
    parameters: (scope) => mapping(exact.parameters(scope)),
    headers: (scope) => mapping(headers(scope)),
    bodyData: (scope) => {
      const value = bodyData(scope);
      return isDict(value) ? plainObject(value) : typeof value === "string" ? value : String(value);
    },
    bodyJson: (scope) => plainValue(bodyJson(scope)),
    exact,
  };
}

const mapping = (value: unknown): Record<string, unknown> => isDict(value) ? plainObject(value) : {};

/** `request_body` is the newer spelling of `request_body_data` and `request_body_json`. */
function bodyOf(fields: RequestOptionFields): { data: unknown; json: unknown } {
  let data = fields.request_body_data, json = fields.request_body_json;
  const { request_body: body } = fields;
  if (isObject(body)) {
    switch (body.type) {
      case "RequestBodyUrlEncodedForm":
      case "RequestBodyPlainText":
        data = body.value;
        break;
      case "RequestBodyJsonObject":
        json = body.value;
        break;
      case "RequestBodyGraphQL":
        json = isObject(body.value) ? withoutNulls(body.value) : body.value;
        break;
      default:
        throw bodyError(`Cannot use the request body: its type is ${JSON.stringify(body.type)}`);
    }
  }
  if (isGiven(data) && isGiven(json)) {
    throw bodyError("Cannot build the request: it has both request_body_data and request_body_json");
  }
  return { data, json };
}

function isGiven(value: unknown): boolean {
  return isObject(value) || Array.isArray(value) ? Object.keys(value).length > 0 : Boolean(value);
}

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null));
}

function bodyError(message: string): ConnectorError {
  return new ConnectorError("manifest.request_body", {
    failureType: "system_error",
    message,
    internalMessage: "ValueError",
    hint: "Give request_body_data or request_body_json, but not both",
  });
}

function compileFlat(
  input: unknown,
  options: TemplateOptions,
  keys: readonly PythonType[] | null,
  values: readonly PythonType[] | null,
): Evaluated<unknown> {
  if (typeof input === "string" && input !== "") {
    const run = interpolatedString(input, options);
    return (scope) => withoutNullValues(run(scope));
  }
  if (!isObject(input) || Object.keys(input).length === 0) return () => ({});
  const run = interpolatedDict(input, options, { keys, values });
  return (scope) => withoutNullValues(run(scope));
}

function withoutNullValues(value: unknown): unknown {
  if (!isDict(value)) return value;
  const entries = dictEntries(value);
  return entries.some(([, one]) => one === null)
    ? makeDict(entries.filter(([, one]) => one !== null), false)
    : value;
}

function compileNested(input: unknown, options: TemplateOptions): Evaluated<unknown> {
  if (typeof input === "string" && input !== "") return interpolatedString(input, options);
  if (!isGiven(input)) return () => ({});
  return interpolatedNestedValue(input, options);
}
