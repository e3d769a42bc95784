/**
 * `deno run -A scripts/bench/typescript.ts [--rounds N] [--records N]`: sources in TypeScript. source-faker through
 * the protocol's writer, and an HTTP stream beside the Python CDK's HttpStream on the same API (CDK_PYTHON names
 * its interpreter; without it, ours alone).
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const here = fileURLToPath(new URL(".", import.meta.url));
const cli = join(here, "..", "..", "cli", "main.ts");
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    records: { type: "string", default: "100000" },
    faker: { type: "string", default: "1000000" },
  },
});
const rounds = Number(values.rounds);
const deno = (...args: string[]) => [Deno.execPath(), "run", "-A", "--quiet", ...args];

interface Run {
  seconds: number;
  /** Peak of resident memory, in MiB. */
  peak: number;
}

async function measure([program = "", ...args]: string[]): Promise<Run> {
  const start = performance.now();
  const child = new Deno.Command(program, { args, stdout: "null", stderr: "piped" }).spawn();
  let peak = 0;
  const watch = setInterval(async () => {
    const status = await Deno.readTextFile(`/proc/${child.pid}/status`).catch(() => "");
    peak = Math.max(peak, Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }, 20);
  const { success, stderr } = await child.output();
  clearInterval(watch);
  if (!success) {
    throw new Error(`${[program, ...args].join(" ")}: ${new TextDecoder().decode(stderr).slice(-800)}`);
  }
  return { seconds: (performance.now() - start) / 1000, peak };
}

/** Medians; the first round warms up. The cases take turns. */
async function compare(cases: Record<string, { command: string[]; records: number }>): Promise<void> {
  const runs = new Map(Object.keys(cases).map((name) => [name, [] as Run[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { command }] of Object.entries(cases)) {
      const run = await measure(command);
      if (round > 0) runs.get(name)?.push(run);
    }
  }
  for (const [name, all] of runs) {
    const median = all.map(({ seconds }) => seconds).sort((a, b) => a - b)[all.length >> 1] ?? NaN;
    const peak = Math.max(...all.map(({ peak }) => peak));
    const rate = Math.round((cases[name]?.records ?? 0) / median).toLocaleString("en");
    console.log(
      `  ${name.padEnd(44)} ${median.toFixed(2).padStart(7)} s ${rate.padStart(9)}/s ${
        peak.toFixed(0).padStart(5)
      } MiB`,
    );
  }
}

const folder = await Deno.makeTempDir();
const records = Number(values.records);
const write = async (name: string, content: unknown) => {
  const path = join(folder, name);
  await Deno.writeTextFile(path, JSON.stringify(content));
  return path;
};
const api = new Deno.Command(Deno.execPath(), {
  args: ["run", "-A", join(here, "items_api.ts"), String(records * 5)],
  stdout: "piped",
}).spawn();
try {
  const reader = api.stdout.getReader();
  const url = new TextDecoder().decode((await reader.read()).value).trim();
  reader.releaseLock();
  const config = await write("config.json", { base_url: url });
  const catalog = await write("catalog.json", {
    streams: [{
      stream: { name: "items", json_schema: {}, supported_sync_modes: ["full_refresh"] },
      sync_mode: "full_refresh",
      destination_sync_mode: "append",
    }],
  });
  const faker = Number(values.faker);
  const count = await write("faker.json", { count: faker });
  console.log(`source-faker, ${faker.toLocaleString("en")} users through the writer`);
  await compare({
    "source-faker": {
      command: deno(cli, "read", "source-faker", "--config", count, "--streams", "users"),
      records: faker,
    },
  });
  const read = ["read", "--config", config, "--catalog", catalog];
  const python = Deno.env.get("CDK_PYTHON");
  console.log(`HTTP stream, ${(records * 5).toLocaleString("en")} records in pages of 100`);
  await compare({
    "TypeScript stream": {
      command: deno(cli, "read", join(here, "items_source.ts"), ...read.slice(1)),
      records: records * 5,
    },
    "the same as a bare loop": {
      command: deno(join(here, "bare_loop.ts"), url, String(records * 5)),
      records: records * 5,
    },
    ...(python
      ? {
        "Python CDK HttpStream": {
          command: [python, join(here, "items_source.py"), ...read],
          records: records * 5,
        },
      }
      : {}),
  });
} finally {
  api.kill();
  await api.status;
  await Deno.remove(folder, { recursive: true });
}
