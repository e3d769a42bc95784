import { Duration, parseDuration } from "../../../datetime/mod.ts";
import { component, optional, string } from "../../component.ts";

export const RequestWindowSplitting = component({
  type: "RequestWindowSplitting",
  role: "request_window_splitting",
  summary: "Reads a slice in smaller ones where an error handler answers SPLIT_REQUEST_WINDOW",
  fields: {
    failure_message: optional(string()),
    min_split_window: optional(string()),
  },
  build: (def) => ({
    failureMessage: def.failure_message,
    minimumSeconds: def.min_split_window === undefined ? undefined : seconds(def.min_split_window),
  }),
});

function seconds(duration: string): number {
  const parsed = parseDuration(duration);
  const delta = parsed instanceof Duration ? parsed.delta : parsed;
  return delta.days * 86_400 + delta.seconds + delta.microseconds / 1e6;
}
