import { ConnectorError } from "../../../errors.ts";
import { choice, component, integer, number, optional, string } from "../../component.ts";

export const PageSizeReduction = component({
  type: "PageSizeReduction",
  role: "page_size_reduction",
  summary: "How pages shrink where an error handler answers REDUCE_PAGE_SIZE",
  fields: {
    reduction_factor: optional(number({ above: 1 }), 2),
    minimum_page_size: optional(integer({ minimum: 1 }), 1),
    max_attempts: optional(integer({ minimum: 1 }), 5),
    backoff_seconds: optional(number({ minimum: 0 }), 0.5),
    retries_at_minimum_page_size: optional(integer({ minimum: 0 }), 0),
    failure_message: optional(string()),
    reset_policy: optional(choice("NEVER", "AFTER_SUCCESSFUL_PAGE"), "NEVER"),
  },
  build(def, ctx) {
    const minimums = {
      minimum_page_size: 1,
      max_attempts: 1,
      backoff_seconds: 0,
      retries_at_minimum_page_size: 0,
    } as const;
    for (const [field, minimum] of Object.entries(minimums)) {
      const value = def[field as keyof typeof minimums];
      if (value < minimum) throw outOfRange(field, value, `at least ${minimum}`, ctx.at(field));
    }
    if (def.reduction_factor <= 1) {
      throw outOfRange("reduction_factor", def.reduction_factor, "more than 1", ctx.at("reduction_factor"));
    }
    return {
      factor: def.reduction_factor,
      minimum: def.minimum_page_size,
      maxAttempts: def.max_attempts,
      backoffSeconds: def.backoff_seconds,
      retriesAtMinimum: def.retries_at_minimum_page_size,
      failureMessage: def.failure_message,
      restoreAfterPage: def.reset_policy === "AFTER_SUCCESSFUL_PAGE",
    };
  },
});

function outOfRange(field: string, value: number, allowed: string, at: string): ConnectorError {
  return new ConnectorError("manifest.out_of_range", {
    failureType: "system_error",
    message: `Cannot use ${field} ${value}: it must be ${allowed}`,
    at,
  });
}
