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

Deno.test("the TypeScript in the README is an example that is tested", async () => {
  const read = (path: string) => Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const code = /```ts\n([\s\S]*?)```/.exec(await read("README.md"))?.[1] ?? "missing";
  strictEqual((await read("connectors/examples/users.ts")).endsWith(code), true);
});
