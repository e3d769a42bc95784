import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { streamCursor } from "../../read/partitions.ts";
import { buildComponent, type TestOptions } from "../../test_context.ts";

const base = {
  type: "DatetimeBasedCursor",
  cursor_field: "at",
  datetime_format: "%Y-%m-%d",
  start_datetime: "2025-01-01",
  end_datetime: "2025-01-31",
};
const option = (field_name: string) => ({
  type: "RequestOption",
  inject_into: "request_parameter",
  field_name,
});

function cursorOf(fields: JsonObject, { state = {}, router, ...options }: TestOptions & {
  state?: JsonObject;
  router?: JsonObject;
} = {}) {
  return streamCursor({
    name: "s",
    factory: buildComponent("incremental_sync", { ...base, ...fields }, options),
    router: router && buildComponent("partition_router", router),
    state,
    env: { log() {} },
  });
}

const windowCases: { name: string; fields: JsonObject; expected: [unknown, unknown][] }[] = [
  { name: "one", fields: {}, expected: [["2025-01-01", "2025-01-31"]] },
  {
    name: "steps",
    fields: { step: "P1M", cursor_granularity: "P1D", end_datetime: "2025-02-10" },
    expected: [["2025-01-01", "2025-01-31"], ["2025-02-01", "2025-02-10"]],
  },
  {
    name: "months",
    fields: {
      step: "P1M",
      cursor_granularity: "P1D",
      start_datetime: "2024-12-15",
      clamping: { target: "MONTH" },
    },
    expected: [],
  },
  {
    name: "limits of the start",
    fields: {
      start_datetime: { type: "MinMaxDatetime", datetime: "2020-01-01", min_datetime: "{{ config.since }}" },
    },
    expected: [["2025-01-20", "2025-01-31"]],
  },
  {
    name: "a lookback that comes to nothing",
    fields: { lookback_window: "{{ config.lookback }}" },
    expected: [["2025-01-01", "2025-01-31"]],
  },
];

for (const { name, fields, expected } of windowCases) {
  Deno.test(`DatetimeBasedCursor windows: ${name}`, async () => {
    const config = { since: "2025-01-20", lookback: null };
    const slices = await Array.fromAsync(cursorOf(fields, { config }).slices());
    deepStrictEqual(slices.map((slice) => [slice.get("start_time"), slice.get("end_time")]), expected);
  });
}

const refused: { name: string; fields: JsonObject; code: string }[] = [
  { name: "a step alone", fields: { step: "P1D" }, code: "manifest.cursor_step" },
  { name: "a granularity alone", fields: { cursor_granularity: "P1D" }, code: "manifest.cursor_step" },
  { name: "an unknown clamping", fields: { clamping: { target: "YEAR" } }, code: "manifest.clamping" },
  { name: "a week without a weekday", fields: { clamping: { target: "WEEK" } }, code: "manifest.clamping" },
];

for (const { name, fields, code } of refused) {
  Deno.test(`DatetimeBasedCursor refuses ${name}`, () => throws(() => cursorOf(fields), { code }));
}

Deno.test("windows go into the request beside the partition", async () => {
  const cursor = cursorOf({
    partition_field_start: "since",
    partition_field_end: "until",
    start_time_option: option("from"),
    end_time_option: option("to"),
  }, {
    router: {
      type: "ListPartitionRouter",
      cursor_field: "region",
      values: ["eu"],
      request_option: option("region"),
    },
  });
  const [slice] = await Array.fromAsync(cursor.slices());
  deepStrictEqual(cursor.options({ slice, nextPageToken: undefined }), {
    params: { region: "eu", from: "2025-01-01", to: "2025-01-31" },
  });
});

const chosen: { name: string; cursorField: string[] | undefined; expected: string }[] = [
  { name: "chosen", cursorField: ["changed"], expected: "changed" },
  { name: "not chosen", cursorField: undefined, expected: "at" },
  { name: "chosen as nothing", cursorField: [""], expected: "at" },
];

for (const { name, cursorField, expected } of chosen) {
  Deno.test(`the cursor field of the catalog: ${name}`, () => {
    const catalog = {
      streams: [{
        stream: { name: "stream", json_schema: {}, supported_sync_modes: [] },
        sync_mode: "incremental" as const,
        destination_sync_mode: "append",
        ...(cursorField ? { cursor_field: cursorField } : {}),
      }],
    };
    const cursor = cursorOf({ allow_catalog_defined_cursor_field: true }, { env: { catalog } });
    strictEqual(cursor.cursorField, expected);
  });
}

Deno.test("IncrementingCountCursor starts where it is told, and not in partitions", async () => {
  const count = { type: "IncrementingCountCursor", cursor_field: "id", start_value: "{{ config.first }}" };
  const config = { first: "12" };
  const [slice] = await Array.fromAsync(cursorOf(count, { config }).slices());
  deepStrictEqual(slice?.cursorSlice, { start: 12, end: Infinity });
  const router = { type: "ListPartitionRouter", cursor_field: "region", values: ["eu"] };
  throws(() => cursorOf(count, { config, router }), { code: "manifest.unsupported" });
});

Deno.test("a stream without a cursor says so in its state", async () => {
  const cursor = streamCursor({
    name: "s",
    factory: undefined,
    router: undefined,
    state: {},
    env: { log() {} },
  });
  const [slice] = await Array.fromAsync(cursor.slices());
  deepStrictEqual(slice?.toObject(), {});
  strictEqual(cursor.close(slice!), undefined);
  deepStrictEqual(cursor.finish(), { __ab_no_cursor_state_message: true });
});
