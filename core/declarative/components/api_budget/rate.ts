import { component, integer, string, template, union } from "../../component.ts";
import { durationSeconds, wholeNumber } from "../../read/quantities.ts";

export const Rate = component({
  type: "Rate",
  role: "call_rate",
  summary: "So many calls within a time",
  open: true,
  fields: { limit: union(integer(), template()), interval: string() },
  build: (def, ctx) => ({
    limit: wholeNumber(def.limit, "limit", ctx),
    interval: durationSeconds(def.interval, "interval", ctx),
  }),
});
