import { unlimited } from "../../../http/budget.ts";
import { component, list, slot } from "../../component.ts";

export const UnlimitedCallRatePolicy = component({
  type: "UnlimitedCallRatePolicy",
  role: "call_rate_policy",
  summary: "Keeps requests from being counted by the policies after it",
  open: true,
  fields: { matchers: list(slot("request_matcher", { implied: "HttpRequestRegexMatcher" })) },
  build: (def, ctx) => unlimited(def.matchers.map((matcher) => ctx.build(matcher))),
});
