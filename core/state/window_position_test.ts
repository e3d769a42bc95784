import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { datetimeFormat, parseDuration } from "../datetime/mod.ts";
import type { DateTime } from "../datetime/mod.ts";
import type { Json, JsonObject } from "../json.ts";
import { countValues, datetimeValues, durationStride } from "./cursor_values.ts";
import type { SliceView } from "./position.ts";
import { WindowPosition } from "./window_position.ts";

const format = "%Y-%m-%d";
const { parse } = datetimeFormat(format);

interface Settings {
  state?: JsonObject;
  step?: string;
  granularity?: string;
  lookback?: string;
  strict?: boolean;
  formats?: string[];
  end?: string;
  warn?: (text: string) => void;
}

/** A position from 2025-01-01 to 2025-01-31. */
function position(settings: Settings = {}): WindowPosition<DateTime> {
  const { state = {}, granularity, strict = false, formats = [], end = "2025-01-31", warn = () => {} } =
    settings;
  const unit = granularity === undefined ? undefined : parseDuration(granularity);
  const stride = (duration?: string) =>
    duration === undefined ? undefined : durationStride(parseDuration(duration));
  return new WindowPosition(state, {
    stream: "s",
    cursorField: "at",
    startField: "from",
    endField: "to",
    windowsCount: true,
    warn,
    rules: {
      values: datetimeValues(format, formats, unit),
      start: parse("2025-01-01"),
      end: () => parse(end),
      lookback: stride(settings.lookback),
      step: stride(settings.step),
      granularity: stride(granularity),
      clamp: (value) => value,
      strict,
    },
  });
}

function slice(cursorSlice: JsonObject): SliceView {
  return { partition: {}, cursorSlice, get: (key) => cursorSlice[key] };
}

const windowsOf = (position: WindowPosition<DateTime>) =>
  [...position.windows()].map(({ from, to }) => `${from} ${to}`);

const ranges = (...slices: [string, string][]): JsonObject => ({
  state_type: "date-range",
  slices: slices.map(([start, end]) => ({ start, end })),
});

const windowCases: { name: string; settings: Settings; expected: string[] }[] = [
  { name: "all at once", settings: {}, expected: ["2025-01-01 2025-01-31"] },
  {
    name: "up to the end, before an interval that lies beyond it",
    settings: { state: ranges(["2025-02-10", "2025-02-12"]) },
    expected: ["2025-01-01 2025-01-31"],
  },
  {
    name: "steps that share their edges",
    settings: { step: "P15D" },
    expected: ["2025-01-01 2025-01-16", "2025-01-16 2025-01-31"],
  },
  {
    name: "steps apart by the granularity",
    settings: { step: "P15D", granularity: "P1D" },
    expected: ["2025-01-01 2025-01-15", "2025-01-16 2025-01-31"],
  },
  {
    name: "a step of months",
    settings: { step: "P1M", granularity: "P1D" },
    expected: ["2025-01-01 2025-01-31"],
  },
  {
    name: "from the state on",
    settings: { state: { at: "2025-01-20" } },
    expected: ["2025-01-20 2025-01-31"],
  },
  {
    name: "a state before the start",
    settings: { state: { at: "2024-12-01" } },
    expected: ["2025-01-01 2025-01-31"],
  },
  {
    name: "lookback",
    settings: { state: { at: "2025-01-20" }, lookback: "P5D" },
    expected: ["2025-01-15 2025-01-31"],
  },
  {
    name: "lookback never before the start",
    settings: { state: { at: "2025-01-03" }, lookback: "P5D" },
    expected: ["2025-01-01 2025-01-31"],
  },
  { name: "a state beyond the end", settings: { state: { at: "2025-02-20" } }, expected: [] },
  {
    name: "a state at the end is one more unit",
    settings: { state: { at: "2025-01-31" }, step: "P1D", granularity: "P1D" },
    expected: ["2025-01-31 2025-01-31"],
  },
  {
    name: "a state at the end, where the API wants start before end",
    settings: { state: { at: "2025-01-31" }, step: "P1D", granularity: "P1D", strict: true },
    expected: [],
  },
  {
    name: "gaps of a state of intervals",
    settings: {
      state: ranges(["2025-01-03", "2025-01-05"], ["2025-01-10", "2025-01-12"]),
      step: "P30D",
      granularity: "P1D",
    },
    expected: ["2025-01-01 2025-01-02", "2025-01-06 2025-01-09", "2025-01-12 2025-01-31"],
  },
  {
    name: "a state in another known format",
    settings: { state: { at: "20.01.2025" }, formats: ["%d.%m.%Y"] },
    expected: ["2025-01-20 2025-01-31"],
  },
];

for (const { name, settings, expected } of windowCases) {
  Deno.test(`windows: ${name}`, () => deepStrictEqual(windowsOf(position(settings)), expected));
}

const refused: { name: string; state: JsonObject; code: string }[] = [
  { name: "another format", state: { at: "20/01/2025" }, code: "state.cursor_value" },
  { name: "null", state: { at: null }, code: "state.cursor_value" },
  {
    name: "an interval without an end",
    state: { ...ranges(), slices: [{ start: "2025-01-01" }] },
    code: "state.cursor_value",
  },
  { name: "no intervals", state: ranges(), code: "state.malformed" },
];

for (const { name, state, code } of refused) {
  Deno.test(`state refused: ${name}`, () => throws(() => windowsOf(position({ state })), { code }));
}

Deno.test("the state stays at the start until a window is closed, and follows the records seen", () => {
  const cursor = position({ step: "P15D", granularity: "P1D" });
  const [first, second] = [...cursor.windows()].map(slice);
  deepStrictEqual(cursor.state(), { at: "2025-01-01" });
  cursor.observe({ at: "2025-01-10" }, first!);
  cursor.observe({ at: "2025-01-08" }, first!);
  cursor.observe({ id: 1 }, first!);
  deepStrictEqual(cursor.state(), { at: "2025-01-01" });
  cursor.close(first!);
  deepStrictEqual(cursor.state(), { at: "2025-01-10" });
  cursor.close(second!);
  deepStrictEqual(cursor.state(), { at: "2025-01-10" });
});

Deno.test("windows closed out of order leave the state before the gap", () => {
  const cursor = position({ step: "P10D", granularity: "P1D" });
  const [first, second, third] = [...cursor.windows()].map(slice);
  cursor.observe({ at: "2025-01-25" }, third!);
  cursor.close(third!);
  deepStrictEqual(cursor.state(), { at: "2025-01-01" });
  cursor.close(first!);
  deepStrictEqual(cursor.state(), { at: "2025-01-01" });
  cursor.close(second!);
  deepStrictEqual(cursor.state(), { at: "2025-01-25" });
});

Deno.test("other keys of the state are kept", () => {
  const cursor = position({ state: { at: "2025-01-05", other: 1 } });
  const [window] = [...cursor.windows()].map(slice);
  cursor.close(window!);
  deepStrictEqual(cursor.state(), { at: "2025-01-05", other: 1 });
});

const recordCases: { name: string; settings: Settings; record: JsonObject; expected: boolean }[] = [
  { name: "before the start", settings: {}, record: { at: "2024-12-31" }, expected: false },
  {
    name: "at the state",
    settings: { state: { at: "2025-01-05" } },
    record: { at: "2025-01-05" },
    expected: true,
  },
  {
    name: "before the state",
    settings: { state: { at: "2025-01-05" } },
    record: { at: "2025-01-04" },
    expected: false,
  },
  {
    name: "within the lookback window",
    settings: { state: { at: "2025-01-05" }, lookback: "P2D" },
    record: { at: "2025-01-03" },
    expected: true,
  },
  { name: "after the end", settings: {}, record: { at: "2025-02-01" }, expected: false },
  { name: "without a cursor value", settings: {}, record: {}, expected: true },
  { name: "with an unreadable one", settings: {}, record: { at: "soon" }, expected: true },
];

for (const { name, settings, record, expected } of recordCases) {
  Deno.test(`a record ${name} ${expected ? "is" : "is not"} new`, () => {
    strictEqual(position(settings).shouldBeSynced(record), expected);
  });
}

Deno.test("records without a cursor value are told of once", () => {
  const texts: string[] = [];
  const cursor = position({ warn: (text) => texts.push(text) });
  cursor.shouldBeSynced({});
  cursor.shouldBeSynced({ at: "soon" });
  strictEqual(texts.length, 1);
});

const splitCases: {
  name: string;
  window: [string, string];
  minimum?: number;
  expected: string[] | undefined;
}[] = [
  {
    name: "even",
    window: ["2025-01-01", "2025-01-04"],
    expected: ["2025-01-01 2025-01-02", "2025-01-03 2025-01-04"],
  },
  {
    name: "odd",
    window: ["2025-01-01", "2025-01-03"],
    expected: ["2025-01-01 2025-01-01", "2025-01-02 2025-01-03"],
  },
  { name: "one unit", window: ["2025-01-01", "2025-01-01"], expected: undefined },
  { name: "at the minimum", window: ["2025-01-01", "2025-01-03"], minimum: 172_800, expected: undefined },
];

for (const { name, window: [from, to], minimum, expected } of splitCases) {
  Deno.test(`a window is split: ${name}`, () => {
    const halves = position({ step: "P30D", granularity: "P1D" }).split(slice({ from, to }), minimum);
    deepStrictEqual(halves?.map((half) => `${half.from} ${half.to}`), expected);
  });
}

Deno.test("without a granularity nothing is split", () => {
  strictEqual(position().split(slice({ from: "2025-01-01", to: "2025-01-31" }), undefined), undefined);
});

Deno.test("a window shrinks to what follows the records seen", () => {
  const cursor = position();
  const window = slice({ from: "2025-01-01", to: "2025-01-31" });
  strictEqual(cursor.reduce(window), undefined);
  cursor.observe({ at: "2025-01-12" }, window);
  deepStrictEqual(cursor.reduce(window), { from: "2025-01-12", to: "2025-01-31" });
});

function counter(state: JsonObject): WindowPosition<Json> {
  return new WindowPosition(state, {
    stream: "s",
    cursorField: "id",
    startField: "start",
    endField: "end",
    windowsCount: false,
    warn() {},
    rules: {
      values: countValues("s"),
      start: 0,
      end: () => Infinity,
      lookback: undefined,
      step: undefined,
      granularity: undefined,
      clamp: (value) => value,
      strict: false,
    },
  });
}

Deno.test("a count goes on from the highest number", () => {
  const cursor = counter({ id: 7 });
  const [window] = [...cursor.windows()].map(slice);
  deepStrictEqual(window!.cursorSlice, { start: 7, end: Infinity });
  for (const id of [9, 12, 10]) cursor.observe({ id }, window!);
  strictEqual(cursor.close(window!), true);
  deepStrictEqual(cursor.state(), { id: 12 });
});

Deno.test("a count without records has no new state to tell", () => {
  const cursor = counter({ id: 7 });
  const [window] = [...cursor.windows()].map(slice);
  strictEqual(cursor.close(window!), false);
  deepStrictEqual(cursor.state(), { id: 7 });
});
