import { strictEqual, throws } from "node:assert/strict";
import { parseIso, parseIsoLike, parseIsoUtc } from "./mod.ts";

const iso: [text: string, expected: string][] = [
  ["2024", "2024-01-01T00:00:00"],
  ["2024-03", "2024-03-01T00:00:00"],
  ["20240115T1020", "2024-01-15T10:20:00"],
  ["2024-W03-1", "2024-01-15T00:00:00"],
  ["2024-015", "2024-01-15T00:00:00"],
  ["2024-12-31T24:00", "2025-01-01T00:00:00"],
  ["2024-01-15 10:20:30,1234567+0530", "2024-01-15T10:20:30.123456+05:30"],
];
for (const [text, expected] of iso) {
  Deno.test(`parseIso ${text}`, () => strictEqual(parseIso(text).isoformat(), expected));
}

for (const text of ["", "202401", "2024-1-5", "2024-01-15T10:2030", "2024-01-15T10+1", "soon"]) {
  Deno.test(`parseIso refuses "${text}"`, () => {
    throws(() => parseIso(text), { code: "datetime.value" });
  });
}

Deno.test("parseIsoUtc moves to UTC", () => {
  strictEqual(parseIsoUtc("2024-01-15T00:00:00+02:00").isoformat(), "2024-01-14T22:00:00+00:00");
});

const loose: [value: unknown, expected: string][] = [
  [1678806566, "2023-03-14T15:09:26+00:00"],
  ["2023-3-14", "2023-03-14T00:00:00+00:00"],
  ["2023-03-14 15:09:26 -0400", "2023-03-14T15:09:26-04:00"],
  ["03/14/2023 3:09 PM", "2023-03-14T15:09:00+00:00"],
  ["14/03/2023 15:09", "2023-03-14T15:09:00+00:00"],
  ["Jan 15, 2024", "2024-01-15T00:00:00+00:00"],
];
for (const [value, expected] of loose) {
  Deno.test(`parseIsoLike ${value}`, () => strictEqual(parseIsoLike(value).isoformat(), expected));
}

for (const value of ["15:09", "foo", -5, "16788065660", "2023-13-45", null]) {
  Deno.test(`parseIsoLike refuses ${value}`, () => {
    throws(() => parseIsoLike(value), { code: "datetime.value" });
  });
}
