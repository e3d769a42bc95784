import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import type { Stream } from "../../../sources/stream.ts";
import { component, integer, list, object, optional, slot, string } from "../../component.ts";
import { checkStream, failure } from "../../read/availability.ts";

export const CheckStream = component({
  type: "CheckStream",
  role: "checker",
  summary: "Tests a connection by reading a first record of some streams",
  fields: {
    stream_names: optional(list(string())),
    dynamic_streams_check_configs: optional(
      list(slot("dynamic_stream_check", { implied: "DynamicStreamCheckConfig" })),
    ),
    // read/check_config.ts lays them over the config.
    config_overrides: optional(object()),
  },
  build(def, ctx) {
    const { stream_names, dynamic_streams_check_configs } = def;
    if (!stream_names && !dynamic_streams_check_configs) {
      throw new ConnectorError("manifest.missing_field", {
        failureType: "system_error",
        message: "Cannot build the check: it names no streams",
        at: ctx.at(),
        hint: "Add stream_names or dynamic_streams_check_configs",
      });
    }
    const dynamic = (dynamic_streams_check_configs ?? []).map((node) => ctx.build(node));
    const log = ctx.env.log.bind(ctx.env);

    return async (target) => {
      const names = configuredNames(ctx.config) ?? stream_names ?? [];
      let streams: ReadonlyMap<string, Stream>;
      try {
        const found = await target.streams(dynamic.length === 0 ? names : undefined);
        if (found.length === 0) {
          return { succeeded: false, message: "No streams to connect to from the source" };
        }
        streams = new Map(found.map((stream) => [stream.name, stream]));
      } catch (error) {
        return failure("discovering streams", error, log);
      }
      for (const name of names) {
        const stream = streams.get(name);
        if (!stream) throw unknownStream(name, streams);
        const result = await checkStream(stream, log);
        if (!result.succeeded) return result;
      }
      const generated = dynamic.length > 0 ? await target.generated() : new Map<string, readonly string[]>();
      for (const { name, count } of dynamic) {
        const made = generated.get(name);
        if (!made) return { succeeded: false, message: `Dynamic stream ${name} is not found in manifest.` };
        for (const streamName of made.slice(0, count ?? made.length)) {
          const stream = streams.get(streamName);
          if (!stream) throw unknownStream(streamName, streams);
          const result = await checkStream(stream, log, "Dynamic Stream");
          if (!result.succeeded) return result;
        }
      }
      return { succeeded: true };
    };
  },
});

export const DynamicStreamCheckConfig = component({
  type: "DynamicStreamCheckConfig",
  role: "dynamic_stream_check",
  summary: "How many of the streams that one definition makes are checked",
  fields: {
    dynamic_stream_name: string(),
    stream_count: optional(integer({ minimum: 1 })),
  },
  build: (def) => ({ name: def.dynamic_stream_name, count: def.stream_count }),
});

const namesKey = "__airbyte_check_stream_names";

/** The platform may name the streams to check in the config. */
function configuredNames(config: JsonObject): string[] | undefined {
  const names = config[namesKey];
  if (names === undefined || (Array.isArray(names) && names.length === 0)) return undefined;
  if (Array.isArray(names) && names.every((name) => typeof name === "string")) return names;
  throw new ConnectorError("config.invalid", {
    failureType: "system_error",
    message: `${namesKey} must be a list of strings`,
  });
}

function unknownStream(name: string, streams: ReadonlyMap<string, Stream>): ConnectorError {
  return new ConnectorError("manifest.unknown_stream", {
    failureType: "system_error",
    message: `Cannot check "${name}": it is not part of the catalog`,
    hint: `Streams: ${[...streams.keys()].join(", ")}`,
  });
}
