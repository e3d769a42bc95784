import { DateTime, type Duration, parseDuration, TimeDelta } from "../../../datetime/mod.ts";
import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import { datetimeValues, durationStride, type Stride } from "../../../state/cursor_values.ts";
import { perPartitionPosition } from "../../../state/per_partition.ts";
import { readValue, WindowPosition } from "../../../state/window_position.ts";
import {
  boolean,
  component,
  fields,
  list,
  object,
  optional,
  slot,
  string,
  template,
  union,
} from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import { clampingOf } from "./clamping.ts";
import { cursorFieldOf } from "./cursor_field.ts";
import { windowOptions } from "./window_options.ts";

export const DatetimeBasedCursor = component({
  type: "DatetimeBasedCursor",
  role: "incremental_sync",
  summary: "Cuts a stream into windows of time and remembers how far it is read",
  fields: {
    cursor_field: template(),
    datetime_format: string(),
    start_datetime: union(slot("datetime", { implied: "MinMaxDatetime" }), template()),
    end_datetime: optional(union(slot("datetime", { implied: "MinMaxDatetime" }), template())),
    cursor_datetime_formats: optional(list(string()), []),
    step: optional(template()),
    cursor_granularity: optional(string()),
    lookback_window: optional(template()),
    clamping: optional(fields({ target: template(), target_details: optional(object()) })),
    start_time_option: optional(slot("request_option", { implied: "RequestOption" })),
    end_time_option: optional(slot("request_option", { implied: "RequestOption" })),
    partition_field_start: optional(template()),
    partition_field_end: optional(template()),
    is_data_feed: optional(boolean(), false),
    is_client_side_incremental: optional(boolean(), false),
    is_compare_strictly: optional(boolean(), false),
    global_substream_cursor: optional(boolean(), false),
    allow_catalog_defined_cursor_field: optional(boolean(), false),
  },
  build(def, ctx) {
    const { datetime_format: format, cursor_granularity, step } = def;
    const stream = ctx.stream.name;
    const cursorField = cursorFieldOf(def.cursor_field, def.allow_catalog_defined_cursor_field, ctx);
    const startField = str(ctx.text(def.partition_field_start || "start_time")({}));
    const endField = str(ctx.text(def.partition_field_end || "end_time")({}));
    const granularity = cursor_granularity ? parseDuration(cursor_granularity) : undefined;
    const values = datetimeValues(format, def.cursor_datetime_formats, unlessZero(granularity));
    const named = { optionParameters: ctx.parameters };

    function windowRules() {
      if (!step !== !cursor_granularity) {
        throw new ConnectorError("manifest.cursor_step", {
          failureType: "system_error",
          message: `Cannot build the cursor: ${step ? "step" : "cursor_granularity"} is set, ${
            step ? "cursor_granularity" : "step"
          } is not`,
          at: ctx.at(),
          hint: "Set both, or neither",
        });
      }
      const startAt = moment(def.start_datetime, format, ctx);
      const clamping = def.clamping && clampingOf(def.clamping, granularity, ctx);
      const endAt = def.end_datetime ? moment(def.end_datetime, format, ctx) : () => DateTime.now();
      return {
        startAt,
        values,
        end: clamping ? () => clamping.end(endAt()) : endAt,
        lookback: stride(durationOf(def.lookback_window, ctx)),
        step: stride(durationOf(step, ctx)),
        granularity: stride(granularity),
        clamp: clamping?.clamp ?? ((value: DateTime) => value),
        strict: def.is_compare_strictly,
      };
    }
    // Made with the first position: what is wrong with them fails a stream of partitions when it is read, and no
    // other stream.
    let known: ReturnType<typeof windowRules> | undefined;

    function position(state: JsonObject): WindowPosition<DateTime> {
      const rules = known ??= windowRules();
      return new WindowPosition(state, {
        stream,
        cursorField,
        rules: { ...rules, start: rules.startAt() },
        startField,
        endField,
        windowsCount: true,
        warn: (text) => ctx.env.log("WARN", text),
      });
    }

    function positionBefore(state: JsonObject, lookbackSeconds: number): WindowPosition<DateTime> {
      const stored = state[cursorField];
      if (!lookbackSeconds || !truthy(stored)) return position(state);
      const value = readValue(stored, values, stream, cursorField);
      const earlier = value.minus(TimeDelta.of({ seconds: lookbackSeconds }));
      return position({ ...state, [cursorField]: values.format(earlier) });
    }

    return {
      cursorField,
      isDataFeed: def.is_data_feed,
      isClientSide: def.is_client_side_incremental,
      allowsCatalogCursor: def.allow_catalog_defined_cursor_field,
      hasStep: Boolean(step),
      counts: false,
      options: windowOptions([
        [startField, def.start_time_option && ctx.build(def.start_time_option, named)],
        [endField, def.end_time_option && ctx.build(def.end_time_option, named)],
      ]),
      whole: position,
      perPartition: (options) =>
        perPartitionPosition(
          { ...options, globalCursor: options.globalCursor || def.global_substream_cursor },
          { cursorField, values, position: positionBefore },
        ),
    };
  },
});

/** A date of the manifest: MinMaxDatetime, or its text alone. It takes over the cursor's format. */
function moment(value: JsonObject | string, format: string, ctx: BuildContext): () => DateTime {
  const node = isObject(value)
    ? value
    : { type: "MinMaxDatetime", datetime: value, $parameters: ctx.parameters };
  return ctx.buildAs("datetime", node["datetime_format"] ? node : { ...node, datetime_format: format });
}

/** A duration whose template may come to nothing. */
function durationOf(text: string | undefined, ctx: BuildContext): TimeDelta | Duration | undefined {
  const value = text ? ctx.text(text)({}) : undefined;
  return truthy(value) ? parseDuration(str(value)) : undefined;
}

const unlessZero = (duration: TimeDelta | Duration | undefined) =>
  duration instanceof TimeDelta && duration.isZero ? undefined : duration;

function stride(duration: TimeDelta | Duration | undefined): Stride<DateTime> | undefined {
  const length = unlessZero(duration);
  return length && durationStride(length);
}
