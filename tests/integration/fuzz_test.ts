/** A small run of `deno task fuzz`. */
import { strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../scripts/fuzz.ts", import.meta.url));

Deno.test("broken manifests, configs, catalogs, states and answers end well", async () => {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", script, "--mutants", "300", "--seed", "1", "--own"],
    stderr: "inherit",
  }).output();
  strictEqual(success, true, new TextDecoder().decode(stdout));
});
