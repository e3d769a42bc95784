import { component, number, optional, template, union } from "../../component.ts";
import { secondsField, withJitter } from "./seconds.ts";

export const ExponentialBackoffStrategy = component({
  type: "ExponentialBackoffStrategy",
  role: "backoff_strategy",
  summary: "Waits twice as long before each further retry",
  fields: {
    factor: optional(union(number(), template()), 5),
    jitter_range_in_seconds: optional(number({ minimum: 0 })),
  },
  build(def, ctx) {
    // A factor of 0 counts as none given, as in Python.
    const factor = secondsField(def.factor || 5, "factor", ctx);
    return (_outcome, attempt) => withJitter(factor() * 2 ** attempt, def.jitter_range_in_seconds);
  },
});
