/** Reads through the real command line: for programs and for people. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { demoToken, startShop } from "../../connectors/demo-shop/api.ts";
import { catalog, manifest, planetApi, planets } from "./planets.ts";
import { messagesOf, recordsOf, runCli, startCli, statusesOf } from "./run_cli.ts";

const shopManifest = new URL("../../connectors/demo-shop", import.meta.url).pathname;
const config = { api_key: "s3cret-key" };

Deno.test("read gives RECORD, STATE and statuses in order, and nothing else on stdout", async () => {
  await using api = planetApi();
  const result = await runCli(
    ["read", "--manifest-path", "manifest.yaml", "--config", "config.json", "--catalog", "catalog.json"],
    {
      files: {
        "manifest.yaml": manifest(),
        "config.json": { ...config, base_url: api.url },
        "catalog.json": catalog("planets"),
      },
    },
  );
  deepStrictEqual(recordsOf(result, "planets"), planets);
  const kinds = messagesOf(result).filter(({ type }) => type !== "LOG").map(({ type, trace, state }) =>
    trace ? trace.stream_status.status : state ? `STATE +${state.sourceStats.recordCount}` : type
  );
  deepStrictEqual(kinds, [
    "STARTED",
    "RUNNING",
    ...planets.map(() => "RECORD"),
    "STATE +5",
    "COMPLETE",
  ]);
  match(result.stdout, /"sourceStats":\{"recordCount":5\.0\}/);
  strictEqual(result.stderr, "");
  strictEqual(result.code, 0);
});

Deno.test("read takes a config in YAML from stdin, a connector by its folder, and streams by name", async () => {
  await using shop = startShop({ refuseEach: Infinity });
  const start = new Date(Date.now() - 86_400_000 * 30).toISOString().slice(0, 19);
  const yaml = `base_url: ${shop.url}\napi_token: ${demoToken}\nstart_date: "${start}Z"\n`;
  const result = await runCli(
    ["read", shopManifest, "-c", "-", "--streams", "reviews,customers", "-n", "7"],
    {
      stdin: yaml,
    },
  );
  deepStrictEqual(statusesOf(result), { reviews: "COMPLETE", customers: "COMPLETE" });
  deepStrictEqual(["reviews", "customers"].map((name) => recordsOf(result, name).length), [7, 7]);
  strictEqual(result.code, 0);
});

Deno.test("read waits out a 429 and continues from its own state", async () => {
  await using shop = startShop({ refuseEach: 20 });
  const start = new Date(Date.now() - 86_400_000 * 30).toISOString().slice(0, 19);
  const files = {
    "config.json": { base_url: shop.url, api_token: demoToken, start_date: `${start}Z` },
    "catalog.json": catalog("products", "reviews", "customers", "orders"),
  };
  const args = ["read", shopManifest, "-c", "config.json", "--catalog", "catalog.json"];
  const first = await runCli(args, { files });
  strictEqual(first.code, 0, first.stdout);
  ok(shop.counts.refused > 0);
  const counts = Object.fromEntries(
    ["products", "reviews", "customers", "orders"].map((name) => [name, recordsOf(first, name).length]),
  );
  deepStrictEqual(counts, { products: 60, reviews: 120, customers: 240, orders: 1200 });
  const states = messagesOf(first).filter(({ type }) => type === "STATE");
  shop.sellOn(25, 3);
  const again = await runCli([...args, "--state", "state.json"], {
    files: { ...files, "state.json": states },
  });
  // The order at the very second of the state comes again.
  strictEqual(recordsOf(again, "orders").length, 29);
});

Deno.test("read for people shows a summary and keeps the state for the next read", async () => {
  await using shop = startShop({ refuseEach: Infinity });
  const start = new Date(Date.now() - 86_400_000 * 30).toISOString().slice(0, 19);
  const args = ["read", shopManifest, "-c", "config.json", "--format", "text", "--streams", "orders"];
  const files = { "config.json": { base_url: shop.url, api_token: demoToken, start_date: `${start}Z` } };
  await using process = await startCli(args, { files });
  const first = new TextDecoder().decode((await process.child.output()).stdout);
  match(first, /stream +records +status\n +orders +1,200 +✓ complete\n/);
  match(first, /State saved to \.airbyte-ts\/demo-shop\.state\.json/);
  const saved = JSON.parse(await Deno.readTextFile(`${process.folder}/.airbyte-ts/demo-shop.state.json`));
  deepStrictEqual(
    saved.map((state: { stream: { stream_descriptor: unknown } }) => state.stream.stream_descriptor),
    [{
      name: "orders",
    }],
  );
});

Deno.test("discover for people is a table", async () => {
  const result = await runCli(["discover", shopManifest, "-c", "config.json", "--format", "text"], {
    files: {
      "config.json": { base_url: "http://localhost:1", api_token: "t", start_date: "2024-01-01T00:00:00Z" },
    },
  });
  strictEqual(
    result.stdout,
    `  stream     fields  primary key  cursor      sync
  products        5  id           –           full refresh
  reviews         4  id           –           full refresh
  customers       4  id           –           full refresh
  orders          6  id           updated_at  incremental
  4 streams
`,
  );
});

Deno.test("spec is one line", async () => {
  const result = await runCli(["spec", "--manifest-path", "manifest.yaml"], {
    files: { "manifest.yaml": manifest() },
  });
  const [message] = messagesOf(result);
  deepStrictEqual([message.type, message.spec.connectionSpecification.required], ["SPEC", ["api_key"]]);
});

Deno.test("a manifest inside the config runs", async () => {
  await using api = planetApi();
  const { parse } = await import("yaml");
  const injected = { ...config, base_url: api.url, __injected_declarative_manifest: parse(manifest()) };
  const result = await runCli(["read", "--config", "config.json", "--catalog", "catalog.json"], {
    files: { "config.json": injected, "catalog.json": catalog("planets") },
  });
  strictEqual(recordsOf(result, "planets").length, 5, result.stdout);
});
