/** The manifest itself: its own keys. It is no component, since nothing can hold it. */
import { any, integer, list, map, object, optional, slot, string, union } from "../component.ts";

/** The keys of a manifest. Any other is an error. */
export const sourceFields = {
  check: slot("checker"),
  version: string(),
  streams: optional(list(union(slot("stream"), slot("part", { only: ["ConditionalStreams"] })))),
  dynamic_streams: optional(list(slot("part", { only: ["DynamicDeclarativeStream"] }))),
  schemas: optional(object()),
  definitions: optional(object()),
  spec: optional(slot("spec")),
  concurrency_level: optional(slot("concurrency_level", { implied: "ConcurrencyLevel" })),
  api_budget: optional(slot("api_budget", { implied: "HTTPAPIBudget" })),
  stream_groups: optional(map(slot("part", { only: ["StreamGroup"], implied: "StreamGroup" }))),
  max_concurrent_async_job_count: optional(union(integer(), string())),
  metadata: optional(object()),
  description: optional(string()),
  $parameters: optional(any()),
};
