/**
 * `deno task parity:interchange [--cases 30] [--filter TEXT]`: a state that the Python CDK wrote is resumed by us,
 * and ours by it. Both must give the same records and the same state in the read that follows.
 *
 * CDK_PYTHON names an interpreter with airbyte-cdk and time-machine; without it, one is set up. The cassettes lie
 * beside the repository, in ../shared/parity; where they do not, there is nothing to do.
 */
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { isObject, type Json, type JsonObject, parseJson, writeJson } from "../core/json.ts";
import { cdkPython } from "./python_cdk.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const parity = join(root, "..", "shared", "parity");

/** Who reads: an engine's command line, with the manifest's path still to come. */
interface Engine {
  name: string;
  command: string[];
  /** It is told the time rather than shown a frozen clock. */
  toldTime: boolean;
}

interface Outcome {
  states: Map<string, JsonObject>;
  records: Map<string, string[]>;
  code: number;
}

/** One phase of a cassette being served; `env` leads requests there. */
interface Served {
  env: Record<string, string>;
  preload: Record<string, string>;
  folder: string;
  stop(): Promise<void>;
}

async function serve(cassette: string, phase: string): Promise<Served> {
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      "--no-config",
      join(parity, "replay.ts"),
      "--serve",
      cassette,
      "--phase",
      phase,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  let text = "";
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  while (!text.includes("\n# frozen")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`cannot serve ${cassette}: ${text}`);
    text += value;
  }
  const env = Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S+)/g)].map(([, key = "", value = ""]) => [key, value]),
  );
  const library = /LD_PRELOAD=(\S+)/.exec(text)?.[1] ?? "";
  const clock = /FAKETIME="([^"]*)"/.exec(text)?.[1] ?? "";
  return {
    env: {
      HTTPS_PROXY: env["HTTPS_PROXY"] ?? "",
      HTTP_PROXY: env["HTTP_PROXY"] ?? "",
      REQUESTS_CA_BUNDLE: env["DENO_CERT"] ?? "",
      SSL_CERT_FILE: env["DENO_CERT"] ?? "",
      DENO_CERT: env["DENO_CERT"] ?? "",
      NO_PROXY: "",
      no_proxy: "",
      TZ: "UTC",
      AIRBYTE_TS_RETRY_WAIT_SCALE: "0",
    },
    preload: { LD_PRELOAD: library, FAKETIME: clock, FAKETIME_DONT_FAKE_MONOTONIC: "1" },
    folder: (env["DENO_CERT"] ?? "").replace(/\/ca\.pem$/, ""),
    async stop() {
      process.kill("SIGKILL");
      await reader.cancel();
      await process.status;
    },
  };
}

async function read(
  engine: Engine,
  manifest: string,
  served: Served,
  now: string,
  state: JsonObject[],
): Promise<Outcome> {
  const stateFile = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(stateFile, writeJson(state));
  const [program = "", ...args] = engine.command;
  const { stdout, code } = await new Deno.Command(program, {
    args: [
      ...args,
      "read",
      "--manifest-path",
      manifest,
      "--config",
      join(served.folder, "config.json"),
      "--catalog",
      join(served.folder, "catalog.json"),
      ...(state.length > 0 ? ["--state", stateFile] : []),
    ],
    env: { ...served.env, ...(engine.toldTime ? { PARITY_NOW: now, PARITY_SLEEP: "off" } : served.preload) },
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).output();
  await Deno.remove(stateFile);
  const outcome: Outcome = { states: new Map(), records: new Map(), code };
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const message = line.startsWith("{") ? parseJson(line) : undefined;
    if (!isObject(message)) continue;
    const { record, state } = message;
    if (isObject(record)) {
      const name = String(record["stream"]);
      outcome.records.set(name, [...outcome.records.get(name) ?? [], canonical(record["data"] ?? null)]);
    }
    const stream = isObject(state) ? state["stream"] : undefined;
    if (isObject(stream) && isObject(stream["stream_descriptor"])) {
      outcome.states.set(String(stream["stream_descriptor"]["name"]), stream);
    }
  }
  return outcome;
}

/** JSON with sorted keys; seconds that a read took count as one. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return writeJson(value);
  const entries = Object.keys(value).sort().map((key) => {
    const item = value[key] ?? null;
    if (key === "lookback_window" && typeof item === "number" && item > 0) return `"${key}":1`;
    if (key === "states" && Array.isArray(item)) return `"${key}":[${item.map(canonical).sort().join(",")}]`;
    return `${JSON.stringify(key)}:${canonical(item)}`;
  });
  return `{${entries.join(",")}}`;
}

const stateMessages = ({ states }: Outcome): JsonObject[] =>
  [...states.values()].map((stream) => ({ type: "STREAM", stream }));

const comparable = ({ states, records }: Outcome) => ({
  states: [...states].map(([name, state]) => `${name} ${canonical(state)}`).sort(),
  records: [...records].flatMap(([name, list]) => list.map((record) => `${name} ${record}`)).sort(),
});

/** The first line that only one of two lists has. */
function difference(a: string[], b: string[]): string | undefined {
  const [inA, inB] = [new Set(a), new Set(b)];
  return a.find((line) => !inB.has(line)) ?? b.find((line) => !inA.has(line)) ??
    (a.length === b.length ? undefined : `${a.length} lines and ${b.length}`);
}

async function exchange(
  { cassette, manifest }: Candidate,
  engines: { ours: Engine; python: Engine },
): Promise<string | undefined> {
  const parsed = parseJson(new TextDecoder().decode(gunzipSync(await Deno.readFile(cassette))));
  const now = isObject(parsed) ? String(parsed["now"]) : "";
  const readWith = async (phase: string, engine: Engine, state: JsonObject[]) => {
    const served = await serve(cassette, phase);
    try {
      return await read(engine, manifest, served, now, state);
    } finally {
      await served.stop();
    }
  };
  const first = {
    ours: stateMessages(await readWith("read1", engines.ours, [])),
    python: stateMessages(await readWith("read1", engines.python, [])),
  };
  const resumed = [
    comparable(await readWith("read2", engines.ours, first.python)),
    comparable(await readWith("read2", engines.python, first.ours)),
  ] as const;
  const records = difference(resumed[0].records, resumed[1].records);
  if (records) return `records differ: ${records.slice(0, 300)}`;
  const states = difference(resumed[0].states, resumed[1].states);
  return states && `states differ: ${states.slice(0, 300)}`;
}

/** Where cassettes lie, and their manifests. */
const folders = [
  { cassettes: join(parity, "cases"), manifests: join(parity, "manifests") },
  { cassettes: join(parity, "rare"), manifests: join(parity, "rare", "manifests") },
];

interface Candidate {
  cassette: string;
  manifest: string;
}

/** Cassettes with a second read that starts from a real position: of each kind of state in turn. */
async function candidates(filter: RegExp): Promise<Candidate[]> {
  const kinds: Candidate[][] = stateKinds.map(() => []);
  for (const { cassettes, manifests } of folders) {
    for (const { name } of [...Deno.readDirSync(cassettes)].sort((a, b) => a.name < b.name ? -1 : 1)) {
      if (!name.endsWith(".json.gz") || !filter.test(name)) continue;
      const cassette = join(cassettes, name);
      const recorded = parseJson(new TextDecoder().decode(gunzipSync(await Deno.readFile(cassette))));
      const expected = isObject(recorded) ? recorded["expected"] : undefined;
      const state = isObject(expected) ? writeJson(expected["state_in"] ?? null) : "";
      const kind = stateKinds.findIndex((pattern) => pattern.test(state));
      kinds[kind]?.push({ cassette, manifest: join(manifests, `${basename(name, ".json.gz")}.yaml`) });
    }
  }
  const longest = Math.max(...kinds.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => kinds.flatMap((list) => list[i] ?? [])).flat();
}

/** States with a global cursor, with partitions, with parents, and of a single stream. */
const stateKinds = [
  /"use_global_cursor":true/,
  /"parent_state":\{"[^}]/,
  /"states":\[\{/,
  /"\w*(?:date|time|at|modified)\w*":/,
];

const { values } = parseArgs({
  options: { cases: { type: "string", default: "30" }, filter: { type: "string", default: "" } },
});
try {
  Deno.statSync(join(parity, "replay.ts"));
} catch {
  console.log(`interchange: skipped, there are no cassettes in ${parity}`);
  Deno.exit(0);
}
const python = await cdkPython(["time-machine"]);
if (!python) {
  console.log("interchange: skipped, the Python CDK cannot be set up here");
  Deno.exit(0);
}
const engines = {
  ours: {
    name: "airbyte-ts",
    command: [Deno.execPath(), "run", "-A", "--quiet", join(root, "cli", "main.ts")],
    toldTime: false,
  },
  python: { name: "Python CDK", command: [python, join(parity, "oracle.py")], toldTime: true },
};
let [passed, failed] = [0, 0];
for (const candidate of (await candidates(new RegExp(values.filter))).slice(0, Number(values.cases))) {
  const problem = await exchange(candidate, engines).catch((error) => String(error));
  if (problem === undefined) passed++;
  else {
    failed++;
    console.log(`FAIL ${basename(candidate.cassette, ".json.gz")}: ${problem}`);
  }
}
console.log(`interchange: ${passed} passed, ${failed} failed`);
Deno.exit(failed > 0 ? 1 : 0);
