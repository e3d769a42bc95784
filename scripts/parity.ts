/**
 * `deno task parity [--filter TEXT] [--floor N] …`: plays the cassettes of the Python CDK's runs to our command
 * line. They lie beside the repository, in ../shared/parity; where they do not, there is nothing to do.
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { knownDifferences } from "../tests/parity/known_differences.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "..", "shared", "parity");
const folders = Deno.args.filter((word, index) =>
  !word.startsWith("-") && !(Deno.args[index - 1] ?? "").startsWith("--")
);
const options = Deno.args.filter((word) => !folders.includes(word));

try {
  await Deno.stat(join(folder, "replay.ts"));
} catch {
  console.log(`parity: skipped, there are no cassettes in ${folder}`);
  Deno.exit(0);
}
const cli = `${Deno.execPath()} run -A --quiet ${join(root, "cli", "main.ts")}`;
const { code } = await new Deno.Command(Deno.execPath(), {
  args: [
    "run",
    "-A",
    // The script that plays them is not ours to type-check.
    "--no-check",
    "--no-config",
    join(folder, "replay.ts"),
    "--cli",
    cli,
    ...options,
    ...(folders.length > 0 ? folders : ["cases"]).map((name) =>
      name.includes("/") ? name : join(folder, name)
    ),
  ],
  stdin: "null",
  stdout: "inherit",
  stderr: "inherit",
}).spawn().status;
for (const { name, reason } of knownDifferences) console.log(`known difference: ${name}: ${reason}`);
Deno.exit(code);
