/**
 * `deno task bench [--rounds N] [--records N]`: how long `spec` takes from start to exit, and how many records a
 * second `read` gives, beside the Python CDK on the same machine. The cases of a round run in turn, so that a
 * machine that slows down slows all of them; ratios are within one run.
 *
 * CDK_PYTHON names an interpreter with airbyte-cdk; without it, one is set up in .airbyte-ts/bench-venv.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { columns, grouped } from "../cli/style.ts";

const cdkVersion = "7.39.1";
const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "cli", "main.ts");
const itemsManifest = join(root, "scripts", "bench", "items.yaml");
const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, records: { type: "string", default: "100000" } },
});
const rounds = Number(values.rounds);
const records = Number(values.records);

interface Case {
  name: string;
  command: string[];
}

const deno = (...args: string[]) => [Deno.execPath(), "run", "-A", "--quiet", ...args];

/** The Python CDK as a built connector runs it: the manifest lies beside the program. */
const python = `
import sys, yaml
from airbyte_cdk.entrypoint import AirbyteEntrypoint, launch
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource as Source
path, args = sys.argv[1], sys.argv[2:]
parsed = AirbyteEntrypoint.parse_args(args)
config = Source.read_config(parsed.config) if hasattr(parsed, "config") else None
catalog = Source.read_catalog(parsed.catalog) if hasattr(parsed, "catalog") else None
loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
launch(Source(config=config, catalog=catalog, state=[], source_config=yaml.load(open(path), loader)), args)
`;

/** An interpreter with the Python CDK, or undefined with a line that says why not. */
async function findPython(folder: string): Promise<string[] | undefined> {
  let interpreter = Deno.env.get("CDK_PYTHON");
  if (!interpreter) {
    const venv = join(root, ".airbyte-ts", "bench-venv");
    interpreter = join(venv, "bin", "python");
    if (!await exists(interpreter)) {
      console.log(`Setting up the Python CDK ${cdkVersion} in ${venv} …`);
      const made = await succeeds(["python3", "-m", "venv", venv]) &&
        await succeeds([interpreter, "-m", "pip", "install", "--quiet", `airbyte-cdk==${cdkVersion}`]);
      if (!made) await Deno.remove(venv, { recursive: true }).catch(() => {});
    }
  }
  if (!await succeeds([interpreter, "-c", "import airbyte_cdk"])) {
    console.log("The Python CDK is not here (set CDK_PYTHON): measuring ours alone");
    return undefined;
  }
  const program = join(folder, "cdk.py");
  await Deno.writeTextFile(program, python);
  return [interpreter, program];
}

async function succeeds([program = "", ...args]: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

const exists = (path: string): Promise<boolean> => Deno.stat(path).then(() => true, () => false);

/** Seconds from start to exit. */
async function measure({ name, command: [program = "", ...args] }: Case): Promise<number> {
  const started = performance.now();
  const { success, stderr } = await new Deno.Command(program, { args, stdout: "null", stderr: "piped" })
    .output();
  const seconds = (performance.now() - started) / 1000;
  if (!success) throw new Error(`${name} failed: ${new TextDecoder().decode(stderr).slice(-500)}`);
  return seconds;
}

/** Medians in seconds, by name; a case that fails is left out, with a line that says so. */
async function compare(cases: Case[], times: number): Promise<Map<string, number>> {
  const all = new Map(cases.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round <= times; round++) {
    for (const item of cases) {
      if (!all.has(item.name)) continue;
      try {
        const seconds = await measure(item);
        // The first round fills the caches of the disk and of compiled code.
        if (round > 0) all.get(item.name)?.push(seconds);
      } catch (error) {
        console.log(`  ${error instanceof Error ? error.message : error}`);
        all.delete(item.name);
      }
    }
  }
  return new Map([...all].map(([name, list]) => [name, list.sort((a, b) => a - b)[list.length >> 1] ?? NaN]));
}

function report(title: string, results: Map<string, number>, reference: string, total?: number): void {
  const base = results.get(reference);
  const rows = [...results].map(([name, seconds]) => [
    name,
    total ? `${seconds.toFixed(2)} s` : `${(seconds * 1000).toFixed(0)} ms`,
    total ? `${grouped(Math.round(total / seconds))}/s` : "",
    base && name !== reference ? `${(base / seconds).toFixed(1)}x` : "",
  ]);
  console.log(`\n${title}\n${columns(rows, { width: 110, right: [1, 2, 3] }).join("\n")}`);
}

/** A real manifest of about this size, or ours with its streams repeated. */
async function manifestOf(kilobytes: number, real: string, folder: string): Promise<string> {
  const path = fileURLToPath(new URL(`../../shared/parity/manifests/${real}.yaml`, import.meta.url));
  if (await exists(path)) return path;
  const text = await Deno.readTextFile(itemsManifest);
  const [, stream = ""] = /streams:\n([\s\S]*?)\n {2}- type: DeclarativeStream\n {4}name: items/.exec(text) ??
    [];
  let more = "";
  for (let i = 0; more.length < kilobytes * 1024; i++) {
    more += `${stream.replace("name: plain", `name: plain_${i}`)}\n`;
  }
  const made = join(folder, `manifest-${kilobytes}.yaml`);
  await Deno.writeTextFile(made, text.replace("streams:\n", () => `streams:\n${more}`));
  return made;
}

const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-bench-" });
let api: Deno.ChildProcess | undefined;
try {
  const cdk = await findPython(folder);
  const empty = join(folder, "empty.ts");
  await Deno.writeTextFile(empty, "");
  for (const [kilobytes, real] of [[35, "source-rocket-chat"], [800, "source-track-pms"]] as const) {
    const manifest = await manifestOf(kilobytes, real, folder);
    const size = Math.round((await Deno.stat(manifest)).size / 1024);
    const results = await compare([
      { name: "deno, empty script", command: deno(empty) },
      { name: "airbyte-ts spec", command: deno(cli, "spec", "--manifest-path", manifest) },
      ...(cdk ? [{ name: "Python CDK spec", command: [...cdk, manifest, "spec"] }] : []),
    ], rounds);
    report(`spec, start to exit, manifest of ${size} KB (median of ${rounds})`, results, "Python CDK spec");
  }

  const [program = "", ...args] = deno(join(root, "scripts", "bench", "items_api.ts"), String(records));
  api = new Deno.Command(program, { args, stdout: "piped" }).spawn();
  const reader = api.stdout.getReader();
  const url = new TextDecoder().decode((await reader.read()).value).trim();
  reader.releaseLock();
  const config = join(folder, "config.json");
  await Deno.writeTextFile(config, JSON.stringify({ base_url: url }));
  for (const stream of ["plain", "items"]) {
    const catalog = join(folder, `${stream}.json`);
    await Deno.writeTextFile(
      catalog,
      JSON.stringify({
        streams: [{
          stream: { name: stream, json_schema: {}, supported_sync_modes: ["full_refresh"] },
          sync_mode: "full_refresh",
          destination_sync_mode: "append",
        }],
      }),
    );
    const read = ["read", "--config", config, "--catalog", catalog];
    const results = await compare([
      {
        name: "bare loop (fetch, parse, write)",
        command: deno(join(root, "scripts", "bench", "bare_loop.ts"), url, String(records)),
      },
      { name: "airbyte-ts read", command: deno(cli, ...read, "--manifest-path", itemsManifest) },
      ...(cdk ? [{ name: "Python CDK read", command: [...cdk, itemsManifest, ...read] }] : []),
    ], Math.min(rounds, 3));
    const what = stream === "plain" ? "as they are" : "with a filter, an added and two removed fields";
    report(`read ${grouped(records)} records over loopback, ${what}`, results, "Python CDK read", records);
  }
} finally {
  api?.kill();
  await api?.status;
  await Deno.remove(folder, { recursive: true });
}
