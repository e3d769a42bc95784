import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { type DateTime, datetimeFormat, TimeDelta } from "../datetime/mod.ts";
import type { JsonObject } from "../json.ts";
import { datetimeValues } from "./cursor_values.ts";
import type { PartitionedPosition, PartitionedSlice, PerPartitionOptions } from "./partitioned_position.ts";
import { perPartitionPosition } from "./per_partition.ts";
import type { SliceView } from "./position.ts";
import { WindowPosition } from "./window_position.ts";

const { parse } = datetimeFormat("%Y-%m-%d");
const values = datetimeValues("%Y-%m-%d", [], undefined);

function position(state: JsonObject, lookbackSeconds: number): WindowPosition<DateTime> {
  const stored = typeof state.at === "string" ? values.parse(state.at) : undefined;
  const earlier = stored?.minus(TimeDelta.of({ seconds: lookbackSeconds }));
  return new WindowPosition(earlier ? { at: values.format(earlier) } : {}, {
    stream: "s",
    cursorField: "at",
    startField: "from",
    endField: "to",
    windowsCount: true,
    warn() {},
    rules: {
      values,
      start: parse("2025-01-01"),
      end: () => parse("2025-01-31"),
      lookback: undefined,
      step: undefined,
      granularity: undefined,
      clamp: (value) => value,
      strict: false,
    },
  });
}

/** A stream of partitions `{p: id}`; `parents[i]` is the parents' state when partition i came. */
function stream(
  ids: string[],
  settings: Partial<PerPartitionOptions> & { parents?: JsonObject[] } = {},
): PartitionedPosition {
  let index = 0;
  const { parents, ...options } = settings;
  return perPartitionPosition({
    stream: "s",
    state: {},
    globalCursor: false,
    clock: () => 0,
    log() {},
    source: {
      async *slices() {
        for (; index < ids.length; index++) yield { partition: { p: ids[index]! }, extraFields: {} };
        index--;
      },
      ...(parents ? { parentState: () => parents[index] } : {}),
    },
    ...options,
  }, { cursorField: "at", values, position });
}

const view = ({ partition, cursorSlice }: PartitionedSlice): SliceView => ({
  partition,
  cursorSlice,
  get: (key) => cursorSlice[key] ?? partition[key],
});

async function slicesOf(cursor: PartitionedPosition): Promise<SliceView[]> {
  return (await Array.fromAsync(cursor.slices())).map(view);
}

const entry = (p: string, at: string) => ({ partition: { p }, cursor: { at } });

Deno.test("each partition has a state, and the whole stream one when it is done", async () => {
  const cursor = stream(["a", "b"]);
  const [a, b] = await slicesOf(cursor);
  cursor.observe({ at: "2025-01-10" }, a!);
  cursor.observe({ at: "2025-01-20" }, b!);
  cursor.close(b!);
  deepStrictEqual(cursor.state(), {
    use_global_cursor: false,
    states: [entry("a", "2025-01-01"), entry("b", "2025-01-20")],
    lookback_window: 0,
  });
  cursor.close(a!);
  cursor.finish();
  deepStrictEqual(cursor.state(), {
    use_global_cursor: false,
    states: [entry("a", "2025-01-10"), entry("b", "2025-01-20")],
    state: { at: "2025-01-20" },
    lookback_window: 1,
  });
});

Deno.test("a slice that is not closed keeps the global state where it was", async () => {
  const cursor = stream(["a", "b"], { state: { at: "2025-01-05" } });
  const [a, b] = await slicesOf(cursor);
  cursor.observe({ at: "2025-01-20" }, b!);
  cursor.close(a!);
  cursor.finish();
  deepStrictEqual(cursor.state().state, { at: "2025-01-05" });
});

const stateCases: { name: string; state: JsonObject; expected: Record<string, string> }[] = [
  { name: "none", state: {}, expected: { a: "2025-01-01", b: "2025-01-01" } },
  { name: "one for all", state: { at: "2025-01-12" }, expected: { a: "2025-01-12", b: "2025-01-12" } },
  { name: "of another cursor", state: { other: 1 }, expected: { a: "2025-01-01", b: "2025-01-01" } },
  {
    name: "of one partition",
    state: { states: [entry("a", "2025-01-12")] },
    expected: { a: "2025-01-12", b: "2025-01-01" },
  },
  {
    name: "of one partition, and a global one with the time of the last read",
    state: { states: [entry("a", "2025-01-12")], state: { at: "2025-01-15" }, lookback_window: 86_400 },
    expected: { a: "2025-01-12", b: "2025-01-14" },
  },
];

for (const { name, state, expected } of stateCases) {
  Deno.test(`start of partitions with a state: ${name}`, async () => {
    const slices = await slicesOf(stream(["a", "b"], { state }));
    deepStrictEqual(
      Object.fromEntries(slices.map((slice) => [slice.partition.p, slice.cursorSlice.from])),
      expected,
    );
  });
}

Deno.test("partitions of a state that do not come any more stay in it, fields in order", async () => {
  const state = { states: [{ partition: { z: 1, p: { y: 1, x: 2 } }, cursor: { at: "2025-01-12" } }] };
  const cursor = stream([], { state });
  await slicesOf(cursor);
  strictEqual(
    JSON.stringify(cursor.state().states),
    '[{"partition":{"p":{"x":2,"y":1},"z":1},"cursor":{"at":"2025-01-12"}}]',
  );
});

Deno.test("more partitions than the limit share one position", async () => {
  const cursor = stream(["a", "b", "c"], { limits: { globalCursor: 1, remembered: 100 } });
  const slices = await slicesOf(cursor);
  for (const slice of slices) {
    cursor.observe({ at: "2025-01-10" }, slice);
    cursor.close(slice);
  }
  deepStrictEqual(cursor.state(), { use_global_cursor: true, lookback_window: 0 });
  cursor.finish();
  deepStrictEqual(cursor.state(), {
    use_global_cursor: true,
    state: { at: "2025-01-10" },
    lookback_window: 1,
  });
});

Deno.test("finished partitions are forgotten first", async () => {
  const cursor = stream(["a", "b", "c", "d"], {
    state: { states: [entry("old", "2025-01-02")] },
    limits: { globalCursor: 100, remembered: 3 },
  });
  const seen: SliceView[] = [];
  for await (const slice of cursor.slices()) {
    seen.push(view(slice));
    if (seen.length > 1) cursor.close(seen.at(-1)!);
  }
  deepStrictEqual(cursor.state().states, ["a", "c", "d"].map((p) => entry(p, "2025-01-01")));
});

Deno.test("a partition that comes again while it is read is skipped", async () => {
  strictEqual((await slicesOf(stream(["a", "b", "a"]))).length, 2);
});

Deno.test("parents' state waits for every partition that came before it", async () => {
  const cursor = stream(["a", "b", "c"], { parents: [{ p: 1 }, { p: 1 }, { p: 2 }] });
  const [a, b, c] = await slicesOf(cursor);
  const close = (slice: SliceView) => {
    cursor.close(slice);
    return cursor.state().parent_state;
  };
  deepStrictEqual([close(c!), close(a!), close(b!)], [undefined, { p: 1 }, { p: 2 }]);
});

Deno.test("the state is worth emitting first at once, then every ten minutes", async () => {
  let now = 5;
  const cursor = stream(["a", "b", "c"], { clock: () => now });
  const [a, b, c] = await slicesOf(cursor);
  const first = cursor.close(a!);
  now += 600_000;
  const second = cursor.close(b!);
  now += 1;
  deepStrictEqual([first, second, cursor.close(c!)], [true, false, true]);
});

Deno.test("records are new by the position of their partition", async () => {
  const cursor = stream(["a", "b"], { state: { states: [entry("a", "2025-01-10")] } });
  const [a, b] = await slicesOf(cursor);
  const record = { at: "2025-01-05" };
  deepStrictEqual([cursor.shouldBeSynced(record, a!), cursor.shouldBeSynced(record, b!)], [false, true]);
});

Deno.test("a malformed state and a second reading are errors", async () => {
  throws(() => stream([], { state: { states: [{ partition: { p: 1 } }] } }), { code: "state.malformed" });
  const cursor = stream(["a"]);
  await slicesOf(cursor);
  await rejects(slicesOf(cursor), { code: "state.slice" });
});
