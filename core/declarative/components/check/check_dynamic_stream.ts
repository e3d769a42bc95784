import { boolean, component, integer, object, optional } from "../../component.ts";
import { checkStream } from "../../read/availability.ts";

export const CheckDynamicStream = component({
  type: "CheckDynamicStream",
  role: "checker",
  summary: "Tests a connection with the first streams, whichever they are",
  fields: {
    stream_count: integer(),
    use_check_availability: optional(boolean(), true),
    config_overrides: optional(object()),
  },
  build({ stream_count, use_check_availability }, ctx) {
    return async (target) => {
      const streams = await target.streams();
      if (streams.length === 0) {
        return { succeeded: false, message: "No streams to connect to from the source" };
      }
      if (!use_check_availability) return { succeeded: true };
      const log = ctx.env.log.bind(ctx.env);
      for (const stream of streams.slice(0, stream_count)) {
        const result = await checkStream(stream, log);
        if (!result.succeeded) return result;
      }
      return { succeeded: true };
    };
  },
});
