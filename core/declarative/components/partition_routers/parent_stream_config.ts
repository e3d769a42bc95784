import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import type { JsonObject } from "../../../json.ts";
import { boolean, component, list, optional, slot, template } from "../../component.ts";
import { compilePath } from "../../read/dpath.ts";
import type { BuildContext } from "../../context.ts";
import { parentState } from "./parent_state.ts";

export const ParentStreamConfig = component({
  type: "ParentStreamConfig",
  role: "parent_stream",
  summary: "A stream whose records each make a partition of the child stream",
  fields: {
    stream: slot("stream", { implied: "DeclarativeStream" }),
    parent_key: template(),
    partition_field: template(),
    request_option: optional(slot("request_option", { implied: "RequestOption" })),
    incremental_dependency: optional(boolean(), false),
    lazy_read_pointer: optional(list(template()), []),
    extra_fields: optional(list(list(template()))),
  },
  build(def, ctx) {
    const text = (value: string) => str(ctx.text(value)({}));
    if (def.lazy_read_pointer.some((pointer) => pointer.includes("*"))) {
      throw new ConnectorError("manifest.lazy_read_pointer", {
        failureType: "system_error",
        message: "Cannot read the parent lazily: its lazy_read_pointer has a wildcard",
        at: ctx.at("lazy_read_pointer"),
        hint: "Name each key of the path",
      });
    }
    const name = str(def.stream["name"] ?? "");
    const state = def.incremental_dependency ? parentState(name, def.stream, ctx) : undefined;
    const parentKey = pathOf(text(def.parent_key));
    const extraFields = (def.extra_fields ?? []).map((path) => {
      const keys = path.map(text);
      return { name: keys.join("."), path: compilePath(keys) };
    });
    const isLazy = def.lazy_read_pointer.length > 0;
    const pointer = compilePath(def.lazy_read_pointer.map(text));
    return {
      stream: parentContext(name, state, ctx).build(def.stream, { useCache: true }),
      partitionField: text(def.partition_field),
      parentKey: (record) => parentKey.get(record) ?? undefined,
      requestOption: def.request_option && ctx.build(def.request_option),
      incremental: def.incremental_dependency,
      lazy: isLazy,
      extraFields(record) {
        const fields: JsonObject = {};
        if (isLazy) fields["child_response"] = pointer.get(record, []);
        for (const { name, path } of extraFields) fields[name] = path.get(record, null);
        return fields;
      },
    };
  },
});

/** `a/b` is a path of two keys; an empty one is the record itself. */
function pathOf(text: string) {
  const trimmed = text.replace(/^\/+/, "");
  return compilePath(text === "" || text === "/" ? [] : trimmed.split("/"));
}

/** A parent has the state its child keeps for it, and says nothing about states of its own. */
function parentContext(name: string, state: JsonObject | undefined, ctx: BuildContext): BuildContext {
  const { env } = ctx;
  return ctx.withEnv({
    catalog: undefined,
    observer: env.observer && {
      exchange: (purpose, response) =>
        env.observer!.exchange({ ...purpose, auxiliary: true, parent: true }, response),
      slice() {},
    },
    streamState: (stream) => stream === name ? state : undefined,
    message: (message) => {
      if (message.type !== "STATE") env.message(message);
    },
  });
}
