/**
 * `deno task fuzz [--mutants 5000] [--seed 1] [--jobs 2] [--manifests FOLDER]… [--own] [--only INDEX [--keep FOLDER]]`: broken
 * manifests, configs, catalogs, states and answers. What is broken are our own manifests and those of folders: the
 * recorded cases, if none is named. Each run has to end with exit 0 or a TRACE that names what is wrong, within 10 s,
 * without an uncaught exception and without a secret in what it says.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Report, Task } from "./fuzz/worker.ts";

/** A folder of the cassettes, which lie beside the repository. */
function recorded(folder: string): string {
  return join(fileURLToPath(new URL("..", import.meta.url)), "..", "shared", "parity", folder);
}

const { values } = parseArgs({
  options: {
    mutants: { type: "string", default: "5000" },
    seed: { type: "string", default: "1" },
    jobs: { type: "string", default: "2" },
    only: { type: "string" },
    keep: { type: "string" },
    own: { type: "boolean", default: false },
    manifests: { type: "string", multiple: true, default: ["rare/manifests", "manifests"].map(recorded) },
    verbose: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
const last = values.only === undefined ? Number(values.mutants) : Number(values.only) + 1;
let next = values.only === undefined ? 0 : Number(values.only);
// Nothing may take longer than this without a sign of life: not even a loop that yields to nobody.
const longest = 10_000;

/** Findings by what they have in common, each with its mutants. */
const found = new Map<string, string[]>();
const totals = { mutants: 0, runs: 0, ok: 0, refused: 0, stopped: 0, requests: 0 };
let longestRun = { milliseconds: 0, name: "" };

function record(name: string, finding: string): void {
  const key = finding.replace(/\d+/g, "#").replace(/"[^"]*"|'[^']*'/g, "…").slice(0, 150);
  const names = found.get(key) ?? [];
  found.set(key, [...names, name]);
  if (names.length < 1 || values.verbose) console.log(`FOUND ${name}\n  ${finding}`);
}

async function work(): Promise<void> {
  while (next < last) {
    const worker = new Worker(new URL("./fuzz/worker.ts", import.meta.url), { type: "module" });
    try {
      while (next < last) if (!await runOne(worker, next++)) break;
    } finally {
      worker.terminate();
    }
  }
}

/** @returns whether the worker can go on */
function runOne(worker: Worker, index: number): Promise<boolean> {
  const done = Promise.withResolvers<boolean>();
  const start = performance.now();
  let name = String(index);
  let verb = "start";
  const late = () => {
    record(name, `${verb}: no sign of life for ${longest / 1000} s`);
    done.resolve(false);
  };
  // The first task of a worker waits for it to load.
  let timer = setTimeout(late, 3 * longest);
  worker.onerror = (event) => {
    event.preventDefault();
    record(name, `${verb}: uncaught in the worker: ${event.message}`);
    done.resolve(false);
  };
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    clearTimeout(timer);
    name = data.name;
    if (data.type === "verb") {
      verb = data.verb;
      timer = setTimeout(late, longest);
      return;
    }
    for (const finding of data.findings) record(name, finding);
    const codes = data.codes.trim().split(" ");
    totals.mutants++;
    totals.runs += codes.length;
    totals.ok += codes.filter((code) => code === "0").length;
    totals.refused += codes.filter((code) => code === "1").length;
    totals.requests += data.requests;
    if (data.dirty) totals.stopped++;
    const milliseconds = performance.now() - start;
    if (milliseconds > longestRun.milliseconds && !data.dirty) longestRun = { milliseconds, name };
    done.resolve(!data.dirty);
  };
  const task: Task = { index, seed, keep: values.keep, seeds: values.own ? [] : values.manifests };
  worker.postMessage(task);
  return done.promise.finally(() => clearTimeout(timer));
}

const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-fuzz-" });
Deno.env.set("TMPDIR", folder);
const start = performance.now();
await Promise.all(Array.from({ length: values.only === undefined ? Number(values.jobs) : 1 }, work));
await Deno.remove(folder, { recursive: true });
const seconds = Math.round((performance.now() - start) / 1000);
for (const [key, names] of [...found].sort(([, a], [, b]) => b.length - a.length)) {
  console.log(`${names.length}× ${key}\n    ${names.slice(0, 3).join("\n    ")}`);
}
console.log(
  `fuzz: ${totals.mutants} mutants, ${totals.runs} runs (${totals.ok} exit 0, ${totals.refused} exit 1), ` +
    `${totals.requests} requests, ${totals.stopped} stopped, longest ${
      Math.round(longestRun.milliseconds)
    } ms (${longestRun.name}), ` +
    `${seconds} s, seed ${seed}: ${found.size === 0 ? "nothing found" : `${found.size} kinds of findings`}`,
);
Deno.exit(found.size > 0 ? 1 : 0);
