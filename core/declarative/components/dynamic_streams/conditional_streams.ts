import { component, list, slot, template } from "../../component.ts";

export const ConditionalStreams = component({
  type: "ConditionalStreams",
  role: "part",
  summary: "Streams that exist only where the config fulfils a condition",
  fields: {
    condition: template(),
    streams: list(slot("stream", { implied: "DeclarativeStream", only: ["DeclarativeStream"] })),
  },
  // read/stream_definitions.ts takes its streams out.
  build: () => undefined,
});
