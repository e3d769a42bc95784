/** A tap of the tests: what it does stands in its config. It notes the arguments and files that it is given. */
const files: Record<string, string> = {};
const flags: string[] = [];
for (let i = 0; i < Deno.args.length; i++) {
  const flag = Deno.args[i]!;
  flags.push(flag);
  if (["--config", "--catalog", "--properties", "--state"].includes(flag)) files[flag] = Deno.args[++i]!;
}
const read = (flag: string) => files[flag] && JSON.parse(Deno.readTextFileSync(files[flag]!));
const write = (message: unknown) => console.log(JSON.stringify(message));

if (flags.includes("--help")) {
  console.log("usage: tap [--config] [--catalog] [--discover]");
  Deno.exit();
}
const config = read("--config");
const notes: unknown = {
  flags,
  config,
  catalog: read("--catalog") ?? read("--properties"),
  state: read("--state"),
  mode: Deno.statSync(files["--config"]!).mode! & 0o777,
  path: files["--config"],
};
if (config.notes) Deno.writeTextFileSync(config.notes, JSON.stringify(notes));
if (config.wrong_key) {
  console.error("CRITICAL 401 for the key " + config.api_key);
  Deno.exit(1);
}

const users = {
  type: "object",
  properties: { id: { type: "integer" }, name: { type: ["null", "string"] }, at: { type: "string" } },
};
const root = {
  breadcrumb: [],
  metadata: { "table-key-properties": ["id"], "valid-replication-keys": ["at"] },
};
if (flags.includes("--discover")) {
  write({
    streams: [
      { tap_stream_id: "users", stream: "users", schema: users, metadata: [root] },
      {
        tap_stream_id: "s-teams",
        stream: "teams",
        key_properties: ["id"],
        schema: users,
        metadata: [{ breadcrumb: [], metadata: { "forced-replication-method": "FULL_TABLE" } }],
      },
    ],
  });
  Deno.exit();
}

const state = read("--state") ?? { bookmarks: {} };
const from = state.bookmarks.users?.id ?? 0;
console.error("INFO reading from " + from);
console.error('INFO METRIC: {"type": "timer"}');
write({ type: "SCHEMA", stream: "users", schema: users, key_properties: ["id"] });
for (let id = from + 1; id <= (config.count ?? 3); id++) {
  write({ type: "RECORD", stream: "users", record: { id, name: null, at: `2025-01-0${id % 9}` } });
  if (id === config.fail_at) {
    console.error(
      "ERROR it broke\nTraceback (most recent call last):\n  File x\nValueError: no key " + config.api_key,
    );
    Deno.exit(3);
  }
  if (id % 2 === 0) {
    write({ type: "STATE", value: { bookmarks: { users: { id } }, currently_syncing: "users", version: 7 } });
  }
}
write({ type: "ACTIVATE_VERSION", stream: "s-teams", version: 5 });
write({
  type: "SCHEMA",
  stream: "s-teams",
  schema: { properties: { id: {}, extra: {} } },
  key_properties: ["id"],
});
console.log('{"type": "RECORD", "stream": "s-teams", "record": {"id": 9007199254740993}, "version": 5}');
write({ type: "RECORD", stream: "strangers", record: { id: 1 } });
console.log("print() left in");
if (config.batch) write({ type: "BATCH", stream: "users", manifest: [] });
write({
  type: "STATE",
  value: { bookmarks: { users: { id: config.count ?? 3 }, "s-teams": { id: 1 } }, version: 7 },
});
if (config.rotate) Deno.writeTextFileSync(files["--config"]!, JSON.stringify({ ...config, api_key: "next" }));
if (config.hang) await new Promise((resolve) => setTimeout(resolve, 60_000));
