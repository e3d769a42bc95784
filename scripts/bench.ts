/**
 * `deno task bench [--rounds N] [--only startup,read,latency,typescript]`: start to exit of `spec`, `check` and `discover`,
 * records a second of `read` with its CPU time and memory, and slices that wait for the network, each beside the
 * Python CDK and the bare loop on the same machine. Ratios are within one run.
 *
 * CDK_PYTHON names an interpreter with airbyte-cdk; without it, one is set up in .airbyte-ts/cdk-venv.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { grouped } from "../cli/style.ts";
import { type Case, compare, deno, report } from "./bench/measure.ts";
import { cdkPython } from "./python_cdk.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const cli = join(root, "cli", "main.ts");
const bench = join(root, "scripts", "bench");
const itemsManifest = join(bench, "items.yaml");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    records: { type: "string", default: "100000,500000" },
    only: { type: "string", default: "startup,read,latency,typescript" },
  },
});
const rounds = Number(values.rounds);
const wanted = new Set(values.only.split(","));

const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-bench-" });
const python = await cdkPython();

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await Deno.writeTextFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** Both engines with the same arguments. */
function engines(manifest: string, ...args: string[]): Case[] {
  const [verb = "", ...rest] = args;
  const cases = [{
    name: `airbyte-ts ${verb}`,
    command: deno(cli, verb, "--manifest-path", manifest, ...rest),
  }];
  if (!python) return cases;
  return [...cases, {
    name: `Python CDK ${verb}`,
    command: [python, join(bench, "run_manifest.py"), manifest, ...args],
  }];
}

/** Starts the API and gives its URL to `use`. */
async function withApi(args: number[], use: (url: string) => Promise<void>): Promise<void> {
  const [program = "", ...rest] = deno(join(bench, "items_api.ts"), ...args.map(String));
  const api = new Deno.Command(program, { args: rest, stdin: "null", stdout: "piped" }).spawn();
  const reader = api.stdout.getReader();
  try {
    await use(new TextDecoder().decode((await reader.read()).value).trim());
  } finally {
    api.kill();
    await reader.cancel();
    await api.status;
  }
}

/** Our manifest with its first stream repeated until it has this size. */
async function manifestOf(kilobytes: number): Promise<string> {
  const text = await Deno.readTextFile(itemsManifest);
  const [, stream = ""] = /streams:\n([\s\S]*?)\n {2}- type: DeclarativeStream\n {4}name: items/.exec(text) ??
    [];
  let more = "";
  for (let i = 0; more.length < kilobytes * 1024; i++) {
    more += `${stream.replace("name: plain", `name: plain_${i}`)}\n`;
  }
  return await file(`manifest-${kilobytes}.yaml`, text.replace("streams:\n", () => `streams:\n${more}`));
}

async function startup(): Promise<void> {
  const empty = await file("empty.ts", "");
  await withApi([1000], async (url) => {
    const config = ["--config", await file("config.json", { base_url: url })];
    for (const kilobytes of [35, 800]) {
      const manifest = await manifestOf(kilobytes);
      for (const [verb, ...args] of [["spec"], ["check", ...config], ["discover", ...config]] as const) {
        const cases = [
          { name: "deno, empty script", command: deno(empty) },
          ...engines(manifest, verb, ...args),
        ];
        report(`${verb}, manifest of ${kilobytes} KB`, await compare(cases, rounds), `Python CDK ${verb}`);
      }
    }
  });
}

async function catalogOf(stream: string): Promise<string> {
  return await file(`${stream}.json`, {
    streams: [{
      stream: { name: stream, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
      sync_mode: "full_refresh",
      destination_sync_mode: "append",
    }],
  });
}

async function read(): Promise<void> {
  for (const records of values.records.split(",").map(Number)) {
    await withApi([records], async (url) => {
      const config = await file("config.json", { base_url: url });
      for (const stream of ["plain", "items"]) {
        const args = ["read", "--config", config, "--catalog", await catalogOf(stream)];
        const results = await compare([
          {
            name: "bare loop (fetch, parse, write)",
            command: deno(join(bench, "bare_loop.ts"), url, String(records)),
          },
          ...engines(itemsManifest, ...args),
        ], rounds);
        const what = stream === "plain" ? "as they are" : "with a filter, an added and two removed fields";
        report(`read ${grouped(records)} records, ${what}`, results, "Python CDK read", records);
      }
    });
  }
}

/** Slices whose answers take 50 ms: what concurrency makes of them. */
async function latency(): Promise<void> {
  const sizes = { children: 9_000, events: 12_000 };
  await withApi([1000, 50], async (url) => {
    for (const [stream, records] of Object.entries(sizes)) {
      for (const workers of [2, 10, 20]) {
        const config = await file(`config-${workers}.json`, { base_url: url, num_workers: workers });
        const args = ["read", "--config", config, "--catalog", await catalogOf(stream)];
        const results = await compare(engines(itemsManifest, ...args), rounds);
        report(`${stream}, 50 ms latency, concurrency ${workers}`, results, "Python CDK read", records);
      }
    }
  });
}

/** Sources in code: source-faker, and an HTTP stream beside the Python CDK's. */
async function typescript(): Promise<void> {
  const [program = "", ...args] = deno(join(bench, "typescript.ts"), "--rounds", values.rounds);
  await new Deno.Command(program, { args, env: python ? { CDK_PYTHON: python } : {}, stdin: "null" }).spawn()
    .status;
}

try {
  if (wanted.has("startup")) await startup();
  if (wanted.has("read")) await read();
  if (wanted.has("latency")) await latency();
  if (wanted.has("typescript")) await typescript();
} finally {
  await Deno.remove(folder, { recursive: true });
}
