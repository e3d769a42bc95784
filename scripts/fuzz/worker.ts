/** Makes mutants and runs them, one at a time, as the main thread asks. */
import { messageWriter } from "../../core/protocol/writer.ts";
import type { Verb } from "../../core/runner/arguments.ts";
import { protocolOutput } from "../../core/runner/output.ts";
import { runSource } from "../../core/runner/run.ts";
import { startApi } from "./api.ts";
import { judge } from "./judge.ts";
import { makeMutant, type Mutant } from "./mutants.ts";
import { findSeeds, type Seeds } from "./seeds.ts";
import { join } from "node:path";

/** What the main thread asks for. */
export interface Task {
  index: number;
  seed: number;
  /** Where the input files and what was printed are kept. */
  keep?: string | undefined;
  /** Folders of manifests that are broken besides those of this repository. */
  seeds: readonly string[];
}

/** What it gets: a sign of life before each verb, then the findings. */
export type Report =
  | { type: "verb"; index: number; name: string; verb: Verb }
  | {
    type: "done";
    index: number;
    name: string;
    findings: string[];
    codes: string;
    requests: number;
    dirty: boolean;
  };

// A read that still goes on after this is stopped: it has to end soon after.
const patience = 4000;
const lastWords = 3000;

const api = startApi();
// The API is every host, whose names nobody should have to resolve.
const { fetch } = globalThis;
globalThis.fetch = (input, init) => fetch(String(input).replace(/^https?:\/\/[^/?#]*/i, api.url), init);
const { connect } = Deno;
const toApi = (options: Deno.ConnectOptions) =>
  connect({ ...options, hostname: "127.0.0.1", port: Number(new URL(api.url).port) });
Reflect.set(Deno, "connect", toApi);
Deno.env.set("AIRBYTE_TS_RETRY_WAIT_SCALE", "0");
const folder = Deno.makeTempDirSync();

let seeds: Seeds | undefined;
const seedsOf = (folders: readonly string[]) => seeds ??= findSeeds(folders);

let uncaught: string[] = [];
let consoleText = "";
for (const level of ["log", "info", "warn", "error", "debug"] as const) {
  console[level] = (...words: unknown[]) => void (consoleText += `${words.join(" ")}\n`);
}
self.addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  const { reason } = event;
  uncaught.push(reason instanceof Error ? reason.stack ?? String(reason) : String(reason));
});
self.addEventListener("error", (event) => {
  event.preventDefault();
  uncaught.push(event.error instanceof Error ? event.error.stack ?? event.message : event.message);
});

// Type checks see the globals of a page, which has no `postMessage` for one argument.
const post: unknown = Reflect.get(self, "postMessage");
const report = (message: Report): void => {
  if (typeof post === "function") post.call(self, message);
};
const isTask = (value: unknown): value is Task =>
  typeof value === "object" && value !== null && "index" in value;

self.addEventListener("message", async (event) => {
  const data: unknown = event instanceof MessageEvent ? event.data : undefined;
  if (!isTask(data)) return;
  await runMutant(data).catch((error) => {
    const findings = [`the fuzzer itself: ${error instanceof Error ? error.stack : error}`];
    report({
      type: "done",
      index: data.index,
      name: String(data.index),
      findings,
      codes: "",
      requests: 0,
      dirty: true,
    });
  });
});

async function runMutant(data: Task): Promise<void> {
  const mutant = makeMutant(data.index, data.seed, seedsOf(data.seeds));
  const write = () => {
    for (const [name, text] of Object.entries(mutant.files)) {
      Deno.writeTextFileSync(join(folder, name === "manifest" ? "manifest.yaml" : `${name}.json`), text);
    }
  };
  write();
  if (data.keep !== undefined) {
    Deno.mkdirSync(data.keep, { recursive: true });
    for (const { name } of [...Deno.readDirSync(folder)]) {
      if (/\.(json|yaml)$/.test(name)) Deno.copyFileSync(join(folder, name), join(data.keep, name));
    }
  }
  api.play({
    answers: mutant.seed.answers,
    manifest: mutant.tree,
    fault: mutant.fault,
    rate: mutant.rate,
    random: mutant.random,
  });
  const findings: string[] = [];
  let codes = "";
  let dirty = false;
  let requests = 0;
  for (const verb of ["spec", "check", "discover", "read"] as const) {
    report({ type: "verb", index: data.index, name: mutant.name, verb });
    // A run may have migrated the config: the next one starts from the same again.
    write();
    const run = await runVerb(verb, mutant);
    if (data.keep !== undefined) Deno.writeTextFileSync(join(data.keep, `${verb}.out`), run.stdout);
    findings.push(...run.findings.map((finding) => `${verb}: ${finding}`));
    codes += `${run.code} `;
    requests = api.requests;
    if (run.stopped) dirty = true;
    // The manifest cannot be loaded: the others would say the same.
    if (verb === "spec" && run.code !== 0 && !mutant.random.chance(0.2)) break;
  }
  report({ type: "done", index: data.index, name: mutant.name, findings, codes, requests, dirty });
}

async function runVerb(verb: Verb, { markers }: Mutant) {
  uncaught = [];
  consoleText = "";
  const chunks: Uint8Array[] = [];
  let length = 0;
  let lastOutput = performance.now();
  const writer = messageWriter({
    write(bytes) {
      lastOutput = performance.now();
      // What is judged is how things start and end.
      if (length < 4_000_000) chunks.push(bytes.slice());
      length += bytes.length;
      return Promise.resolve(bytes.length);
    },
  });
  const stop = new AbortController();
  const output = { ...protocolOutput(writer), gone: stop.signal };
  const file = (name: string) => join(folder, `${name}.json`);
  const ended = runSource({
    verb,
    manifestPath: join(folder, "manifest.yaml"),
    ...(verb === "spec" ? {} : { config: file("config") }),
    ...(verb === "read" ? { catalog: file("catalog"), state: file("state") } : {}),
  }, output).then((end) => end.code, (error) => {
    uncaught.push(`runSource threw ${error instanceof Error ? error.stack : error}`);
    return 1;
  });
  const findings: string[] = [];
  let code = await within(patience, ended);
  const stopped = code === undefined;
  if (code === undefined) {
    const quiet = performance.now() - Math.max(lastOutput, api.lastRequest);
    if (quiet > patience - 500) findings.push("hangs: no request and no output, all along");
    stop.abort();
    code = await within(lastWords, ended);
    if (code === undefined) findings.push("does not end when it is told to");
  }
  await new Promise((resolve) => setTimeout(resolve));
  const text = new TextDecoder().decode(
    await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer(),
  );
  // Of a long output only the beginning is kept, in whole lines.
  const stdout = length < 4_000_000 ? text : text.slice(0, text.lastIndexOf("\n") + 1);
  findings.push(
    ...judge({
      verb,
      code: code ?? 1,
      stopped: stopped || length >= 4_000_000,
      stdout,
      console: consoleText,
      uncaught,
      secrets: markers,
    }),
  );
  return { findings, code: code ?? -1, stopped, stdout };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => timer = setTimeout(resolve, milliseconds, undefined));
  const result = await Promise.race([work, late]);
  clearTimeout(timer);
  return result;
}
