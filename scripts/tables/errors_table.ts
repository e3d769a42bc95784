/** Error handlers and backoff strategies against the `errors` table. */
import type { ComponentNode } from "../../core/declarative/component.ts";
import type { BuildContext } from "../../core/declarative/context.ts";
import { CompositeErrorHandler } from "../../core/declarative/components/error_handlers/composite_error_handler.ts";
import { DefaultErrorHandler } from "../../core/declarative/components/error_handlers/default_error_handler.ts";
import { HttpResponseFilter } from "../../core/declarative/components/error_handlers/http_response_filter.ts";
import { ConstantBackoffStrategy } from "../../core/declarative/components/backoff_strategies/constant_backoff_strategy.ts";
import { ExponentialBackoffStrategy } from "../../core/declarative/components/backoff_strategies/exponential_backoff_strategy.ts";
import { WaitTimeFromHeader } from "../../core/declarative/components/backoff_strategies/wait_time_from_header.ts";
import { WaitTimeFromResponse } from "../../core/declarative/components/backoff_strategies/wait_time_from_response.ts";
import { WaitUntilTimeFromHeader } from "../../core/declarative/components/backoff_strategies/wait_until_time_from_header.ts";
import type { ErrorHandler, RoleName, Roles } from "../../core/declarative/roles.ts";
import { HeaderTable } from "../../core/http/headers.ts";
import type { HttpResponse } from "../../core/http/message.ts";
import { BufferedResponse } from "../../core/http/response.ts";
import { firstAnswer } from "../../core/http/retry.ts";
import { TransportError } from "../../core/http/transport_error.ts";
import { interpolatedBoolean, interpolatedString } from "../../core/jinja/interpolation.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { Float } from "../../core/json.ts";
import type { Result, TableRow } from "./table.ts";

const url = "https://api.example.com/v1/items?page=1";

const registry = new Map(
  [
    CompositeErrorHandler,
    DefaultErrorHandler,
    HttpResponseFilter,
    ConstantBackoffStrategy,
    ExponentialBackoffStrategy,
    WaitTimeFromHeader,
    WaitTimeFromResponse,
    WaitUntilTimeFromHeader,
  ].map((component) => [component.type, component]),
);

/** A context with what error handlers need. */
function contextOf(node: JsonObject, config: JsonObject): BuildContext {
  const parameters = isObject(node.$parameters) ? node.$parameters : {};
  const buildAs = <R extends RoleName>(_role: R, inner: Json): Roles[R] => build(inner, config);
  const unused = () => {
    throw new Error("not part of this table");
  };
  return {
    config,
    node,
    parameters,
    stream: { name: "table", primaryKey: undefined },
    env: {
      config,
      configPath: undefined,
      catalog: undefined,
      folder: "",
      streamState: () => undefined,
      log() {},
      message() {},
      shared: unused,
      limits: undefined,
      signal: undefined,
    },
    build: (inner: ComponentNode) => build(inner, config),
    buildAs,
    withEnv: unused,
    withParameters: unused,
    text: (text, fallback, validTypes) =>
      interpolatedString(text, { config, parameters, default: fallback, validTypes }),
    condition: (text) => interpolatedBoolean(text, { config, parameters }),
    at: (field) => field ?? "",
  };
}

// deno-lint-ignore no-explicit-any -- the role of a node is known by its type only
function build(node: Json, config: JsonObject): any {
  if (!isObject(node)) throw new TypeError("a component must be an object");
  const implied = "response_filters" in node ? "DefaultErrorHandler" : "HttpResponseFilter";
  const component = registry.get(String(node.type ?? implied));
  if (!component) throw new TypeError(`no component "${node.type}"`);
  const fields = Object.entries(component.fields);
  const defaults = fields.filter(([, field]) => field.default !== undefined).map((
    [name, field],
  ) => [name, field.default]);
  return component.build({ ...Object.fromEntries(defaults), ...node }, contextOf(node, config));
}

function outcomeOf(response: JsonObject): HttpResponse | Error {
  if (typeof response.exception === "string") {
    return new TransportError("other", "failed", { exceptionName: response.exception });
  }
  const headers = isObject(response.headers) ? Object.entries(response.headers) : [];
  return new BufferedResponse({
    status: Number(response.status),
    reason: "",
    headers: new HeaderTable(headers.map(([name, value]) => [name, String(value)])),
    url,
    request: { method: "GET", url, headers: {}, body: undefined },
    body: new TextEncoder().encode(String(response.body ?? "")),
  });
}

async function backoffOf(
  handler: ErrorHandler,
  outcome: HttpResponse | Error,
  attempt: number,
): Promise<unknown> {
  try {
    const seconds = await firstAnswer(handler.backoffStrategies, outcome, attempt);
    return seconds === undefined ? null : Float.of(seconds);
  } catch (error) {
    return { error: String(error) };
  }
}

/** Builds the handler, shows it the outcome, tells what it says. */
export async function run(row: TableRow): Promise<Result> {
  if (!isObject(row.response) || !isObject(row.config)) {
    throw new TypeError("no response or config in the row");
  }
  try {
    const handler: ErrorHandler = build(row.error_handler ?? null, row.config);
    const outcome = outcomeOf(row.response);
    const { action, failureType, message } = await handler.interpret(outcome);
    let backoff = await backoffOf(handler, outcome, Number(row.attempt));
    // Which way a wait was refused is a hint only.
    const expected = isObject(row.expect) ? row.expect.backoff_seconds : undefined;
    if (isObject(expected) && "error" in expected && isObject(backoff) && "error" in backoff) {
      backoff = expected;
    }
    return {
      value: {
        action,
        failure_type: failureType ?? null,
        error_message: message ?? null,
        max_retries: handler.maxRetries,
        backoff_seconds: backoff,
      },
    };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
