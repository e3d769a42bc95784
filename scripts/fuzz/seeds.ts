/** What is mutated: our own manifests, and the recorded cases where they lie beside the repository. */
import { isObject, type Json, type JsonObject, parseJson } from "../../core/json.ts";
import { parse } from "yaml";
import { fileURLToPath } from "node:url";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";

/** A recorded answer; `text` where it is text. */
export interface Answer {
  path: string;
  status: number;
  headers: Record<string, string>;
  text: string | undefined;
  bytes: Uint8Array<ArrayBuffer>;
}

export interface Seed {
  name: string;
  manifest: string;
  config: JsonObject;
  catalog: JsonObject | undefined;
  state: Json[];
  answers: Answer[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));
// Larger manifests take their time only to be parsed.
const longest = 150_000;

/** Loads seeds one at a time, when they are first asked for. */
export interface Seeds {
  readonly names: readonly string[];
  load(name: string): Seed;
}

/** Our own manifests, and those of folders; recorded cases lie beside a folder, or above it. */
export function findSeeds(folders: readonly string[]): Seeds {
  const own = [
    ...filesIn(join(root, "connectors"), /^manifest\.yaml$/),
    ...filesIn(join(root, "scripts", "fuzz", "manifests"), /\.yaml$/),
    join(root, "scripts", "bench", "items.yaml"),
  ];
  const others = folders.flatMap((folder) =>
    filesIn(folder, /^(?!.*answers).*\.yaml$/).filter((path) => Deno.statSync(path).size < longest).map(
      (manifest) => ({
        manifest,
        cassette: [join(folder, "..", "cases"), join(folder, "..")]
          .map((place) => join(place, `${basename(manifest, ".yaml")}.json.gz`)).find(isFile),
      }),
    )
  );
  const loaders = new Map<string, () => Seed>();
  for (const path of own) loaders.set(path.slice(root.length), () => ownSeed(path));
  for (const { manifest, cassette } of others) {
    const load = cassette === undefined ? () => ownSeed(manifest) : () => recordedSeed(manifest, cassette);
    loaders.set(basename(manifest, ".yaml"), load);
  }
  const loaded = new Map<string, Seed>();
  return {
    names: [...loaders.keys()],
    load(name) {
      let seed = loaded.get(name);
      if (!seed) {
        seed = loaders.get(name)!();
        loaded.set(name, seed);
        const [oldest] = loaded.keys();
        if (loaded.size > 40 && oldest !== undefined) loaded.delete(oldest);
      }
      return seed;
    },
  };
}

function filesIn(folder: string, pattern: RegExp): string[] {
  try {
    return [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) =>
      entry.isDirectory
        ? filesIn(join(folder, entry.name), pattern)
        : pattern.test(entry.name)
        ? [join(folder, entry.name)]
        : []
    );
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

// Every host is played by the loopback server, which stands as the proxy of plain HTTP.
const plainHttp = (text: string): string => text.replaceAll("https://", "http://");

function ownSeed(path: string): Seed {
  const manifest = plainHttp(Deno.readTextFileSync(path));
  const config: JsonObject = {};
  const tree: unknown = parse(manifest);
  const spec = isObject(tree) ? tree["spec"] : undefined;
  const schema = isObject(spec) ? spec["connection_specification"] : undefined;
  const properties = isObject(schema) ? schema["properties"] : undefined;
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {})) {
    config[name] = /url|host/.test(name)
      ? "http://api.example.com"
      : /date/.test(name)
      ? "2025-01-20T00:00:00Z"
      : isObject(property) && property["type"] === "array"
      ? [`${name}-1`, `${name}-2`]
      : isObject(property) && property["default"] !== undefined
      ? property["default"]
      : isObject(property) && property["type"] === "integer"
      ? 2
      : `${name}-value`;
  }
  return { name: path, manifest, config, catalog: undefined, state: [], answers: [] };
}

function recordedSeed(manifest: string, cassette: string): Seed {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(cassette)));
  const recorded = object(parseJson(plainHttp(text)));
  const bodies = object(recorded["bodies"]);
  const answers = Object.values(object(recorded["interactions"])).flat().filter(isObject).map((it) =>
    answerOf(it, object(bodies[String(it["response"])]))
  );
  const state = object(recorded["expected"])["state_in"];
  return {
    name: basename(manifest),
    manifest: plainHttp(Deno.readTextFileSync(manifest)),
    config: object(recorded["config"]),
    catalog: object(recorded["catalog"]),
    state: Array.isArray(state) ? state : [],
    answers,
  };
}

const object = (value: Json | undefined): JsonObject => isObject(value) ? value : {};

function answerOf(interaction: JsonObject, body: JsonObject): Answer {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(object(interaction["response_headers"]))) {
    if (!/^(content-(encoding|length)|transfer-encoding)$/i.test(name)) headers[name] = String(value);
  }
  const { text, base64 } = body;
  const bytes = typeof text === "string"
    ? new TextEncoder().encode(text)
    : Uint8Array.from(atob(typeof base64 === "string" ? base64 : ""), (char) => char.charCodeAt(0));
  return {
    path: URL.parse(String(interaction["url"]))?.pathname ?? "/",
    status: Number(interaction["status"] ?? 200),
    headers,
    text: typeof text === "string" ? text : undefined,
    bytes,
  };
}
