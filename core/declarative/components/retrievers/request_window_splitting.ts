import { durationSeconds, parseDuration } from "../../../datetime/mod.ts";
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
    minimumSeconds: def.min_split_window === undefined
      ? undefined
      : durationSeconds(parseDuration(def.min_split_window)),
  }),
});
