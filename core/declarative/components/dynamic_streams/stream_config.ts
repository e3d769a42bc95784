import { component, list, object, optional, template } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";

export const StreamConfig = component({
  type: "StreamConfig",
  role: "stream_configs",
  summary: "Where the config lists streams, and streams that are there in any case",
  fields: {
    configs_pointer: list(template()),
    default_values: optional(list(object())),
  },
  build(def, ctx) {
    const pointer = def.configs_pointer.map((part) => ctx.text(part));
    return () => {
      const found = compilePath(pointer.map((part) => part({}))).get(ctx.config, []);
      return [...Array.isArray(found) ? found : [found], ...def.default_values ?? []];
    };
  },
});
