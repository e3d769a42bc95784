import { movingWindow } from "../../../http/budget.ts";
import { component, list, slot } from "../../component.ts";

export const MovingWindowCallRatePolicy = component({
  type: "MovingWindowCallRatePolicy",
  role: "call_rate_policy",
  summary: "So many calls within any stretch of time",
  open: true,
  fields: {
    rates: list(slot("call_rate", { implied: "Rate" }), { minItems: 1 }),
    matchers: list(slot("request_matcher", { implied: "HttpRequestRegexMatcher" })),
  },
  differences: { rates: "the Python CDK refuses an empty list later" },
  build: (def, ctx) =>
    movingWindow(
      def.rates.map((rate) => ctx.build(rate)),
      def.matchers.map((matcher) => ctx.build(matcher)),
    ),
});
