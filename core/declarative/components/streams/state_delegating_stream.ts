import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import { str } from "../../../jinja/python/text.ts";
import { olderThanRetention } from "../../../state/retention.ts";
import { component, optional, slot, string, template } from "../../component.ts";

export const StateDelegatingStream = component({
  type: "StateDelegatingStream",
  role: "stream",
  summary: "Two streams of one name: one read without state, one with it",
  fields: {
    name: string(),
    full_refresh_stream: slot("stream", { implied: "DeclarativeStream", only: ["DeclarativeStream"] }),
    incremental_stream: slot("stream", { implied: "DeclarativeStream", only: ["DeclarativeStream"] }),
    api_retention_period: optional(template()),
  },
  build(def, ctx) {
    const { name, full_refresh_stream, incremental_stream } = def;
    if (full_refresh_stream["name"] !== name || incremental_stream["name"] !== name) {
      throw new ConnectorError("manifest.stream_names", {
        failureType: "system_error",
        message:
          `Cannot build the stream "${name}": its full_refresh_stream and incremental_stream need the same name`,
        at: ctx.at("name"),
        hint: `Name all three "${name}"`,
      });
    }
    const state: JsonObject = ctx.env.streamState(name) ?? {};
    const retention = def.api_retention_period && str(ctx.text(def.api_retention_period)({}));
    if (Object.keys(state).length === 0) return ctx.build(full_refresh_stream);
    const incremental = ctx.build(incremental_stream);
    // A parent that is not in the catalog must not emit a state of its own.
    const { catalog } = ctx.env;
    const selected = !catalog || catalog.streams.some(({ stream }) => stream.name === name);
    if (!retention || !selected) return incremental;
    const cursors = [ctx.build(full_refresh_stream).cursor, incremental.cursor];
    if (!olderThanRetention(state, cursors, retention)) return incremental;
    ctx.env.log(
      "WARN",
      `Stream ${name}: its state is older than the ${retention} that the API keeps; reading it in full`,
    );
    ctx.env.message({
      type: "STATE",
      state: { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: {} } },
    });
    const streamState = (other: string) => other === name ? undefined : ctx.env.streamState(other);
    return ctx.withEnv({ streamState }).build(full_refresh_stream);
  },
});
