/** Each template's scaffold works before any edit, without the network: tests, check, discover, read. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { scaffold, templates, titleOf } from "../../cli/scaffold.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

async function deno(cwd: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** What a run wrote, by type. */
function messages(stdout: string): Record<string, unknown[]> {
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line));
  return Object.groupBy(lines, (line) => String(line.type)) as Record<string, unknown[]>;
}

for (const template of Object.keys(templates)) {
  Deno.test(`template ${template} is green before any edit`, async () => {
    const root = await Deno.makeTempDir();
    const folder = join(root, "source-acme");
    try {
      const files = await scaffold({ template, name: "source-acme", folder });
      strictEqual(files.includes("tests/connector_test.ts"), true);
      strictEqual((await Deno.readTextFile(join(folder, "README.md"))).includes("<%"), false);

      // The types of packages that no run has needed yet come from npm here; everything after this is offline.
      const tested = await deno(folder, "test", "-A");
      strictEqual(tested.code, 0, tested.stdout + tested.stderr);

      const fixture = await import(`file://${folder}/tests/fixtures/api.ts`);
      await using server = fixture.api().serve();
      const config = JSON.parse(await Deno.readTextFile(join(folder, "secrets/config.json")));
      await Deno.writeTextFile(
        join(folder, "secrets/config.json"),
        JSON.stringify({ ...config, base_url: `${server.url}/v1` }),
      );
      const run = (verb: string) => deno(root, "run", "-A", "--cached-only", main, verb, "source-acme");
      const check = messages((await run("check")).stdout);
      deepStrictEqual(check.CONNECTION_STATUS, [
        { type: "CONNECTION_STATUS", connectionStatus: { status: "SUCCEEDED" } },
      ]);
      match(JSON.stringify(messages((await run("discover")).stdout).CATALOG), /"customers".*"orders"/);
      const read = await run("read");
      strictEqual(read.code, 0, read.stdout);
      strictEqual(messages(read.stdout).RECORD?.length, 6);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
}

const refusals: { name: string; options: Partial<Parameters<typeof scaffold>[0]>; message: RegExp }[] = [
  {
    name: "an unknown template",
    options: { template: "source-x" },
    message: /there is no template "source-x"/,
  },
  { name: "another kind of name", options: { name: "Acme" }, message: /"Acme" is no name for a source/ },
  { name: "a folder that is in use", options: { folder: "." }, message: /is not empty/ },
];
for (const { name, options, message } of refusals) {
  Deno.test(`scaffold refuses ${name}`, async () => {
    const error = await scaffold({
      template: "source-http",
      name: "source-a",
      folder: "/nowhere",
      ...options,
    })
      .catch((error) => error);
    match(error.message, message);
  });
}

Deno.test("titleOf", () => strictEqual(titleOf("source-acme-shop2"), "Acme Shop2"));
