/** Files that a run is given: config, catalog, state. A problem names the file and the place, never a value. */
import { ConnectorError } from "../errors.ts";
import { jsonProblem } from "../formats/json_problem.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../json.ts";
import { parseCatalog, parseState } from "../protocol/parse.ts";
import type { ConfiguredCatalog, StateMessage } from "../protocol/messages.ts";

type What = "config" | "catalog" | "state";

export async function readConfig(path: string): Promise<JsonObject> {
  const value = await readValue("config", path);
  if (isObject(value)) return value;
  throw new ConnectorError("config.not_object", {
    failureType: "config_error",
    message: `Cannot read the config ${name(path)}: it is not an object`,
    hint: 'Write settings by name, such as {"api_key": "…"}',
  });
}

export async function readCatalog(path: string): Promise<ConfiguredCatalog> {
  return parseCatalog(await readValue("catalog", path), name(path));
}

export async function readState(path: string): Promise<StateMessage[]> {
  return parseState(await readValue("state", path), name(path));
}

const name = (path: string): string => path === "-" ? "from stdin" : `"${path}"`;

/** A JSON or YAML file, or stdin. */
async function readValue(what: What, path: string): Promise<Json> {
  const text = await readText(what, path);
  if (/\.ya?ml$/i.test(path)) return await readYaml(what, path, text);
  try {
    return parseJson(text);
  } catch {
    // What is typed or piped in may be YAML; what looks like JSON is meant to be.
    if (path === "-" && !/^\s*[[{]/.test(text)) return await readYaml(what, path, text);
    throw new ConnectorError(`${what}.not_json`, {
      failureType: "config_error",
      message: `Cannot read the ${what} ${name(path)}: it is not JSON, ${jsonProblem(text)}`,
      hint: what === "config" && path !== "-"
        ? "A config in YAML needs a name that ends in .yaml"
        : undefined,
    });
  }
}

async function readText(what: What, path: string): Promise<string> {
  try {
    return path === "-" ? await new Response(Deno.stdin.readable).text() : await Deno.readTextFile(path);
  } catch (error) {
    const problem = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.PermissionDenied
      ? "reading it is not permitted"
      : String(error);
    throw new ConnectorError("cli.no_file", {
      failureType: "config_error",
      message: `Cannot read the ${what} ${name(path)}: ${problem}`,
      hint: path.startsWith("/") ? undefined : `Relative paths start at ${Deno.cwd()}`,
      cause: error,
    });
  }
}

async function readYaml(what: What, path: string, text: string): Promise<Json> {
  const { parse } = await import("yaml");
  try {
    return parse(text, { intAsBigInt: false });
  } catch (error) {
    const problem = error instanceof Error ? error.message.split("\n")[0] : String(error);
    throw new ConnectorError(`${what}.not_yaml`, {
      failureType: "config_error",
      message: `Cannot read the ${what} ${name(path)}: ${problem}`,
    });
  }
}
