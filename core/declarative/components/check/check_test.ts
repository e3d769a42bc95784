import { deepStrictEqual, rejects } from "node:assert/strict";
import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import type { Stream } from "../../../sources/stream.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { configForCheck } from "../../read/check_config.ts";
import type { CheckTarget } from "../../roles.ts";
import { buildComponent } from "../../test_context.ts";

type Outcome = "records" | "empty" | "no slices" | ConnectorError | Error;

/** A stream that answers the first request in one way. */
function stream(name: string, outcome: Outcome): Stream {
  return {
    name,
    describe: () => Promise.reject(new Error("not asked for")),
    open: () => ({
      async *partitions() {
        if (outcome === "no slices") return;
        yield {
          slice: new StreamSlice(),
          async *read() {
            if (outcome instanceof Error) throw outcome;
            yield { records: outcome === "records" ? [{ id: 1 }] : [] };
          },
        };
      },
      close: () => undefined,
      finish: () => undefined,
    }),
  };
}

const refused = new ConnectorError("http.status", { failureType: "config_error", message: "Forbidden" });
const all = [
  stream("good", "records"),
  stream("empty", "empty"),
  stream("none", "no slices"),
  stream("refused", refused),
  stream("broken", new Error("boom")),
];

const target: CheckTarget = {
  streams: (names) => Promise.resolve(names?.length ? all.filter(({ name }) => names.includes(name)) : all),
  generated: () => Promise.resolve(new Map([["made", ["good", "refused"]]])),
};

const cases: { name: string; check: JsonObject; config?: JsonObject; expected: string | undefined }[] = [
  { name: "records", check: { stream_names: ["good", "empty"] }, expected: undefined },
  {
    name: "no slices",
    check: { stream_names: ["none"] },
    expected:
      "Stream none is not available: Cannot attempt to connect to stream none - no stream slices were found",
  },
  {
    name: "refused",
    check: { stream_names: ["good", "refused"] },
    expected: "Stream refused is not available: Forbidden",
  },
  {
    name: "broken",
    check: { stream_names: ["broken"] },
    expected: "Encountered an error while checking availability of stream broken. Error: boom",
  },
  {
    name: "streams named in the config",
    check: { stream_names: ["refused"] },
    config: { __airbyte_check_stream_names: ["good"] },
    expected: undefined,
  },
  {
    name: "streams that were made, up to a count",
    check: { dynamic_streams_check_configs: [{ dynamic_stream_name: "made", stream_count: 1 }] },
    expected: undefined,
  },
  {
    name: "streams that were made, all",
    check: { dynamic_streams_check_configs: [{ dynamic_stream_name: "made" }] },
    expected: "Dynamic Stream refused is not available: Forbidden",
  },
  {
    name: "unknown definition",
    check: { dynamic_streams_check_configs: [{ dynamic_stream_name: "other" }] },
    expected: "Dynamic stream other is not found in manifest.",
  },
];

for (const { name, check, config = {}, expected } of cases) {
  Deno.test(`CheckStream ${name}`, async () => {
    const run = buildComponent("checker", { type: "CheckStream", ...check }, { config });
    const { succeeded, message } = await run(target);
    deepStrictEqual([succeeded, message], [expected === undefined, expected]);
  });
}

Deno.test("CheckStream fails on a stream that does not exist", async () => {
  const run = buildComponent("checker", { type: "CheckStream", stream_names: ["nope"] });
  await rejects(run({ ...target, streams: () => Promise.resolve(all) }), { code: "manifest.unknown_stream" });
});

const dynamic: { fields: JsonObject; succeeded: boolean }[] = [
  { fields: { stream_count: 2 }, succeeded: true },
  { fields: { stream_count: 10 }, succeeded: false },
  { fields: { stream_count: 10, use_check_availability: false }, succeeded: true },
];

for (const { fields, succeeded } of dynamic) {
  Deno.test(`CheckDynamicStream ${JSON.stringify(fields)}`, async () => {
    const run = buildComponent("checker", { type: "CheckDynamicStream", ...fields });
    deepStrictEqual((await run(target)).succeeded, succeeded);
  });
}

Deno.test("configForCheck lays overrides over the config", () => {
  const config = { page_size: 100, key: "k" };
  const check = { type: "CheckStream", config_overrides: { page_size: 1 } };
  deepStrictEqual(configForCheck({ check }, config, () => {}), { page_size: 1, key: "k" });
  deepStrictEqual(config, { page_size: 100, key: "k" });
});

Deno.test("configForCheck refuses overrides that would be kept", async () => {
  const check = { config_overrides: { a: 1 } };
  const auth = { type: "OAuthAuthenticator", refresh_token_updater: {} };
  await rejects(async () => await Promise.resolve(configForCheck({ check, streams: [auth] }, {}, () => {})), {
    code: "manifest.config_overrides",
  });
});
