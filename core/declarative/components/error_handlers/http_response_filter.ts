import type { Json } from "../../../json.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { errorText, statusActions } from "../../../http/status_actions.ts";
import { withoutQuery } from "../../../http/transport_error.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { choice, component, integer, list, optional, string, template } from "../../component.ts";

export const HttpResponseFilter = component({
  type: "HttpResponseFilter",
  role: "response_filter",
  summary: "Picks responses by status, by error text or by a condition, and says what to do with them",
  fields: {
    action: optional(choice(
      "SUCCESS",
      "FAIL",
      "RETRY",
      "IGNORE",
      "RESET_PAGINATION",
      "RATE_LIMITED",
      "REFRESH_TOKEN_THEN_RETRY",
      "REDUCE_PAGE_SIZE",
      "SPLIT_REQUEST_WINDOW",
    )),
    failure_type: optional(choice("system_error", "config_error", "transient_error")),
    error_message: optional(template()),
    error_message_contains: optional(string()),
    http_codes: optional(list(integer(), { unique: true })),
    predicate: optional(template()),
  },
  build(def, ctx) {
    const { action } = def;
    // Without an action a match changes nothing: the status decides, as it does without a match.
    if (!action) return () => undefined;
    const codes = new Set(def.http_codes);
    const wanted = def.error_message_contains;
    const predicate = def.predicate ? ctx.condition(def.predicate) : undefined;
    const message = def.error_message ? ctx.text(def.error_message) : undefined;

    async function matches(response: HttpResponse): Promise<boolean> {
      if (codes.has(response.status)) return true;
      // The predicate of the Python CDK is evaluated without a config.
      if (predicate?.({ ...await scopeOf(response), config: null })) return true;
      return wanted ? (await errorText(response))?.includes(wanted) === true : false;
    }

    return async (outcome) => {
      if (outcome instanceof Error || !await matches(outcome)) return undefined;
      const byStatus = statusActions.get(outcome.status);
      const own = message?.(await scopeOf(outcome));
      return {
        action,
        failureType: (action === "FAIL" ? def.failure_type : undefined) ?? byStatus?.failureType ??
          "system_error",
        message: truthy(own) ? own : byStatus?.message ?? "",
      };
    };
  },
});

/** What the templates of a filter see. The URL has no query: it may hold a key. */
async function scopeOf(response: HttpResponse): Promise<Record<string, unknown>> {
  let body: Json;
  try {
    body = await response.json();
  } catch {
    body = {};
  }
  return { response: body, headers: response.headers, request_url: withoutQuery(response.url) };
}
