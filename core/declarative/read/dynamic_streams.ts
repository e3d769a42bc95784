import { ConnectorError } from "../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import type { BuildContext } from "../context.ts";
import { propagate } from "../manifest/propagate.ts";
import type { StreamDefinition } from "./stream_definitions.ts";

/** A stream that a resolver made, and the definition it came from. */
export interface GeneratedStream extends StreamDefinition {
  readonly name: string;
  /** Name of the dynamic stream definition. */
  readonly origin: string;
}

/**
 * Runs the resolvers of a manifest's dynamic streams. This may send requests.
 *
 * @throws {ConnectorError} manifest.duplicate_stream, config.duplicate_stream
 */
export async function resolveDynamicStreams(ctx: BuildContext): Promise<GeneratedStream[]> {
  const definitions = ctx.node["dynamic_streams"];
  const streams = new Map<string, GeneratedStream>();
  for (const [i, definition] of (Array.isArray(definitions) ? definitions : []).entries()) {
    if (!isObject(definition)) continue;
    const { stream_template: template, components_resolver: resolver } = definition;
    if (!isObject(template)) continue;
    const name = definition["name"];
    const origin = typeof name === "string" ? name : `dynamic_stream_${i}`;
    const resolve = ctx.buildAs("components_resolver", resolver ?? null, {
      name: typeof name === "string" ? name : "",
    });
    const parentsWin = definition["use_parent_parameters"] !== false;
    for await (const resolved of resolve(template)) {
      const node = propagate(resolved, { parentsWin });
      node["type"] ??= "DeclarativeStream";
      const streamName = textName(node["name"], origin);
      if (streams.has(streamName)) throw duplicate(streamName, resolver);
      const path = ["dynamic_streams", i, "stream_template"];
      streams.set(streamName, { node, path, name: streamName, origin });
    }
  }
  return [...streams.values()];
}

function textName(name: Json | undefined, origin: string): string {
  if (typeof name === "string") return name;
  throw new ConnectorError("manifest.stream_name", {
    failureType: "system_error",
    message: `Cannot build a stream of "${origin}": its name is ${JSON.stringify(name) ?? "missing"}`,
    hint: `Map text to the field_path ["name"]: value_type: string keeps digits text`,
  });
}

function duplicate(name: string, resolver: Json | undefined): ConnectorError {
  const fromConfig = isObject(resolver) && resolver["type"] === "ConfigComponentsResolver";
  return new ConnectorError(fromConfig ? "config.duplicate_stream" : "manifest.duplicate_stream", {
    failureType: fromConfig ? "config_error" : "system_error",
    message: `Dynamic streams list contains a duplicate name: ${name}. Please ${
      fromConfig ? "check your configuration" : "contact Airbyte Support"
    }.`,
  });
}
