import { component, integer, list, optional, slot, string } from "../../component.ts";

export const TokenQuota = component({
  type: "TokenQuota",
  role: "token_quota",
  summary: "A pool of calls per token, and where the API tells how many are left",
  fields: {
    name: string(),
    remaining_path: list(string()),
    reset_path: list(string()),
    limit_path: optional(list(string())),
    matchers: optional(list(slot("request_matcher", { implied: "HttpRequestRegexMatcher" }))),
    remaining_header: optional(string()),
    reset_header: optional(string()),
    limit_header: optional(string()),
    exhaustion_status_codes: optional(list(integer())),
  },
  build: (def, ctx) => ({
    name: def.name,
    remainingPath: def.remaining_path,
    resetPath: def.reset_path,
    limitPath: def.limit_path?.length ? def.limit_path : undefined,
    matchers: (def.matchers ?? []).map((matcher) => ctx.build(matcher)),
    remainingHeader: def.remaining_header,
    resetHeader: def.reset_header,
    limitHeader: def.limit_header,
    exhaustedStatuses: def.exhaustion_status_codes ?? [],
  }),
});
