import type { Json } from "../../../json.ts";
import { ConnectorError } from "../../../errors.ts";
import { evaluate, type Scope } from "../../../jinja/interpolation.ts";
import { component, number, optional, template, union } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
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
    const { config, parameters } = ctx;
    const text = def.wait_time_in_seconds;
    // Not ctx.text: that takes a template for plain text once a body of another shape has failed it.
    const evaluated = (scope: Scope) => evaluate(text, { config, parameters, default: text }, scope);
    refuseUnknownNames(evaluated, ctx);
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
        const value = evaluated({ response, headers });
        if (value === null || typeof value === "string" && !value.trim()) return undefined;
        seconds = toSeconds(value);
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

/** A misspelt name would leave the strategy silent for ever, so it fails at once. */
function refuseUnknownNames(evaluated: (scope: Scope) => unknown, ctx: BuildContext): void {
  try {
    evaluated({ response: {}, headers: {} });
  } catch (error) {
    if (!(error instanceof ConnectorError) || error.code !== "jinja.undeclared") return;
    throw new ConnectorError(error.code, {
      failureType: "system_error",
      message: error.message,
      at: ctx.at("wait_time_in_seconds"),
      hint: error.hint,
    });
  }
}
