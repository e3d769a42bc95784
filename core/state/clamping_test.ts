import { strictEqual } from "node:assert/strict";
import { datetimeFormat } from "../datetime/mod.ts";
import { type Clamp, clampDay, clampMonth, clampWeek } from "./clamping.ts";

const { parse, format } = datetimeFormat("%Y-%m-%dT%H:%M:%S");
const monday = 0, sunday = 6;
const cases: { name: string; clamp: Clamp; value: string; expected: string }[] = [
  { name: "day up", clamp: clampDay("up"), value: "2024-12-31T10:00:00", expected: "2025-01-01T00:00:00" },
  {
    name: "midnight up",
    clamp: clampDay("up"),
    value: "2025-01-01T00:00:00",
    expected: "2025-01-01T00:00:00",
  },
  {
    name: "day down",
    clamp: clampDay("down"),
    value: "2025-01-01T10:00:00",
    expected: "2025-01-01T00:00:00",
  },
  {
    name: "month up",
    clamp: clampMonth("up"),
    value: "2024-12-02T10:00:00",
    expected: "2025-01-01T00:00:00",
  },
  {
    name: "first of the month up",
    clamp: clampMonth("up"),
    value: "2025-03-01T10:00:00",
    expected: "2025-03-01T00:00:00",
  },
  {
    name: "month down",
    clamp: clampMonth("down"),
    value: "2025-03-31T10:00:00",
    expected: "2025-03-01T00:00:00",
  },
  {
    name: "week up",
    clamp: clampWeek(monday, "up"),
    value: "2025-01-01T10:00:00",
    expected: "2025-01-06T00:00:00",
  },
  {
    name: "week down",
    clamp: clampWeek(sunday, "down"),
    value: "2025-01-01T10:00:00",
    expected: "2024-12-29T00:00:00",
  },
  {
    name: "on the weekday",
    clamp: clampWeek(monday, "up"),
    value: "2025-01-06T10:00:00",
    expected: "2025-01-06T00:00:00",
  },
];

for (const { name, clamp, value, expected } of cases) {
  Deno.test(`clamping ${name}`, () => strictEqual(format(clamp(parse(value))), expected));
}
