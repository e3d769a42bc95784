/** `deno task demo`: a web shop on this machine, read by a manifest connector through the real command line. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { demoToken, type ShopApi, startShop } from "../connectors/demo-shop/api.ts";
import { columns } from "../cli/style.ts";

const root = new URL("..", import.meta.url);
const connector = fileURLToPath(new URL("connectors/demo-shop", root));
const cli = fileURLToPath(new URL("cli/main.ts", root));
const color = Deno.stdout.isTerminal() && !Deno.env.get("NO_COLOR");
const bold = (text: string) => color ? `\x1b[1m${text}\x1b[22m` : text;
const dim = (text: string) => color ? `\x1b[2m${text}\x1b[22m` : text;

/** Runs the command line as a person would, in `folder`. */
async function run(folder: string, verb: string, ...more: string[]): Promise<void> {
  console.log(
    `\n${bold(`$ airbyte-ts ${[verb, "connectors/demo-shop", "-c", "config.json", ...more].join(" ")}`)}`,
  );
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", cli, verb, connector, "-c", "config.json", "--format", "text", ...more],
    cwd: folder,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn().status;
  if (code !== 0) throw new Error(`airbyte-ts ${verb} ended with exit code ${code}`);
}

/** Reads everything; what the shop itself counted. */
async function read(folder: string, shop: ShopApi): Promise<Record<string, number> & { requests: number }> {
  shop.reset();
  await run(folder, "read");
  return { ...shop.served, requests: shop.counts.requests };
}

const started = performance.now();
const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-demo-" });
const shop = startShop();
try {
  const start = new Date(Date.now() - 30 * 86_400_000).toISOString().slice(0, 19);
  const config = { base_url: shop.url, api_token: demoToken, start_date: `${start}Z` };
  await Deno.writeTextFile(join(folder, "config.json"), JSON.stringify(config, null, 2));
  console.log(
    dim(`A web shop answers on ${shop.url}: pages, a nested collection, a token, a 429 now and then.`),
  );

  await run(folder, "check");
  await run(folder, "discover");
  await run(folder, "read", "--limit", "2");
  const once = await read(folder, shop);
  shop.sellOn(25, 3);
  console.log(dim("\nThe shop sells on: 25 new orders, 3 old ones change."));
  const again = await read(folder, shop);

  const rows = ["products", "reviews", "customers", "orders", "requests"].map((name) => [
    name,
    String(once[name] ?? 0),
    String(again[name] ?? 0),
    name === "orders" ? "incremental: only what is new" : name === "requests" ? "" : "full refresh",
  ]);
  const head = ["", "first read", "second read", ""].map(dim);
  console.log(`\n${columns([head, ...rows], { width: 100, right: [1, 2] }).join("\n")}`);
  console.log(`  ${((performance.now() - started) / 1000).toFixed(1)} s, nothing left this machine\n`);
  console.log("Try next:");
  console.log("  deno task dev                                              what the command line can do");
  console.log("  deno task dev spec connectors/demo-shop                    the settings of this connector");
  console.log("  edit connectors/demo-shop/manifest.yaml, deno task demo    a connector is this one file");
  if ((again.orders ?? 0) >= (once.orders ?? 0)) throw new Error("the second read was not smaller");
} finally {
  await shop[Symbol.asyncDispose]();
  await Deno.remove(folder, { recursive: true });
}
