/** Broken input, each as a user meets it: what is said, and how the process ends. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { catalog, manifest, planetApi, startApi } from "./planets.ts";
import { type CliOptions, errorsOf, messagesOf, recordsOf, runCli, statusesOf } from "./run_cli.ts";

interface Case {
  name: string;
  args: string[];
  files?: CliOptions["files"];
  /** All TRACE errors. */
  errors: RegExp[];
  code?: number;
}

const key = { api_key: "s3cret-key" };
const read = ["read", "--manifest-path", "manifest.yaml", "--config", "config.json"];
const good = { "manifest.yaml": manifest(), "config.json": key };

const cases: Case[] = [
  {
    name: "YAML with a tab",
    args: ["spec", "--manifest-path", "manifest.yaml"],
    files: { "manifest.yaml": "version: 6.0.0\ntype: DeclarativeSource\ncheck:\n\ttype: CheckStream\n" },
    errors: [/tab characters must not be used in indentation \(manifest\.yaml:4:1\)\. Indent with spaces$/],
  },
  {
    name: "an unknown component",
    args: ["check", "--manifest-path", "manifest.yaml", "--config", "config.json"],
    files: { ...good, "manifest.yaml": manifest().replace("PageIncrement", "PageIncremnt") },
    errors: [/PageIncremnt.*Did you mean "PageIncrement"/s],
  },
  {
    name: "a wrong $ref",
    args: ["check", "--manifest-path", "manifest.yaml", "--config", "config.json"],
    files: {
      ...good,
      "manifest.yaml": manifest().replace(
        /paginator:[\s\S]*page_size: 2 \}/,
        'paginator: { $ref: "#/definitions/pagnator" }',
      ) +
        "definitions:\n  paginator: { type: NoPagination }\n",
    },
    errors: [/#\/definitions\/pagnator.*paginator/s],
  },
  {
    name: "a config that misses a key",
    args: read,
    files: { ...good, "config.json": { apikey: "s3cret-key" }, "catalog.json": catalog("planets") },
    errors: [
      /^config_error: Config validation error: 'api_key' is a required property. Did you mean "api_key" where "apikey" stands\?$/,
    ],
  },
  {
    name: "a config that is cut off",
    args: read,
    files: { ...good, "config.json": '{"api_key": "s3cret-key' },
    errors: [/^config_error: Cannot read the config "config.json": it is not JSON, line 1, column 24: /],
  },
  {
    name: "a config that is not there",
    args: read,
    files: { "manifest.yaml": manifest() },
    errors: [/^config_error: Cannot read the config "config.json": there is no such file/],
  },
  {
    name: "a catalog as discover prints it",
    args: [...read, "--catalog", "catalog.json"],
    files: { ...good, "catalog.json": { streams: [{ name: "planets", json_schema: {} }] } },
    errors: [/^config_error: Cannot read the catalog "catalog.json": streams\[0\].stream is missing/],
  },
  {
    name: "a state file that is not JSON",
    args: [...read, "--state", "state.json"],
    files: { ...good, "state.json": "planets: 3" },
    errors: [/^config_error: Cannot read the state "state.json": it is not JSON/],
  },
  {
    name: "a state without a stream",
    args: [...read, "--state", "state.json"],
    files: { ...good, "state.json": [{ type: "STREAM" }] },
    errors: [/^config_error: Cannot read the state "state.json": \[0\] has none of the keys/],
  },
  {
    name: "a host that does not resolve",
    args: read,
    files: { ...good, "config.json": { ...key, base_url: "http://planets.invalid" } },
    errors: [
      /^planets system_error: .*The host "planets\.invalid" does not resolve/s,
      /^config_error: During the sync, /,
    ],
  },
  {
    name: "no connector",
    args: ["check", "sorce-planets", "--config", "config.json"],
    files: good,
    errors: [/^config_error: Cannot find the connector "sorce-planets"/],
  },
];

for (const { name, args, files = {}, errors, code = 1 } of cases) {
  Deno.test(`broken input: ${name}`, async () => {
    const result = await runCli(args, { files });
    const found = errorsOf(result);
    strictEqual(found.length, errors.length, result.stdout + result.stderr);
    for (const [index, expected] of errors.entries()) match(found[index] ?? "", expected);
    strictEqual(result.code, code);
    ok(!`${result.stdout}${result.stderr}`.includes("s3cret"), "the secret is masked");
    ok(!/\/work\//.test(errors.join()), "no path of this machine");
  });
}

Deno.test("broken input: a catalog with an unknown stream reads the others", async () => {
  await using api = planetApi();
  const result = await runCli([...read, "--catalog", "catalog.json"], {
    files: {
      ...good,
      "config.json": { ...key, base_url: api.url },
      "catalog.json": catalog("planet", "planets"),
    },
  });
  deepStrictEqual(statusesOf(result), { planet: "INCOMPLETE", planets: "COMPLETE" });
  strictEqual(recordsOf(result, "planets").length, 5);
  const warning = messagesOf(result).find(({ log }) => log?.level === "WARN");
  match(warning.log.message, /"planet".*Did you mean "planets"\?/);
  strictEqual(result.code, 0);
});

Deno.test("broken input: the state of another stream is ignored, with a warning", async () => {
  await using api = planetApi();
  const state = [{
    type: "STREAM",
    stream: { stream_descriptor: { name: "stars" }, stream_state: { at: 1 } },
  }];
  const result = await runCli([...read, "--state", "state.json"], {
    files: { ...good, "config.json": { ...key, base_url: api.url }, "state.json": state },
  });
  strictEqual(recordsOf(result, "planets").length, 5);
  const warning = messagesOf(result).find(({ log }) => log?.level === "WARN");
  match(warning.log.message, /The state holds the stream "stars", which the source does not have/);
  strictEqual(result.code, 0);
});

Deno.test("broken input: TLS that is not trusted", async () => {
  const file = (name: string) =>
    Deno.readTextFileSync(new URL(`../../core/http/fixtures/${name}.pem`, import.meta.url));
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, cert: file("cert"), key: file("key") },
    () => Response.json({ data: [] }),
  );
  const result = await runCli(read, {
    files: { ...good, "config.json": { ...key, base_url: `https://localhost:${server.addr.port}` } },
  });
  await server.shutdown();
  match(errorsOf(result)[0] ?? "", /certificate/i);
  strictEqual(statusesOf(result).planets, "INCOMPLETE");
  strictEqual(result.code, 1);
});

Deno.test("broken input: JSON cut in the middle", async () => {
  await using api = startApi((url) =>
    url.searchParams.get("page") === "2"
      ? new Response('{"data": [{"id": 3}, {"id', { headers: { "content-type": "application/json" } })
      : Response.json({ data: [{ id: 1 }, { id: 2 }] })
  );
  const result = await runCli(read, { files: { ...good, "config.json": { ...key, base_url: api.url } } });
  // As the Python CDK has it: a body that is not JSON has no records, and ends the pages.
  deepStrictEqual(recordsOf(result, "planets").map(({ id }) => id), [1, 2]);
  const warning = messagesOf(result).find(({ log }) => log?.level === "WARN");
  match(warning.log.message, /planets \(status 200\) is not JSON .* line 1, column \d+: it ends too early/);
  strictEqual(result.stderr, "");
});

Deno.test("broken input: check says what is wrong and exits with 0", async () => {
  const result = await runCli(["check", "--manifest-path", "manifest.yaml", "--config", "config.json"], {
    files: { ...good, "config.json": {} },
  });
  deepStrictEqual(messagesOf(result).map(({ connectionStatus }) => connectionStatus), [{
    status: "FAILED",
    message:
      "Config validation error: 'api_key' is a required property. Add \"api_key\" to the config (Key of the API)",
  }]);
  strictEqual(result.code, 0);
});

Deno.test("broken input: a refused key is not printed", async () => {
  await using api = planetApi();
  const result = await runCli(["check", "--manifest-path", "manifest.yaml", "--config", "config.json"], {
    files: { ...good, "config.json": { api_key: "wrong-s3cret", base_url: api.url } },
  });
  const status = messagesOf(result).find(({ type }) => type === "CONNECTION_STATUS");
  strictEqual(status.connectionStatus.status, "FAILED");
  ok(!`${result.stdout}${result.stderr}`.includes("s3cret"));
  strictEqual(result.code, 0);
});
