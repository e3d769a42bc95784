/**
 * Checks that imports point one way (see `order`), that components do not import each other, and that only
 * `cli/` sees the command-line library. Type-only imports are free: they are gone when the code runs.
 */
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** From what everything may use to what nothing may use. Entries of one row are peers that may use each other. */
const order: readonly (readonly string[])[] = [
  ["core/errors.ts", "core/json.ts", "core/ordered_object.ts"],
  ["core/datetime"],
  ["core/schema"],
  ["core/protocol"],
  ["core/formats", "core/http", "core/jinja"],
  ["core/auth", "core/state"],
  ["core/sources", "core/destinations"],
  ["core/declarative"],
  ["core/runner"],
  ["core/testing", "core/mod.ts"],
  ["cli"],
];
/** Packages that one part alone may use. */
const ownPackages: Record<string, string> = {
  "@commander-js/extra-typings": "cli",
  "commander": "cli",
  "@inquirer/prompts": "cli",
};
const root = fileURLToPath(new URL("..", import.meta.url));
/** Files of components: those that the registry knows. What stands beside them is shared by their folder. */
const components = new Set<string>();

const levelOf = (path: string): number =>
  order.findIndex((row) => row.some((part) => path === part || path.startsWith(`${part}/`)));

interface Import {
  file: string;
  line: number;
  target: string;
  /** Loaded when it is asked for, not when the file is. */
  dynamic: boolean;
}

function* importsOf(file: string, text: string): Generator<Import> {
  const pattern =
    /^(?:import|export)\s+(?!type\b)(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)/gm;
  for (const match of text.matchAll(pattern)) {
    // `import { type A, type B }` brings nothing at run time either.
    const names = /\{([^}]*)\}/.exec(match[0])?.[1];
    const onlyTypes = names !== undefined && !/^\w+\s*,\s*\{|\*/.test(match[0]) &&
      names.split(",").map((name) => name.trim()).filter(Boolean).every((name) => name.startsWith("type "));
    if (onlyTypes) continue;
    const line = text.slice(0, match.index).split("\n").length;
    yield { file, line, target: match[1] ?? match[2] ?? "", dynamic: match[2] !== undefined };
  }
}

function problemOf({ file, target }: Import): string | undefined {
  if (!target.startsWith(".")) {
    const owner = ownPackages[target];
    return owner && !file.startsWith(`${owner}/`) ? `only ${owner}/ uses "${target}"` : undefined;
  }
  const path = relative(root, fileURLToPath(new URL(target, `file://${root}${file}`)));
  if (file.startsWith("connectors/")) {
    return path.startsWith("core/") || path.startsWith("cli/")
      ? 'a connector imports "airbyte-ts" and nothing deeper'
      : undefined;
  }
  const from = levelOf(file);
  const to = levelOf(path);
  if (from >= 0 && to > from) return `${file.split("/").slice(0, 2).join("/")} may not use ${path}`;
  if (components.has(file) && components.has(path)) {
    return "a component names a role in a slot; it does not import another component";
  }
  return undefined;
}

async function* sourceFiles(folder: string): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(`${root}${folder}`)) {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) yield* sourceFiles(path);
    else if (/\.ts$/.test(entry.name) && !/_test\.ts$/.test(entry.name)) yield path;
  }
}

const registry = "core/declarative/registry.ts";
for (const { target } of importsOf(registry, await Deno.readTextFile(`${root}${registry}`))) {
  if (target.startsWith("./components/")) components.add(`core/declarative/${target.slice(2)}`);
}
let problems = 0;
let files = 0;
for (const folder of ["core", "cli", "connectors"]) {
  for await (const file of sourceFiles(folder)) {
    files++;
    for (const item of importsOf(file, await Deno.readTextFile(`${root}${file}`))) {
      const problem = problemOf(item);
      if (!problem) continue;
      problems++;
      console.error(`${file}:${item.line} imports "${item.target}": ${problem}`);
    }
  }
}
if (problems > 0) Deno.exit(1);
console.log(`imports point one way in ${files} files`);
