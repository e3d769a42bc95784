import {
  evaluate,
  interpolatedBoolean,
  interpolatedDict,
  interpolatedNestedValue,
  interpolatedString,
  type PythonType,
  type Scope,
  type TemplateOptions,
} from "../../core/jinja/interpolation.ts";
import { CaseInsensitiveMapping, RecordMapping } from "../../core/jinja/python/mappings.ts";
import { repr } from "../../core/jinja/python/text.ts";
import { typeName } from "../../core/jinja/python/type_name.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import { StreamSlice } from "../../core/sources/stream_slice.ts";
import { requestValues } from "../../core/declarative/read/request_options.ts";
import { decode, difference, encode, type Result, type TableRow } from "./table.ts";

const object = (value: unknown): JsonObject => isObject(value) ? value : {};

/** The context as the CDK passes it: a slice as a StreamSlice, the rest as `wrap` names it. */
function scopeOf(context: JsonObject, wrap: JsonObject): Scope {
  const scope: Scope = {};
  for (const [name, encoded] of Object.entries(context)) {
    if (name === "config" || name === "parameters") continue;
    const value = decode(encoded);
    if (name === "stream_slice" && isObject(value)) {
      scope[name] = new StreamSlice({
        partition: object(value.partition),
        cursorSlice: object(value.cursor_slice),
        extraFields: object(value.extra_fields),
      });
    } else if (wrap[name] === "CaseInsensitiveDict" && isObject(value)) {
      scope[name] = new CaseInsensitiveMapping(value);
    } else if (wrap[name] === "Record" && isObject(value)) scope[name] = new RecordMapping(value, "s");
    else scope[name] = value;
  }
  return scope;
}

function optionsOf(row: TableRow, context: JsonObject): TemplateOptions {
  const options: TemplateOptions = {
    config: object(decode(context.config ?? {})),
    parameters: object(decode(context.parameters ?? {})),
  };
  if (row.default !== undefined) options.default = row.default;
  if (Array.isArray(row.valid_types)) {
    options.validTypes = row.valid_types.map((type) => String(type) as PythonType);
  }
  return options;
}

function outcome(run: () => unknown): Result {
  const value = run();
  return { value, type: typeName(value), repr: repr(value) };
}

function evaluateRow(row: TableRow, context: JsonObject): unknown {
  const { kind, template } = row;
  const options = optionsOf(row, context);
  const scope = scopeOf(context, object(row.wrap));
  const text = String(template);
  switch (kind) {
    case "string":
      return interpolatedString(text, options)(scope);
    case "boolean":
      return interpolatedBoolean(text, options)(scope);
    case "eval":
      return evaluate(text, options, scope);
    case "mapping":
      return interpolatedDict(object(template), options)(scope);
    case "nested_mapping":
      return interpolatedNestedValue(template, options)(scope);
  }
  const name = String(kind).replace("request_", "").replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  const values = requestValues({ [name]: template ?? null }, options);
  const slice = scope.stream_slice instanceof StreamSlice ? scope.stream_slice : undefined;
  const request = { stream_slice: null, next_page_token: null, ...scope, ...slice?.extraFields };
  return object(values(request))[name];
}

export function run(row: TableRow): Result {
  if (row.kind !== "sequence") return outcome(() => evaluateRow(row, object(row.context)));
  const contexts = Array.isArray(row.contexts) ? row.contexts.map(object) : [];
  const template = interpolatedString(String(row.template), optionsOf(row, contexts[0] ?? {}));
  return {
    value: contexts.map((context) => {
      try {
        return outcome(() => template({ ...scopeOf(context, {}), config: object(context.config ?? {}) }));
      } catch (error) {
        return { error: String(error) };
      }
    }),
  };
}

/** A sequence expects a list of answers, each judged as a row of its own. */
export function differs(row: TableRow, result: Result): string | undefined {
  if (row.kind !== "sequence" || !("value" in result)) return difference(row, result);
  const expected = Array.isArray(row.expect) ? row.expect : [];
  const got: unknown[] = Array.isArray(result.value) ? result.value : [];
  for (const [i, expect] of expected.entries()) {
    const answer = got[i];
    const result: Result = isObject(answer) && "error" in answer
      ? { error: String(answer.error) }
      : { value: isObject(answer) ? answer.value : encode(answer) };
    const found = difference({ ...row, expect }, result);
    if (found !== undefined) return `at ${i}: ${found}`;
  }
  return undefined;
}
