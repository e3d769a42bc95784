import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { JsonObject } from "../../json.ts";
import { isConnectorError } from "../../testing/run.ts";
import {
  catalogWith,
  checkSource,
  conformance,
  discoverSource,
  linesOf,
  runSource,
} from "../../testing/mod.ts";
import { boolean, integer, optional, secret, string } from "../../schema/builders.ts";
import { singerSource } from "./singer_source.ts";

const tap = fileURLToPath(new URL("test_tap.ts", import.meta.url));
const spec = {
  api_key: secret(),
  count: optional(integer()),
  fail_at: optional(integer()),
  notes: optional(string()),
  wrong_key: optional(boolean()),
  hang: optional(boolean()),
};
const command = [
  Deno.execPath(),
  "run",
  "-A",
  "--quiet",
  "--no-check",
  "--no-lock",
  "--no-config",
  tap,
] as const;
const source = singerSource({ name: "source-tap", command: [...command], spec });
const api_key = "key-of-the-tap";

// The teams' one id is beyond 2^53, which the suite's validator does not know.
conformance(source, {
  config: { api_key, count: 5 },
  badConfig: { api_key, wrong_key: true },
  looseSchemas: ["teams"],
});

/** Runs the tap, and tells what it was given. */
async function noted(run: (notes: string) => Promise<unknown>): Promise<JsonObject> {
  const notes = await Deno.makeTempFile();
  try {
    await run(notes);
    return JSON.parse(await Deno.readTextFile(notes));
  } finally {
    await Deno.remove(notes);
  }
}

Deno.test("singerSource discovers keys, cursors and sync modes", async () => {
  const streams = await discoverSource(source, { config: { api_key } });
  deepStrictEqual(streams.map(({ json_schema: _, ...rest }) => rest), [
    {
      name: "users",
      supported_sync_modes: ["full_refresh", "incremental"],
      source_defined_cursor: true,
      default_cursor_field: ["at"],
      source_defined_primary_key: [["id"]],
    },
    { name: "teams", supported_sync_modes: ["full_refresh"], source_defined_primary_key: [["id"]] },
  ]);
});

Deno.test("singerSource gives records, states and logs of the tap", async () => {
  const { records, states, logs, statuses, failure } = await runSource(source, { config: { api_key } });
  strictEqual(failure, undefined);
  deepStrictEqual(records, {
    users: [1, 2, 3].map((id) => ({ id, name: null, at: `2025-01-0${id}` })),
    teams: [{ id: 9007199254740993n }],
  });
  deepStrictEqual(
    states.map(({ stream }) => [stream?.stream_descriptor.name, stream?.stream_state]).slice(-2),
    [
      ["users", { bookmarks: { users: { id: 3 } }, version: 7 }],
      ["teams", { __ab_no_cursor_state_message: true }],
    ],
  );
  deepStrictEqual(statuses, {
    users: ["STARTED", "RUNNING", "COMPLETE"],
    teams: ["STARTED", "RUNNING", "COMPLETE"],
  });
  const said = logs.filter((line) => /tap|version|reading|METRIC/.test(line));
  deepStrictEqual(said.sort(), [
    "INFO Stream s-teams: version 5 is complete, rows of earlier ones are obsolete",
    "INFO reading from 0",
    "WARN Stream teams: the tap gives fields that it did not discover: extra",
    'WARN The tap gives records of "strangers", which the catalog does not ask for: they are left out',
    "WARN The tap wrote to stdout: print() left in",
  ]);
});

Deno.test("singerSource gives the tap its selections, its state and nobody else its config", async () => {
  const state = {
    users: { bookmarks: { users: { id: 1 } }, version: 7 },
    teams: { bookmarks: { "s-teams": 1 } },
  };
  const catalog = catalogWith({
    name: "users",
    cursorField: ["at"],
    schema: { type: "object", properties: { id: {}, at: {} } },
  });
  const { flags, state: given, catalog: selections, mode, path } = await noted(async (notes) => {
    const { records } = await runSource(source, { config: { api_key, notes }, catalog, state });
    deepStrictEqual(records.users?.map(({ id }) => id), [2, 3]);
  });
  deepStrictEqual(flags, ["--config", "--catalog", "--state"]);
  deepStrictEqual(given, { bookmarks: { users: { id: 1 } }, version: 7 });
  strictEqual(mode, 0o600);
  await rejects(Deno.stat(String(path)), Deno.errors.NotFound);
  const { streams: [users, teams] } = Object(selections);
  deepStrictEqual(users.metadata, [
    {
      breadcrumb: [],
      metadata: {
        "table-key-properties": ["id"],
        "valid-replication-keys": ["at"],
        selected: true,
        "replication-method": "INCREMENTAL",
        "replication-key": "at",
      },
    },
    { breadcrumb: ["properties", "id"], metadata: { selected: true } },
    { breadcrumb: ["properties", "name"], metadata: { selected: false } },
    { breadcrumb: ["properties", "at"], metadata: { selected: true } },
  ]);
  deepStrictEqual([users.selected, users.schema.selected, users.replication_method, teams.selected], [
    true,
    true,
    "INCREMENTAL",
    false,
  ]);
});

Deno.test("singerSource reads in full without the bookmark of the stream", async () => {
  const { flags } = await noted((notes) =>
    runSource(source, {
      config: { api_key, notes },
      catalog: catalogWith({ name: "users", syncMode: "full_refresh" }),
      state: { users: { bookmarks: { users: { id: 1 } } } },
    })
  );
  deepStrictEqual(flags, ["--config", "--catalog"]);
});

Deno.test("singerSource: a tap that fails leaves the state of what it wrote, and goes on from there", async () => {
  const config = { api_key, count: 9, fail_at: 7 };
  const first = await runSource(source, { config, streams: ["users"] });
  deepStrictEqual(first.records.users?.map(({ id }) => id), [1, 2, 3, 4, 5, 6, 7]);
  deepStrictEqual(Object(first.state.users).bookmarks, { users: { id: 6 } });
  deepStrictEqual(first.statuses.users?.at(-1), "INCOMPLETE");
  ok(isConnectorError(first.failure, "read.streams_failed"));
  const lines = linesOf(first.messages, source, config);
  ok(lines.some((line) => line.includes(" ended with exit code 3: ValueError: no key ****")), lines.join(""));
  ok(!lines.some((line) => line.includes(api_key)));

  const second = await runSource(source, {
    config: { api_key, count: 9 },
    streams: ["users"],
    state: first.state,
  });
  deepStrictEqual(second.records.users?.map(({ id }) => id), [7, 8, 9]);
});

Deno.test("singerSource ends the tap with the read, and removes its files", async () => {
  const started = performance.now();
  const { path } = await noted((notes) =>
    runSource(source, { config: { api_key, notes, hang: true }, killAfter: 4 })
  );
  ok(performance.now() - started < 10_000);
  await rejects(Deno.stat(String(path)), Deno.errors.NotFound);
});

Deno.test("singerSource keeps a config that the tap changed", async () => {
  const rotating = singerSource({
    name: "source-tap",
    command: [...command],
    spec: { ...spec, rotate: boolean() },
  });
  const { messages } = await runSource(rotating, { config: { api_key, rotate: true } });
  const control = messages.find(({ type }) => type === "CONTROL");
  deepStrictEqual(control?.type === "CONTROL" && control.control.connectorConfig.config, {
    api_key: "next",
    rotate: true,
  });
});

Deno.test("singerSource refuses BATCH messages", async () => {
  const batching = singerSource({
    name: "source-tap",
    command: [...command],
    spec: { ...spec, batch: boolean() },
  });
  const { errors } = await runSource(batching, { config: { api_key, batch: true }, streams: ["users"] });
  deepStrictEqual(errors, [
    'Cannot read the stream "users": the tap writes BATCH messages, which name files. Leave `batch_config` out of the tap\'s config',
  ]);
});

Deno.test("singerSource says how to install a tap that is not there", async () => {
  const missing = singerSource({ name: "source-tap", command: ["tap-of-nobody"], spec });
  await rejects(
    checkSource(missing, { config: { api_key } }),
    /Cannot run the tap: .*tap-of-nobody/,
  );
});
