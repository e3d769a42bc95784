/** Makes the folder of a new connector of a template: files as they are, `.eta` files filled in. */
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ConnectorError } from "../core/errors.ts";

/** Template → what it is for. Each is a folder in `templates/`, shaped like what it makes. */
export const templates: Readonly<Record<string, string>> = {
  "source-manifest": "a source in YAML, for most REST APIs",
  "source-http": "a source in TypeScript, where YAML is not enough",
};

export interface Scaffold {
  template: string;
  /** The connector's name: `source-acme`. */
  name: string;
  /** The folder to make. */
  folder: string;
}

/** Letters, digits and dashes, after the kind of connector. */
export const namePattern = /^source(-[a-z0-9]+)+$/;

/**
 * Writes the files of a new connector.
 *
 * @returns their paths, relative to the folder
 * @throws {ConnectorError} cli.wrong_use where name, template or folder do not fit
 */
export async function scaffold({ template, name, folder }: Scaffold): Promise<string[]> {
  if (!Object.hasOwn(templates, template)) {
    throw wrong(`there is no template "${template}"`, `Templates: ${Object.keys(templates).join(", ")}`);
  }
  if (!namePattern.test(name)) {
    throw wrong(
      `"${name}" is no name for a source`,
      "Write it like source-acme: small letters, digits, dashes",
    );
  }
  if (!await isEmpty(folder)) {
    throw wrong(`the folder ${folder} is not empty`, "Take another name, or remove the folder");
  }
  const root = fileURLToPath(new URL(`../templates/${template}`, import.meta.url));
  const { Eta } = await import("eta");
  const eta = new Eta({ autoEscape: false, autoTrim: false });
  const values = { name, title: titleOf(name), folder: relative(Deno.cwd(), resolve(folder)) || "." };
  const written: string[] = [];
  for await (const path of filesIn(root)) {
    const target = path.replace(/\.eta$/, "");
    const text = await Deno.readTextFile(join(root, path));
    await Deno.mkdir(dirname(join(folder, target)), { recursive: true });
    await Deno.writeTextFile(join(folder, target), path === target ? text : eta.renderString(text, values));
    written.push(target);
  }
  const settings = await settingsFor(folder);
  if (settings !== undefined) {
    await Deno.writeTextFile(join(folder, "deno.json"), settings);
    written.push("deno.json");
  }
  return written.sort();
}

/** `source-acme-shop` → `Acme Shop`. */
export function titleOf(name: string): string {
  return name.split("-").slice(1).map((word) => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`).join(" ");
}

async function* filesIn(root: string, folder = ""): AsyncGenerator<string> {
  for await (const entry of Deno.readDir(join(root, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* filesIn(root, path);
    else yield path;
  }
}

async function isEmpty(folder: string): Promise<boolean> {
  try {
    for await (const _ of Deno.readDir(folder)) return false;
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

/** Outside of a project that knows `airbyte-ts`, the connector says itself where it is. */
async function settingsFor(folder: string): Promise<string | undefined> {
  const own = fileURLToPath(new URL("../deno.json", import.meta.url));
  for (let above = dirname(resolve(folder));; above = dirname(above)) {
    const settings = await textOf(join(above, "deno.json")) ?? await textOf(join(above, "deno.jsonc"));
    if (settings !== undefined) {
      if (/"airbyte-ts"\s*:|"name"\s*:\s*"airbyte-ts"/.test(settings)) return undefined;
      break;
    }
    if (above === dirname(above)) break;
  }
  return `${
    JSON.stringify({ importMap: own, nodeModulesDir: "none", tasks: { test: "deno test -A" } }, null, 2)
  }\n`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}

function wrong(problem: string, hint: string): ConnectorError {
  return new ConnectorError("cli.wrong_use", {
    failureType: "config_error",
    message: `Cannot make the connector: ${problem}`,
    hint,
  });
}

/** Where a connector of this name goes: as written, or into `connectors/` where there is such a folder. */
export async function folderFor(name: string): Promise<string> {
  if (name !== basename(name)) return name;
  try {
    if ((await Deno.stat("connectors")).isDirectory) return join("connectors", name);
  } catch {
    // No such folder: the connector goes where we are.
  }
  return name;
}
