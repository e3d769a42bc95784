import { match, strictEqual } from "node:assert/strict";
import { runCli } from "./run_cli.ts";

const golden = new URL("../golden/help/", import.meta.url);

/** UPDATE_GOLDEN=1 writes what is expected from now on. */
async function assertGolden(name: string, text: string): Promise<void> {
  const file = new URL(name, golden);
  if (Deno.env.get("UPDATE_GOLDEN")) {
    await Deno.mkdir(golden, { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  strictEqual(text, await Deno.readTextFile(file));
}

for (const verb of ["", "spec", "check", "discover", "read"]) {
  Deno.test(`help ${verb || "of first contact"}`, async () => {
    const { code, stdout } = await runCli(verb ? [verb, "--help"] : []);
    strictEqual(code, 0);
    await assertGolden(`${verb || "airbyte-ts"}.txt`, stdout);
  });
}

const wrong: { args: string[]; stderr: RegExp }[] = [
  { args: ["raed"], stderr: /"raed" is no command\n {2}Did you mean "read"\?/ },
  { args: ["read", "--confg", "c.json"], stderr: /unknown option '--confg'\n\(Did you mean --config\?\)/ },
  { args: ["read", "--config"], stderr: /'-c, --config <file>' argument missing/ },
  { args: ["read", "--limit", "many"], stderr: /--limit takes a number of records above 0, not "many"/ },
  { args: ["read", "--format", "xml"], stderr: /--format takes json or text, not "xml"/ },
];
for (const { args, stderr } of wrong) {
  Deno.test(`wrong use: ${args.join(" ")}`, async () => {
    const result = await runCli(args);
    strictEqual(result.code, 2);
    strictEqual(result.stdout, "");
    match(result.stderr, stderr);
  });
}
