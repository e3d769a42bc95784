import { strictEqual } from "node:assert/strict";
import { bytesText, dateText, dateTimeText, decimalText, integerOfBytes, timeText } from "./values.ts";

// What Python's datetime and Decimal print for the same values.
const cases: { name: string; text: string; expected: string }[] = [
  { name: "date", text: dateText(18263), expected: "2020-01-02" },
  { name: "date before 1970", text: dateText(-1), expected: "1969-12-31" },
  { name: "seconds", text: dateTimeText(1577934245000n, 1_000n), expected: "2020-01-02T03:04:05" },
  {
    name: "milliseconds",
    text: dateTimeText(1577934245006n, 1_000n),
    expected: "2020-01-02T03:04:05.006000",
  },
  {
    name: "three digits",
    text: dateTimeText(1577934245000n, 1_000n, 3),
    expected: "2020-01-02T03:04:05.000",
  },
  { name: "before 1970", text: dateTimeText(-1n, 1_000_000n), expected: "1969-12-31T23:59:59.999999" },
  {
    name: "nanoseconds",
    text: dateTimeText(1577934245000000001n, 1_000_000_000n),
    expected: "2020-01-02T03:04:05.000000001",
  },
  { name: "time", text: timeText(3723000004n, 1_000_000n), expected: "01:02:03.000004" },
  { name: "time of nanoseconds", text: timeText(1_000_000_123n, 1_000_000_000n), expected: "00:00:01" },
  { name: "decimal", text: decimalText(110n, 2), expected: "1.10" },
  { name: "decimal below one", text: decimalText(-1n, 2), expected: "-0.01" },
  { name: "small decimal", text: decimalText(1n, 8), expected: "1E-8" },
  { name: "small decimal of more digits", text: decimalText(-12n, 9), expected: "-1.2E-8" },
  { name: "decimal zero", text: decimalText(0n, 2), expected: "0.00" },
  { name: "big-endian", text: String(integerOfBytes(Uint8Array.of(255, 146))), expected: "-110" },
  { name: "text", text: bytesText(new TextEncoder().encode("für")), expected: "für" },
  { name: "bytes", text: bytesText(Uint8Array.of(255, 1)), expected: "ff01" },
];
for (const { name, text, expected } of cases) {
  Deno.test(`binary value: ${name}`, () => strictEqual(text, expected));
}
