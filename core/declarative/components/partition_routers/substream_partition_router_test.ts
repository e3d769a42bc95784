import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import type { BuildContext } from "../../context.ts";
import { createContext } from "../../manifest/build.ts";
import { streamCursor } from "../../read/partitions.ts";
import type { Cursor, ParentStream, PartitionRouter, RoleName, Roles } from "../../roles.ts";
import { buildComponent } from "../../test_context.ts";
import { SubstreamPartitionRouter } from "./substream_partition_router.ts";

const cursorNode = {
  type: "DatetimeBasedCursor",
  cursor_field: "at",
  datetime_format: "%Y-%m-%d",
  start_datetime: "2025-01-01",
  end_datetime: "2025-01-20",
  step: "P10D",
  cursor_granularity: "P1D",
};

/** A parent that gives these records, page by page, for each of its slices. */
function parentOf(
  name: string,
  slices: JsonObject[][][],
  settings: Partial<ParentStream> = {},
): ParentStream {
  const factory = buildComponent("incremental_sync", cursorNode);
  const cursor: Cursor = streamCursor({ name, router: undefined, factory, state: {}, env: { log() {} } });
  let index = 0;
  return {
    stream: {
      name,
      cursor,
      router: undefined,
      slices: () => cursor.slices(),
      async *read() {
        for (const records of slices[index++] ?? []) yield { records };
      },
      describe: () => Promise.reject(new Error("not asked for")),
      open() {
        throw new Error("not asked for");
      },
    },
    parentKey: (record) => record.id ?? undefined,
    partitionField: "parent",
    requestOption: undefined,
    incremental: true,
    extraFields: () => ({}),
    lazy: false,
    ...settings,
  };
}

function routerOf(...parents: ParentStream[]): PartitionRouter {
  const context = createContext({
    node: {},
    env: {
      config: {},
      configPath: undefined,
      catalog: undefined,
      folder: ".",
      streamState: () => undefined,
      log() {},
      message() {},
      shared: (_key, make) => make(),
      limits: undefined,
      signal: undefined,
    },
  });
  let next = 0;
  const ctx: BuildContext = {
    ...context,
    build: <R extends RoleName>() => parents[next++] as Roles[RoleName] as Roles[R],
  };
  return SubstreamPartitionRouter.build({ parent_stream_configs: parents.map(() => ({})) }, ctx);
}

const at = (id: number | null, day: string): JsonObject => ({ id, at: `2025-01-${day}` });

Deno.test("each parent record with a key is a slice", async () => {
  const router = routerOf(
    parentOf("a", [[[at(1, "02"), at(null, "03")], [at(2, "04")]], []], {
      extraFields: ({ at }) => ({ at: at! }),
    }),
    parentOf("b", [[[at(3, "02")]], []], { partitionField: "other" }),
  );
  const slices = await Array.fromAsync(router.slices());
  deepStrictEqual(slices.map(({ partition }) => partition), [
    { parent: 1, parent_slice: {} },
    { parent: 2, parent_slice: {} },
    { other: 3, parent_slice: {} },
  ]);
  deepStrictEqual(slices[0]?.extraFields, { at: "2025-01-02" });
});

Deno.test("the parent's state covers a slice of it before its last record is given", async () => {
  const router = routerOf(parentOf("a", [[[at(1, "02"), at(2, "05")]], [[at(3, "12"), at(4, "15")]]]));
  const states: unknown[] = [];
  for await (const { partition } of router.slices()) {
    states.push([partition.parent, router.parentState?.()?.a]);
  }
  deepStrictEqual(states, [
    [1, { at: "2025-01-01" }],
    [2, { at: "2025-01-05" }],
    [3, { at: "2025-01-05" }],
    [4, { at: "2025-01-15" }],
  ]);
});

Deno.test("parents without incremental_dependency keep no state", async () => {
  const router = routerOf(parentOf("a", [[[at(1, "02")]]], { incremental: false }));
  await Array.fromAsync(router.slices());
  deepStrictEqual(router.parentState?.(), {});
});

Deno.test("the key of the parent goes into the request", () => {
  const requestOption = buildComponent("request_option", {
    type: "RequestOption",
    inject_into: "request_parameter",
    field_name: "ids",
  });
  const router = routerOf(parentOf("a", [], { requestOption }));
  const options = (value: string | number) =>
    router.options({ slice: new StreamSlice({ partition: { parent: value } }), nextPageToken: undefined });
  deepStrictEqual(options(7), { params: { ids: 7 } });
  deepStrictEqual(options(""), {});
  strictEqual(router.injects, true);
});
