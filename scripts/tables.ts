/**
 * Replays the parity tables: `deno run -A scripts/tables.ts [DIR] [--only NAME] [--show N] [--id TEXT] [--floor NAME=PERCENT]`.
 * A missing folder of tables is no failure; a table below its floor is.
 */
import { difference, parseRow, type Result, show, type TableModule } from "./tables/table.ts";

const names = ["jinja", "datetime", "cursor", "transform", "errors", "manifest"];
const frozen = Date.parse("2025-02-01T00:00:00Z");

interface Options {
  folder: URL;
  only: Set<string>;
  show: number;
  id: string;
  floors: Map<string, number>;
}

function readOptions(args: string[]): Options {
  const options: Options = {
    folder: new URL("../../shared/parity/tables/", import.meta.url),
    only: new Set(),
    show: 10,
    id: "",
    floors: new Map(),
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? "", value = args[i + 1] ?? "";
    if (arg === "--only") options.only = new Set(value.split(","));
    else if (arg === "--show") options.show = Number(value);
    else if (arg === "--id") options.id = value;
    else if (arg === "--floor") {
      const [name = "", percent = "100"] = value.split("=");
      options.floors.set(name, Number(percent));
    } else {
      options.folder = new URL(`${arg.replace(/\/*$/, "")}/`, `file://${Deno.cwd()}/`);
      continue;
    }
    i++;
  }
  return options;
}

async function exists(url: URL): Promise<boolean> {
  return await Deno.stat(url).then(() => true, () => false);
}

async function* readRows(file: URL) {
  const { readable } = await Deno.open(file);
  const text = await new Response(readable.pipeThrough(new DecompressionStream("gzip"))).text();
  for (const line of text.split("\n")) if (line) yield parseRow(line);
}

async function answer(module: TableModule, row: ReturnType<typeof parseRow>): Promise<Result> {
  const now = typeof row.now === "string" ? Date.parse(row.now) : frozen;
  Date.now = () => now;
  try {
    return await module.run(row);
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}

/** Replays one table; gives the share of rows that agree, in percent. */
async function replay(name: string, module: TableModule, options: Options): Promise<number> {
  let passed = 0, total = 0, shown = 0;
  const started = performance.now();
  for await (const row of readRows(new URL(`${name}.jsonl.gz`, options.folder))) {
    if (!String(row.id).includes(options.id)) continue;
    total++;
    const result = await answer(module, row);
    const differs = module.differs ? module.differs(row, result) : difference(row, result);
    if (differs === undefined) passed++;
    else if (shown++ < options.show) {
      const { id, expect: _, ...input } = row;
      console.log(`  ${id} ${show(input)}\n     ${differs}`);
    }
  }
  const percent = total ? 100 * passed / total : 100;
  console.log(
    `${name} ${passed}/${total} (${percent.toFixed(2)} %, ${Math.round(performance.now() - started)} ms)`,
  );
  return percent;
}

Deno.env.set("TZ", "UTC");
const realNow = Date.now;
const options = readOptions(Deno.args);
if (!await exists(options.folder)) {
  console.log(`No parity tables at ${options.folder.pathname}: nothing to replay`);
  Deno.exit(0);
}
let failed = false;
for (const name of names) {
  if (options.only.size > 0 && !options.only.has(name)) continue;
  const file = new URL(`tables/${name}_table.ts`, import.meta.url);
  if (!await exists(file)) {
    console.log(`${name}: scripts/tables/${name}_table.ts does not exist yet`);
    continue;
  }
  const percent = await replay(name, await import(file.href), options);
  const floor = options.floors.get(name);
  if (floor !== undefined && percent < floor) {
    console.log(`${name} is below its floor of ${floor} %`);
    failed = true;
  }
}
Date.now = realNow;
Deno.exit(failed ? 1 : 0);
