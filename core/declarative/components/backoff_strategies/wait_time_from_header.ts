import { component, number, optional, template, union } from "../../component.ts";
import { headerNumber, waitCap } from "./seconds.ts";

export const WaitTimeFromHeader = component({
  type: "WaitTimeFromHeader",
  role: "backoff_strategy",
  summary: "Waits the number of seconds that a response header tells",
  fields: {
    header: template(),
    regex: optional(template()),
    max_waiting_time_in_seconds: optional(union(number(), template())),
  },
  build(def, ctx) {
    const read = headerNumber(def.header, def.regex, ctx);
    const capped = waitCap(def.max_waiting_time_in_seconds, ctx);
    return (outcome) => {
      const seconds = outcome instanceof Error ? undefined : read(outcome);
      // A header of 0 asks for no wait, which no cap refuses.
      return seconds ? capped(seconds) : seconds;
    };
  },
});
