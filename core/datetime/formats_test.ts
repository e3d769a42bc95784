import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { DateTime, formatDatetime, parseAnyFormat, parseDatetime } from "./mod.ts";

const parsed: [value: unknown, format: string, iso: string][] = [
  ["2024-01-15T10:20:30.5Z", "%Y-%m-%dT%H:%M:%S.%fZ", "2024-01-15T10:20:30.500000+00:00"],
  ["2024-1-5", "%Y-%m-%d", "2024-01-05T00:00:00+00:00"],
  ["2024115", "%Y%m%d", "2024-11-05T00:00:00+00:00"],
  ["2024-01-15T10:00:00+02:00:30", "%Y-%m-%dT%H:%M:%S%z", "2024-01-15T10:00:00+02:00:30"],
  ["2024-01-15 \t 10:00:00", "%Y-%m-%d %H:%M:%S", "2024-01-15T10:00:00+00:00"],
  ["٢٠٢٤-01-15", "%Y-%m-%d", "2024-01-15T00:00:00+00:00"],
  ["Tue Feb  9 22:05:34 2021", "%c", "2021-02-09T22:05:34+00:00"],
  ["2010-W45-3", "%G-W%V-%u", "2010-11-10T00:00:00+00:00"],
  ["015 2024", "%j %Y", "2024-01-15T00:00:00+00:00"],
  ["2024-01-15T00:00:00.250Z", "%Y-%m-%dT%H:%M:%S.%_msZ", "2024-01-15T00:00:00.250000+00:00"],
  [1706745600, "%s", "2024-02-01T00:00:00+00:00"],
  ["1706745600123", "%ms", "2024-02-01T00:00:00.123000+00:00"],
  [1706745600.5, "%s_as_float", "2024-02-01T00:00:00.500000+00:00"],
  ["-1", "%epoch_microseconds", "1969-12-31T23:59:59.999999+00:00"],
  [20240115, "%Y%m%d", "2024-01-15T00:00:00+00:00"],
];

for (const [value, format, iso] of parsed) {
  Deno.test(`parseDatetime ${JSON.stringify(value)} as ${format}`, () => {
    strictEqual(parseDatetime(value, format).isoformat(), iso);
  });
}

const refused: [value: unknown, format: string, message: string][] = [
  ["2024-02-30", "%Y-%m-%d", "day is out of range for month"],
  ["2024-01-15 ", "%Y-%m-%d", "unconverted data remains:  "],
  ["15", "%Y", "time data '15' does not match format '%Y'"],
  ["1", "%s000", "'s' is a bad directive in format '%s000'"],
  ["1.5", "%s", "invalid literal for int() with base 10: '1.5'"],
  ["2024-01-15T23:59:60", "%Y-%m-%dT%H:%M:%S", "second must be in 0..59"],
];

for (const [value, format, message] of refused) {
  Deno.test(`parseDatetime refuses ${JSON.stringify(value)} as ${format}`, () => {
    throws(() => parseDatetime(value, format), { code: "datetime.value", message });
  });
}

const formatted: [dt: DateTime, format: string, text: string][] = [
  [DateTime.of(7, 3, 9, 5), "%Y-%m-%d|%-d|%e|%j|%^a|%F", "7-03-09|9| 9|068|FRI|7-03-09"],
  [
    DateTime.of(2024, 6, 1, 12, 30, 45, 123456, 7200),
    "%d %b %Y %I:%M %p %z %Z",
    "01 Jun 2024 12:30 PM +0200 UTC+02:00",
  ],
  [DateTime.of(2024, 6, 1, 0, 0, 0, 999999, 0), "%Y-%m-%dT%H:%M:%S.%_msZ", "2024-06-01T00:00:00.999Z"],
  // Every run of the microseconds' digits is replaced, the one outside %_ms too.
  [DateTime.of(2024, 6, 1, 0, 0, 0, 0, 0), "000000 %_ms", "000 000"],
  [DateTime.of(2024, 6, 1, 0, 0, 0, 0, 7200), "%s", "1717192800"],
  [DateTime.of(2024, 6, 1, 0, 0, 0, 0, 0), "%s_as_float", "1717200000.0"],
  [DateTime.of(2024, 6, 1, 0, 0, 0, 1500, 0), "%ms", "1717200000001"],
  [DateTime.of(2024, 1, 15), "%Q %", "%Q %"],
];

for (const [dt, format, text] of formatted) {
  Deno.test(`formatDatetime ${dt} as ${format}`, () => strictEqual(formatDatetime(dt, format), text));
}

Deno.test("parseAnyFormat takes the first format that fits", () => {
  const parse = parseAnyFormat(["%Y-%m-%d", "%s"]);
  deepStrictEqual(["2024-02-01", "1706745600"].map((value) => parse(value).day), [1, 1]);
  throws(() => parse("soon"), { message: "No format in ['%Y-%m-%d', '%s'] matching soon" });
});
