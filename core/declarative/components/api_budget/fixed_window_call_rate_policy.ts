import { fixedWindow } from "../../../http/budget.ts";
import { component, integer, list, slot, string } from "../../component.ts";
import { durationSeconds } from "../../read/quantities.ts";

const tenDays = 10 * 24 * 60 * 60;

export const FixedWindowCallRatePolicy = component({
  type: "FixedWindowCallRatePolicy",
  role: "call_rate_policy",
  summary: "So many calls until the API's next reset, then again",
  open: true,
  fields: {
    period: string(),
    call_limit: integer(),
    matchers: list(slot("request_matcher", { implied: "HttpRequestRegexMatcher" })),
  },
  build: (def, ctx) =>
    fixedWindow({
      limit: def.call_limit,
      period: durationSeconds(def.period, "period", ctx),
      // When the first window ends is not known before the API tells.
      resetAfter: tenDays,
      matchers: def.matchers.map((matcher) => ctx.build(matcher)),
    }),
});
