import { ConnectorError } from "../../../errors.ts";
import type { Json } from "../../../json.ts";
import { str } from "../../../jinja/python/text.ts";
import { countValues } from "../../../state/cursor_values.ts";
import { WindowPosition } from "../../../state/window_position.ts";
import { boolean, component, integer, optional, slot, template, union } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { cursorFieldOf } from "./cursor_field.ts";
import { windowOptions } from "./window_options.ts";

export const IncrementingCountCursor = component({
  type: "IncrementingCountCursor",
  role: "incremental_sync",
  summary: "Remembers the highest number seen, such as an id that only grows",
  fields: {
    cursor_field: template(),
    start_value: optional(union(integer(), template())),
    start_value_option: optional(slot("request_option", { implied: "RequestOption" })),
    allow_catalog_defined_cursor_field: optional(boolean(), false),
  },
  build(def, ctx) {
    const stream = ctx.stream.name;
    const cursorField = cursorFieldOf(def.cursor_field, def.allow_catalog_defined_cursor_field, ctx);
    const start: Json = startValue(def.start_value, ctx);
    const named = { optionParameters: ctx.parameters };
    const rules = {
      values: countValues(stream),
      start,
      end: (): Json => Infinity,
      lookback: undefined,
      step: undefined,
      granularity: undefined,
      clamp: (value: Json) => value,
      strict: false,
    };
    return {
      cursorField,
      isDataFeed: false,
      isClientSide: false,
      allowsCatalogCursor: def.allow_catalog_defined_cursor_field,
      hasStep: false,
      counts: true,
      options: windowOptions([["start", def.start_value_option && ctx.build(def.start_value_option, named)]]),
      whole: (state) =>
        new WindowPosition(state, {
          stream,
          cursorField,
          rules,
          startField: "start",
          endField: "end",
          windowsCount: false,
          warn: (text) => ctx.env.log("WARN", text),
        }),
      perPartition() {
        throw new ConnectorError("manifest.unsupported", {
          failureType: "system_error",
          message:
            `Cannot read stream "${stream}" with a partition router and an IncrementingCountCursor together`,
          at: ctx.at(),
          hint: "Use a DatetimeBasedCursor, or remove the partition router",
        });
      },
    };
  },
});

/** The start as an integer, as Python's `int()` reads it. */
function startValue(value: number | string | null | undefined, ctx: BuildContext): number {
  if (value === undefined || value === null) return 0;
  const evaluated = ctx.text(String(value))({});
  if (typeof evaluated === "number") return Math.trunc(evaluated);
  const text = str(evaluated).trim();
  if (/^[+-]?\d+(?:_\d+)*$/.test(text)) return Number(text.replaceAll("_", ""));
  throw new ConnectorError("manifest.start_value", {
    failureType: "system_error",
    message: `Cannot build the cursor: its start_value "${text}" is not an integer`,
    at: ctx.at("start_value"),
  });
}
