import { createBudget } from "../../../http/budget.ts";
import { component, integer, list, optional, slot, string } from "../../component.ts";

export const HTTPAPIBudget = component({
  type: "HTTPAPIBudget",
  role: "api_budget",
  summary: "How many calls the API allows; requests wait for their turn",
  open: true,
  fields: {
    policies: list(slot("call_rate_policy")),
    ratelimit_reset_header: optional(string(), "ratelimit-reset"),
    ratelimit_remaining_header: optional(string(), "ratelimit-remaining"),
    status_codes_for_ratelimit_hit: optional(list(integer()), [429]),
  },
  build: (def, ctx) =>
    createBudget({
      policies: def.policies.map((policy) => ctx.build(policy)),
      resetHeader: def.ratelimit_reset_header,
      remainingHeader: def.ratelimit_remaining_header,
      limitStatuses: def.status_codes_for_ratelimit_hit,
    }),
});
