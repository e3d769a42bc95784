import { ConnectorError } from "../../../errors.ts";
import { judgeByStatus } from "../../../http/status_actions.ts";
import { asInt, parseInteger, truncate } from "../../../jinja/python/numbers.ts";
import { repr } from "../../../jinja/python/text.ts";
import { component, integer, list, optional, slot, template, union } from "../../component.ts";
import type { BuildContext } from "../../context.ts";

export const DefaultErrorHandler = component({
  type: "DefaultErrorHandler",
  role: "error_handler",
  summary: "Judges responses by its filters, then by their status",
  fields: {
    backoff_strategies: optional(list(slot("backoff_strategy"))),
    max_retries: optional(union(integer(), template()), 5),
    response_filters: optional(list(slot("response_filter", { implied: "HttpResponseFilter" }))),
  },
  build(def, ctx) {
    const filters = (def.response_filters ?? []).map((filter) => ctx.build(filter));
    const backoffStrategies = (def.backoff_strategies ?? []).map((strategy) => ctx.build(strategy));
    return {
      maxRetries: retries(def.max_retries, ctx),
      maxTime: 600,
      backoffStrategies,
      async interpret(outcome) {
        for (const filter of filters) {
          const resolution = await filter(outcome);
          if (resolution) return resolution;
        }
        return judgeByStatus(outcome);
      },
    };
  },
});

function retries(written: number | string, ctx: BuildContext): number {
  if (typeof written === "number") return written;
  const value = ctx.text(written, "5")({});
  const number = typeof value === "string"
    ? parseInteger(value)
    : typeof value === "number" && !Number.isInteger(value)
    ? truncate(value)
    : asInt(value);
  if (number !== undefined) return Number(number);
  throw new ConnectorError("manifest.max_retries", {
    failureType: "system_error",
    message: `Cannot build the error handler: max_retries is ${repr(value)}, which is no whole number`,
    at: ctx.at("max_retries"),
  });
}
