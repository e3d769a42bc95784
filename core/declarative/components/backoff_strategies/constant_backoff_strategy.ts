import { component, number, optional, template, union } from "../../component.ts";
import { secondsField, withJitter } from "./seconds.ts";

export const ConstantBackoffStrategy = component({
  type: "ConstantBackoffStrategy",
  role: "backoff_strategy",
  summary: "Waits the same time before each retry",
  fields: {
    backoff_time_in_seconds: union(number({ minimum: 0 }), template()),
    jitter_range_in_seconds: optional(number({ minimum: 0 })),
  },
  build(def, ctx) {
    const seconds = secondsField(def.backoff_time_in_seconds, "backoff_time_in_seconds", ctx);
    return () => withJitter(seconds(), def.jitter_range_in_seconds);
  },
});
