import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { conformance, runSource } from "airbyte-ts/testing";
import faker from "./mod.ts";

conformance(faker, { config: { count: 50 }, badConfig: { count: 0 } });

Deno.test("source-faker gives the same records for the same seed, others for another", async () => {
  const usersOf = async (seed: number) =>
    (await runSource(faker, { config: { count: 3, seed }, streams: ["users"] })).records.users;
  deepStrictEqual(await usersOf(7), await usersOf(7));
  strictEqual(JSON.stringify(await usersOf(7)) === JSON.stringify(await usersOf(8)), false);
});

Deno.test("source-faker goes on after the last id", async () => {
  const first = await runSource(faker, { config: { count: 2 }, streams: ["purchases"] });
  const { records } = await runSource(faker, {
    config: { count: 3 },
    streams: ["purchases"],
    state: first.state,
  });
  deepStrictEqual(records.purchases?.map(({ id }) => id), [3]);
  const again = { count: 2, always_updated: true };
  const all = await runSource(faker, { config: again, streams: ["purchases"], state: first.state });
  deepStrictEqual(all.records.purchases?.map(({ id }) => id), [1, 2]);
});
