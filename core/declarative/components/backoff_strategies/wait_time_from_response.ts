import type { Json } from "../../../json.ts";
import { component, number, optional, template, union } from "../../component.ts";
import { toSeconds, waitCap } from "./seconds.ts";

export const WaitTimeFromResponse = component({
  type: "WaitTimeFromResponse",
  role: "backoff_strategy",
  summary: "Waits the number of seconds that a response's body or headers tell",
  fields: {
    wait_time_in_seconds: template(),
    max_waiting_time_in_seconds: optional(union(number(), template())),
  },
  build(def, ctx) {
    const evaluate = ctx.text(def.wait_time_in_seconds);
    const capped = waitCap(def.max_waiting_time_in_seconds, ctx);
    return async (outcome) => {
      let response: Json = {};
      let headers: unknown = {};
      if (!(outcome instanceof Error)) {
        headers = outcome.headers;
        // An unreadable body leaves what reads only headers.
        response = await outcome.json().catch(() => ({}));
      }
      let seconds: number | undefined;
      try {
        seconds = toSeconds(evaluate({ response, headers }));
      } catch {
        seconds = undefined;
      }
      if (seconds === undefined) {
        // The strategy sees every response that is retried, also those it was not written for.
        ctx.env.log(
          "DEBUG",
          "wait_time_in_seconds gives no number for this response: the next strategy decides",
        );
        return undefined;
      }
      if (!Number.isFinite(seconds) || seconds < 0) return undefined;
      return seconds ? capped(seconds) : seconds;
    };
  },
});
