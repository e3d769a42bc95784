import type { MessageSink } from "../protocol/messages.ts";
import type { ConfiguredSource } from "./stream.ts";

/** Says which streams a source has, as one CATALOG message. */
export async function discoverStreams(source: ConfiguredSource, sink: MessageSink): Promise<void> {
  const streams = [];
  for (const stream of await source.streams()) streams.push(await stream.describe());
  sink.message({ type: "CATALOG", catalog: { streams } });
}
