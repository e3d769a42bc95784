import { strictEqual, throws } from "node:assert/strict";
import { addDuration, DateTime, parseDuration, PyDate, subtractDuration, TimeDelta } from "./mod.ts";

const printed: [iso: string, text: string][] = [
  ["P1D", "1 day, 0:00:00"],
  ["-PT0.5S", "-1 day, 23:59:59.500000"],
  ["PT1,5H", "1:30:00"],
  ["P1Y2M3DT4H5M6S", "1 years, 2 months, 3 days, 4:05:06"],
  ["P0001-01-01T00:00:00", "1 years, 1 month, 1 day, 0:00:00"],
  ["PT", "0:00:00"],
];
for (const [iso, text] of printed) {
  Deno.test(`parseDuration ${iso}`, () => strictEqual(String(parseDuration(iso)), text));
}

for (const text of ["P", "1D", "p1d", "P-1D", "PT1H1H", "P1S"]) {
  Deno.test(`parseDuration refuses ${text}`, () => {
    throws(() => parseDuration(text), { code: "datetime.value" });
  });
}

const start = DateTime.of(2024, 2, 29, 12, 0, 0, 0, 0);
const shifts: [name: string, actual: () => unknown, expected: string][] = [
  [
    "a month less is the month's last day",
    () => subtractDuration(PyDate.of(2024, 3, 31), parseDuration("P1M")),
    "2024-02-29",
  ],
  ["thirteen months back", () => subtractDuration(start, parseDuration("P13M")), "2023-01-29 12:00:00+00:00"],
  ["a date drops the hours", () => addDuration(PyDate.of(2024, 1, 1), parseDuration("PT36H")), "2024-01-02"],
  [
    "and rounds them down on the way back",
    () => subtractDuration(PyDate.of(2024, 1, 1), parseDuration("PT36H")),
    "2023-12-31",
  ],
  [
    "microseconds carry",
    () => addDuration(start, TimeDelta.of({ microseconds: -1 })),
    "2024-02-29 11:59:59.999999+00:00",
  ],
];
for (const [name, actual, expected] of shifts) {
  Deno.test(`durations: ${name}`, () => strictEqual(String(actual()), expected));
}

Deno.test("durations: the calendar ends with the year 9999", () => {
  throws(() => addDuration(DateTime.of(9999, 12, 31), parseDuration("P1D")), { code: "datetime.overflow" });
  throws(() => addDuration(start, parseDuration("P0.5Y")), { code: "datetime.value" });
});

Deno.test("durations: the far ends of the calendar keep their microseconds", () => {
  const last = DateTime.of(9999, 12, 31, 23, 59, 59, 999999, 0);
  const first = DateTime.of(1, 1, 1, 0, 0, 0, 0, 0);
  strictEqual(String(last.since(first)), "3652058 days, 23:59:59.999999");
  strictEqual(last.epochMicroseconds(), 253402300799999999n);
  strictEqual(DateTime.fromEpochMicroseconds(253402300799999999n).isoformat(), last.isoformat());
});
