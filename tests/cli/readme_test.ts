import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { planetApi } from "./planets.ts";
import { recordsOf, runCli } from "./run_cli.ts";

Deno.test("the manifest in the README runs", async () => {
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  const manifest = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  await using api = planetApi();
  const result = await runCli(["read", "--manifest-path", "manifest.yaml", "--config", "config.json"], {
    files: { "manifest.yaml": manifest, "config.json": { base_url: api.url, api_key: "s3cret-key" } },
  });
  deepStrictEqual(recordsOf(result, "planets").map(({ name }) => name), [
    "Earth",
    "Mars",
    "Jupiter",
    "Saturn",
  ]);
  strictEqual(result.code, 0);
});
