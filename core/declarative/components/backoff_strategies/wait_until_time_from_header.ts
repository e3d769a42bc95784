import { ConnectorError } from "../../../errors.ts";
import { asDouble } from "../../../jinja/python/numbers.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { repr } from "../../../jinja/python/text.ts";
import { component, number, optional, template, union } from "../../component.ts";
import { headerNumber, toSeconds, waitCap } from "./seconds.ts";

export const WaitUntilTimeFromHeader = component({
  type: "WaitUntilTimeFromHeader",
  role: "backoff_strategy",
  summary: "Waits until the time that a response header tells, in seconds since 1970",
  fields: {
    header: template(),
    min_wait: optional(union(number(), template())),
    regex: optional(template()),
    max_waiting_time_in_seconds: optional(union(number(), template())),
  },
  build(def, ctx) {
    const read = headerNumber(def.header, def.regex, ctx);
    const minimum = ctx.text(def.min_wait === undefined ? "None" : String(def.min_wait));
    const capped = waitCap(def.max_waiting_time_in_seconds, ctx);

    function refused(value: unknown): ConnectorError {
      return new ConnectorError("manifest.seconds", {
        failureType: "system_error",
        message: `Cannot tell how long to wait: min_wait is ${repr(value)}, which is no number`,
        at: ctx.at("min_wait"),
      });
    }

    return (outcome) => {
      const until = outcome instanceof Error ? undefined : read(outcome);
      const least = minimum({});
      if (!until) {
        if (!truthy(least)) return undefined;
        const seconds = toSeconds(least);
        if (seconds === undefined) throw refused(least);
        return capped(seconds);
      }
      const seconds = until - Date.now() / 1000;
      if (!truthy(least)) return seconds < 0 ? undefined : capped(seconds);
      // Python compares before it converts: text is no number here.
      const floor = asDouble(least);
      if (floor === undefined) throw refused(least);
      return capped(floor > seconds ? floor : seconds);
    };
  },
});
