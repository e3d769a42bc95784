import { ConnectorError } from "../../../errors.ts";
import { prepareRequest } from "../../../http/encode.ts";
import { joinUrl } from "../../../http/url.ts";
import type { RequestOptions } from "../../../http/message.ts";
import { isObject } from "../../../json.ts";
import { str } from "../../../jinja/python/text.ts";
import {
  boolean,
  choice,
  component,
  map,
  number,
  object,
  optional,
  slot,
  template,
  union,
} from "../../component.ts";
import { defaultErrorHandler } from "../../read/default_error_handler.ts";
import { mergeOptions } from "../../read/request_option.ts";
import { requestOptions } from "../../read/request_options.ts";
import { responseSender } from "../../read/responses.ts";
import type { RequestInput, RequestScope } from "../../roles.ts";

export const HttpRequester = component({
  type: "HttpRequester",
  role: "requester",
  summary: "Sends HTTP requests to one endpoint and judges the responses",
  fields: {
    url_base: optional(template()),
    url: optional(template()),
    path: optional(template()),
    http_method: optional(choice("GET", "POST"), "GET"),
    authenticator: optional(slot("authenticator")),
    fetch_properties_from_endpoint: optional(
      slot("properties_source", { implied: "PropertiesFromEndpoint" }),
    ),
    query_properties: optional(slot("query_properties", { implied: "QueryProperties" })),
    request_parameters: optional(union(map(union(template(), slot("query_properties"))), template())),
    request_headers: optional(union(map(template()), template())),
    request_body_data: optional(union(map(template()), template())),
    request_body_json: optional(union(object(), template())),
    request_body: optional(slot("request_body")),
    error_handler: optional(slot("error_handler")),
    use_cache: optional(boolean()),
    connect_timeout_in_seconds: optional(number({ above: 0 })),
    read_timeout_in_seconds: optional(number({ above: 0 })),
    use_tcp_keepalive: optional(boolean(), false),
  },
  differences: {
    use_cache: "no default: an explicit false keeps a parent stream from being cached by itself",
  },
  build(def, ctx) {
    const url = ctx.text(def.url ?? "");
    const urlBase = ctx.text(def.url_base ?? "");
    const path = ctx.text(def.path ?? "");
    const authenticator = def.authenticator && ctx.build(def.authenticator, { useCache: false });
    const errorHandler = def.error_handler ? ctx.build(def.error_handler) : defaultErrorHandler(ctx);
    const body = def.request_body && ctx.build(def.request_body);
    const own = requestOptions({
      parameters: withoutComponents(def.request_parameters),
      headers: def.request_headers,
      bodyData: body ? ("bodyData" in body ? body.bodyData : undefined) : def.request_body_data,
      bodyJson: body ? ("bodyJson" in body ? body.bodyJson : undefined) : def.request_body_json,
    }, ctx);
    const propertiesKey = ctx.stream.queryPropertiesKey;
    const send = responseSender(ctx, {
      errorHandler,
      authenticator,
      // A parent stream is cached by itself, unless its manifest forbids it.
      useCache: def.use_cache ?? ctx.stream.useCache === true,
      connectTimeout: def.connect_timeout_in_seconds,
      readTimeout: def.read_timeout_in_seconds,
    });

    function target(input: RequestInput, scope: Record<string, unknown>): string {
      const base = str(urlBase(scope));
      const full = str(url(scope));
      const tail = input.path || str(path(scope)).replace(/^\/+/, "");
      return base ? joinUrl(base, tail) : tail ? joinUrl(full, tail) : full;
    }

    async function prepare(input: RequestInput) {
      const scope = requestScope(input);
      const proof = await authenticator?.options(input);
      const options = mergeOptions([own(scope), proof, input.options]);
      if (propertiesKey !== undefined) {
        options.params = { ...options.params, [propertiesKey]: chunkOf(input).join(",") };
      }
      refuseObjects(options.params, () => ctx.at("request_parameters"));
      return prepareRequest({ method: def.http_method, url: target(input, scope), ...options });
    }

    return {
      baseUrl: (scope) => str(url(requestScope(scope))) || str(urlBase(requestScope(scope))),
      send: (input) => send(() => prepare(input), input.purpose),
    };
  },
});

/** The names that a requester's templates see. */
function requestScope({ slice, nextPageToken, ...rest }: RequestInput): Record<string, unknown> {
  return {
    stream_slice: slice ?? null,
    next_page_token: nextPageToken ?? null,
    ...rest.extraScope,
    ...slice?.extraFields,
  };
}

function chunkOf({ slice }: RequestScope): string[] {
  const chunk = slice?.extraFields["query_properties"];
  return Array.isArray(chunk) ? chunk.map(String) : [];
}

/** A QueryProperties component among the parameters is the retriever's. */
function withoutComponents(parameters: unknown) {
  if (!isObject(parameters)) return typeof parameters === "string" ? parameters : undefined;
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => !isObject(value)));
}

function refuseObjects(params: RequestOptions["params"], at: () => string): void {
  for (const [name, value] of Object.entries(params ?? {})) {
    if (isObject(value)) {
      throw new ConnectorError("http.object_parameter", {
        failureType: "system_error",
        message: `Cannot send the parameter "${name}": its value is an object`,
        at: at(),
        hint: "Write a string, or a list of strings",
      });
    }
  }
}
