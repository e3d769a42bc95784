/** What a requester's fields put into its requests. */
import { ConnectorError } from "../../errors.ts";
import type { RequestOptions } from "../../http/message.ts";
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
import { str } from "../../jinja/python/text.ts";
import { isObject } from "../../json.ts";
import { jsonOf } from "./request_option.ts";

/** `request_parameters`, `request_headers`, `request_body_data` and `request_body_json`: mappings, or templates. */
export interface RequestFields {
  parameters?: unknown;
  headers?: unknown;
  bodyData?: unknown;
  bodyJson?: unknown;
}

/**
 * Compiles the fields to what they add to a request. Templates see the given scope: `stream_slice`,
 * `next_page_token` and the slice's extra fields.
 *
 * @throws {ConnectorError} manifest.request_body where two fields say what the body is
 */
export function requestOptions(
  fields: RequestFields,
  options: TemplateOptions,
): (scope: Scope) => RequestOptions {
  if (isGiven(fields.bodyData) && isGiven(fields.bodyJson)) {
    throw new ConnectorError("manifest.request_body", {
      failureType: "system_error",
      message: "Cannot build the request: it has both request_body_data and request_body_json",
      internalMessage:
        "ValueError: RequestOptionsProvider should only contain either 'request_body_data' or 'request_body_json' not both",
      hint: "Give one of them",
    });
  }
  const values = requestValues(fields, options);
  const has = {
    parameters: isGiven(fields.parameters),
    headers: isGiven(fields.headers),
    bodyData: isGiven(fields.bodyData),
    bodyJson: isGiven(fields.bodyJson),
  };
  return (scope) => {
    const { parameters, headers, bodyData, bodyJson } = values(scope);
    const request: RequestOptions = {};
    if (has.parameters && isDict(parameters)) request.params = plainObject(parameters);
    if (has.headers) request.headers = headerTexts(headers);
    if (has.bodyData) {
      if (isDict(bodyData)) request.bodyData = plainObject(bodyData);
      else if (typeof bodyData === "string") request.bodyData = bodyData;
    }
    if (has.bodyJson) {
      if (typeof bodyJson === "string") throw isText("body json", bodyJson);
      // A list is dropped, as the CDK drops it when it merges what others add.
      if (isDict(bodyJson)) request.bodyJson = jsonOf(plainValue(bodyJson));
    }
    return request;
  };
}

function headerTexts(headers: unknown): Record<string, string> {
  if (typeof headers === "string") throw isText("headers", headers);
  if (!isDict(headers)) return {};
  return Object.fromEntries(dictEntries(headers).map(([name, value]) => [str(name), str(value)]));
}

function isText(what: string, text: string): ConnectorError {
  return new ConnectorError("http.request_options", {
    failureType: "system_error",
    message: `Cannot build the request: the ${what} came out as the text ${JSON.stringify(text)}`,
    internalMessage: `ValueError: Request ${what} cannot be a string`,
    hint: "Write a mapping",
  });
}

const textOrList: readonly PythonType[] = ["str", "list"];

/** The fields as Python evaluates them: its dicts may have keys that are no strings. */
export function requestValues(
  fields: RequestFields,
  options: TemplateOptions,
): (scope: Scope) => Record<keyof RequestFields, unknown> {
  const parameters = compileFlat(fields.parameters, options, ["str"], textOrList);
  const headers = compileFlat(fields.headers, options, null, null);
  const bodyData = compileFlat(fields.bodyData, options, ["str"], textOrList);
  const bodyJson = compileNested(fields.bodyJson, options);
  return (scope) => {
    const query = parameters(scope);
    return {
      // Parameters that come out as anything but a mapping count for nothing.
      parameters: isDict(query) ? query : {},
      headers: headers(scope),
      bodyData: bodyData(scope),
      bodyJson: bodyJson(scope),
    };
  };
}

function isGiven(value: unknown): boolean {
  return isObject(value) || Array.isArray(value) ? Object.keys(value).length > 0 : Boolean(value);
}

type Evaluated = (scope: Scope) => unknown;
const nothing: Evaluated = () => ({});

function compileFlat(
  input: unknown,
  options: TemplateOptions,
  keys: readonly PythonType[] | null,
  values: readonly PythonType[] | null,
): Evaluated {
  if (!isGiven(input)) return nothing;
  if (!isObject(input) && typeof input !== "string") return nothing;
  const run = typeof input === "string"
    ? interpolatedString(input, options)
    : interpolatedDict(input, options, { keys, values });
  return (scope) => withoutNulls(run(scope));
}

function withoutNulls(value: unknown): unknown {
  if (!isDict(value)) return value;
  const entries = dictEntries(value);
  const kept = entries.filter(([, one]) => one !== null);
  return kept.length < entries.length ? makeDict(kept) : value;
}

function compileNested(input: unknown, options: TemplateOptions): Evaluated {
  if (!isGiven(input)) return nothing;
  return typeof input === "string"
    ? interpolatedString(input, options)
    : interpolatedNestedValue(input, options);
}
