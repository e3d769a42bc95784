import { component, list, slot } from "../../component.ts";

export const StreamGroup = component({
  type: "StreamGroup",
  role: "part",
  summary: "Streams that share a resource, and what that means for reading them",
  fields: {
    streams: list(slot("stream", { implied: "DeclarativeStream", only: ["DeclarativeStream"] })),
    action: slot("part", { only: ["BlockSimultaneousSyncsAction"] }),
  },
  // read/stream_groups.ts reads it.
  build: () => undefined,
});

export const BlockSimultaneousSyncsAction = component({
  type: "BlockSimultaneousSyncsAction",
  role: "part",
  summary: "Never reads two streams of the group at once",
  fields: {},
  build: () => undefined,
});
