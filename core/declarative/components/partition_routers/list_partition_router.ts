import { ConnectorError } from "../../../errors.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { str } from "../../../jinja/python/text.ts";
import { isObject, type Json } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, optional, slot, string, template, union } from "../../component.ts";
import type { BuildContext } from "../../context.ts";

export const ListPartitionRouter = component({
  type: "ListPartitionRouter",
  role: "partition_router",
  summary: "One partition per value of a list",
  fields: {
    cursor_field: template(),
    values: union(template(), list(string())),
    request_option: optional(slot("request_option", { implied: "RequestOption" })),
  },
  build(def, ctx) {
    const field = str(ctx.text(def.cursor_field)({}));
    const option = def.request_option && ctx.build(def.request_option);
    // Values that a dynamic stream fills in may be of any type, and become text.
    // What is no list fails the stream when it is read, and no other.
    const evaluated = Array.isArray(def.values)
      ? def.values.map((value) => str(value))
      : ctx.text(def.values)({});
    return {
      async *slices() {
        for (const value of valuesOf(evaluated, ctx)) {
          yield new StreamSlice({ partition: { [field]: value } });
        }
      },
      options({ slice }) {
        const options = {};
        const value = slice?.get(field);
        if (option && truthy(value)) option.inject(options, value);
        return options;
      },
      partitionFields: [field],
      injects: option !== undefined,
    };
  },
});

/** The items of a list, the letters of a text, the keys of a mapping. */
function valuesOf(evaluated: unknown, ctx: BuildContext): Json[] {
  if (Array.isArray(evaluated)) return evaluated;
  if (typeof evaluated === "string") return [...evaluated];
  if (isObject(evaluated)) return Object.keys(evaluated);
  throw new ConnectorError("config.partition_values", {
    failureType: "system_error",
    message: `Cannot make partitions: values is ${str(evaluated)}, not a list`,
    at: ctx.at("values"),
    hint: "Write a list, or a template that gives one",
  });
}
