/** Runs commands and tells how long they took, what they cost and how much memory they held. */
import { columns, grouped } from "../../cli/style.ts";

/** One run, from start to exit. */
export interface Run {
  seconds: number;
  /** Of all cores, user and system. */
  cpuSeconds: number;
  /** Peak of resident memory, in MiB. */
  peak: number;
}

export interface Case {
  name: string;
  command: string[];
}

/** `deno run` of a script, as a user runs it. */
export const deno = (...args: string[]): string[] => [Deno.execPath(), "run", "-A", "--quiet", ...args];

const ticksPerSecond = 100;

async function measure({ name, command: [program = "", ...args] }: Case): Promise<Run> {
  const start = performance.now();
  const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
  let peak = 0;
  let cpuSeconds = 0;
  // The kernel forgets both when the process ends, so they are read until it does.
  const watch = setInterval(() => {
    try {
      const status = Deno.readTextFileSync(`/proc/${child.pid}/status`);
      peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
      const [, , , , , , , , , , , user = 0, system = 0] = Deno.readTextFileSync(`/proc/${child.pid}/stat`)
        .replace(/\(.*\)/, "").split(/\s+/).map(Number);
      cpuSeconds = (user + system) / ticksPerSecond;
    } catch {
      // It has ended.
    }
  }, 10);
  const { success, stderr } = await child.output();
  const seconds = (performance.now() - start) / 1000;
  clearInterval(watch);
  if (!success) throw new Error(`${name} failed: ${new TextDecoder().decode(stderr).slice(-500)}`);
  return { seconds, cpuSeconds, peak };
}

/** Medians by name. The cases of a round run in turn, so that a machine that slows down slows all of them. */
export async function compare(cases: readonly Case[], rounds: number): Promise<Map<string, Run>> {
  const runs = new Map(cases.map(({ name }) => [name, [] as Run[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const item of cases) {
      const list = runs.get(item.name);
      if (!list) continue;
      try {
        const run = await measure(item);
        // The first round fills the caches of the disk and of compiled code.
        if (round > 0) list.push(run);
      } catch (error) {
        console.log(`  ${error instanceof Error ? error.message : error}`);
        runs.delete(item.name);
      }
    }
  }
  return new Map([...runs].map(([name, list]) => [name, medianOf(list)]));
}

function medianOf(runs: readonly Run[]): Run {
  const median = (of: (run: Run) => number) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1] ?? NaN;
  return {
    seconds: median((run) => run.seconds),
    cpuSeconds: median((run) => run.cpuSeconds),
    peak: median((run) => run.peak),
  };
}

/** Prints a table; ratios are to the `reference`, and records a second where `records` were read. */
export function report(title: string, results: Map<string, Run>, reference: string, records?: number): void {
  const base = results.get(reference)?.seconds;
  const rows = [...results].map(([name, { seconds, cpuSeconds, peak }]) => [
    name,
    records ? `${seconds.toFixed(2)} s` : `${(seconds * 1000).toFixed(0)} ms`,
    records ? `${grouped(Math.round(records / seconds))}/s` : "",
    records ? `${(cpuSeconds / records * 1e6).toFixed(1)} CPU s per million` : "",
    `${peak.toFixed(0)} MiB`,
    base && name !== reference ? `${(base / seconds).toFixed(1)}x` : "",
  ]);
  console.log(`\n${title}\n${columns(rows, { width: 120, right: [1, 2, 3, 4, 5] }).join("\n")}`);
}
