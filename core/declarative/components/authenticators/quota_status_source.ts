import { str } from "../../../jinja/python/text.ts";
import { choice, component, integer, list, map, optional, template } from "../../component.ts";

export const QuotaStatusSource = component({
  type: "QuotaStatusSource",
  role: "quota_status_source",
  summary: "The endpoint that tells the quotas of a token",
  fields: {
    url: template(),
    http_method: optional(choice("GET", "POST"), "GET"),
    request_headers: optional(map(template())),
    unavailable_status_codes: optional(list(integer(), { unique: true })),
  },
  build: (def, ctx) => ({
    url: str(ctx.text(def.url)({})),
    method: def.http_method,
    headers: Object.fromEntries(
      Object.entries(def.request_headers ?? {}).map(([name, value]) => [name, str(ctx.text(value)({}))]),
    ),
    unavailableStatuses: def.unavailable_status_codes ?? [],
  }),
});
