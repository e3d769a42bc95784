import { ConnectorError } from "../../../errors.ts";
import { writeJson } from "../../../json.ts";
import { component, integer, optional, template, union } from "../../component.ts";

export const ConcurrencyLevel = component({
  type: "ConcurrencyLevel",
  role: "concurrency_level",
  summary: "How many partitions are read at once",
  fields: {
    default_concurrency: union(integer(), template()),
    max_concurrency: optional(integer()),
  },
  build({ default_concurrency, max_concurrency }, ctx) {
    // A number in the manifest is taken as it is; the maximum is for what users may set.
    if (typeof default_concurrency === "number") return default_concurrency;
    if (default_concurrency.includes("config") && !max_concurrency) {
      throw new ConnectorError("manifest.missing_field", {
        failureType: "system_error",
        message:
          "Cannot build the concurrency_level: default_concurrency depends on the config, without a maximum",
        at: ctx.at("default_concurrency"),
        hint: "Add max_concurrency",
      });
    }
    const level = ctx.text(default_concurrency)({});
    if (typeof level !== "number" || !Number.isInteger(level)) {
      throw new ConnectorError("manifest.concurrency_level", {
        failureType: "system_error",
        message: `Cannot build the concurrency_level: ${writeJson(level)} is not an integer`,
        at: ctx.at("default_concurrency"),
        hint: "Write a number, or a template that gives one",
      });
    }
    return max_concurrency ? Math.min(level, max_concurrency) : level;
  },
});
