import { boolean, component, optional, slot, string } from "../../component.ts";

export const DynamicDeclarativeStream = component({
  type: "DynamicDeclarativeStream",
  role: "part",
  summary: "A stream template, and the resolver that finds how many streams to make of it",
  fields: {
    name: optional(string(), ""),
    stream_template: slot("stream", { implied: "DeclarativeStream" }),
    components_resolver: slot("components_resolver"),
    use_parent_parameters: optional(boolean(), true),
  },
  // Its streams are known only when the resolver ran: read/dynamic_streams.ts builds them.
  build: () => undefined,
});
