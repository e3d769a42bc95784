import { strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const cases: { fields: JsonObject; iso: string }[] = [
  { fields: { datetime: "2024-01-15T00:00:00.0+0200" }, iso: "2024-01-15T00:00:00+02:00" },
  {
    fields: { datetime: "{{ config.start }}", datetime_format: "%Y-%m-%d" },
    iso: "2024-01-15T00:00:00+00:00",
  },
  {
    fields: { datetime: "{{ config.start }}", datetime_format: "%Y-%m-%d", min_datetime: "2024-06-01" },
    iso: "2024-06-01T00:00:00+00:00",
  },
  {
    fields: { datetime: "{{ config.start }}", datetime_format: "%Y-%m-%d", max_datetime: "2023-06-01" },
    iso: "2023-06-01T00:00:00+00:00",
  },
];
for (const { fields, iso } of cases) {
  Deno.test(`MinMaxDatetime ${JSON.stringify(fields)}`, () => {
    const config = { start: "2024-01-15" };
    strictEqual(
      buildComponent("datetime", { type: "MinMaxDatetime", ...fields }, { config })().isoformat(),
      iso,
    );
  });
}
