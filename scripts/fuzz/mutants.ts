/** A mutant: the files of a run, one to four changes away from a seed, and the API that it meets. */
import { copyTree } from "../../core/declarative/manifest/copy.ts";
import { readYaml } from "../../core/declarative/manifest/load.ts";
import { registry } from "../../core/declarative/registry.ts";
import { isObject, type Json, type JsonObject, writeJson } from "../../core/json.ts";
import { type Fault, faults } from "./api.ts";
import { mutate, mutateText, type Stock } from "./mutate.ts";
import { type Random, randomOf } from "./random.ts";
import type { Seed, Seeds } from "./seeds.ts";

export interface Mutant {
  name: string;
  seed: Seed;
  /** The tree that the API plays to. */
  tree: Json;
  files: { manifest: string; config: string; catalog: string; state: string };
  fault: Fault;
  rate: number;
  /** Texts planted where the spec marks a secret. */
  markers: string[];
  random: Random;
}

const types = [...registry.keys()];
const yamlCache = new Map<string, Json>();

function treeOf({ name, manifest }: Seed): Json {
  let tree = yamlCache.get(name);
  if (tree === undefined) {
    tree = readYaml(manifest, name);
    if (yamlCache.size > 40) yamlCache.clear();
    yamlCache.set(name, tree);
  }
  return tree;
}

export function makeMutant(index: number, seedNumber: number, seeds: Seeds): Mutant {
  const random = randomOf(seedNumber, index);
  const seed = seeds.load(random.pick(seeds.names));
  const other = seeds.load(random.pick(seeds.names));
  const target = random.pick(
    ["manifest", "manifest", "manifest", "text", "config", "catalog", "state", "none"] as const,
  );
  const times = 1 + random.integer(4);
  const stock: Stock = { others: [treeOf(other)], types };
  const plainStock: Stock = { others: [other.config, ...other.state], types: [] };
  const change = <T extends Json>(value: T, stock: Stock): Json => {
    const holder: Json[] = [copyTree(value)];
    for (let i = 0; i < times; i++) {
      // Now and then the whole; most often a part.
      mutate(random.chance(0.03) ? holder : holder[0] ?? null, random, stock);
    }
    return holder[0] ?? null;
  };

  const tree = target === "manifest" ? change(treeOf(seed), stock) : treeOf(seed);
  const text = target === "text" ? mutateText(seed.manifest, random) : writeJson(tree);
  const schema = secretSchema(target === "text" ? treeIfAny(text) : tree);
  const planted = plant(schema, copyTree(seed.config), random);
  const config = target === "config" ? change(planted, plainStock) : planted;
  const catalog = catalogOf(seed, tree, random);
  const state = random.chance(0.6) ? seed.state : [];
  const files = {
    manifest: text,
    config: writeJson(config),
    catalog: writeJson(
      target === "catalog" ? change(catalog, { ...plainStock, others: [catalog] }) : catalog,
    ),
    state: writeJson(target === "state" ? change(stateOf(seed, tree, random), plainStock) : state),
  };
  const fault = target === "none" || random.chance(0.5) ? random.pick(faults) : "none";
  const name = `${index} ${seed.name} ${target} ${fault}`;
  return {
    name,
    seed,
    tree,
    files,
    fault,
    rate: random.pick([0.1, 0.4, 1]),
    markers: markersIn(schema, config),
    random,
  };
}

/** A few streams: a read is about each of them, not about all at once. */
function catalogOf(seed: Seed, tree: Json, random: Random): JsonObject {
  const recorded = seed.catalog?.["streams"];
  const all = Array.isArray(recorded) && recorded.length > 0 ? recorded : streamNames(tree).map((name) => ({
    stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
    sync_mode: "incremental",
    destination_sync_mode: "append",
  }));
  const start = random.integer(Math.max(1, all.length));
  return { streams: all.slice(start, start + 3).map((item) => copyTree<Json>(item)) };
}

function streamNames(tree: Json): string[] {
  const streams = isObject(tree) ? tree["streams"] : undefined;
  return (Array.isArray(streams) ? streams : []).map((stream) =>
    isObject(stream) ? String(stream["name"]) : "x"
  );
}

/** State to mutate: the recorded one, or shapes that states have. */
function stateOf(seed: Seed, tree: Json, random: Random): Json {
  if (seed.state.length > 0 && random.chance(0.7)) return [...seed.state];
  const shapes: JsonObject[] = [
    { updated_at: "2025-01-25T00:00:00Z" },
    {
      states: [{ partition: { id: 1 }, cursor: { updated_at: "2025-01-25T00:00:00Z" } }],
      use_global_cursor: false,
    },
    { slices: [{ start: "2025-01-20", end: "2025-01-25" }], state_type: "date-range" },
    {
      use_global_cursor: true,
      state: { updated_at: "2025-01-25" },
      lookback_window: 1,
      parent_state: { a: {} },
    },
    { __ab_no_cursor_state_message: true },
    {},
  ];
  const names = [...streamNames(tree), "x"];
  const streams = names.slice(0, 3).map((name) => ({
    stream_descriptor: { name },
    stream_state: copyTree(random.pick(shapes)),
  }));
  return random.pick<() => Json>([
    () => streams.map((stream) => ({ type: "STREAM", stream })),
    () => [{ type: "GLOBAL", global: { shared_state: {}, stream_states: streams } }],
    () => [{ type: "LEGACY", data: { [names[0] ?? "x"]: copyTree(random.pick(shapes)) } }],
    () => ({ [names[0] ?? "x"]: copyTree(random.pick(shapes)) }),
  ])();
}

function secretSchema(tree: Json): Json {
  const spec = isObject(tree) ? tree["spec"] : undefined;
  return isObject(spec) ? spec["connection_specification"] ?? null : null;
}

function treeIfAny(text: string): Json {
  try {
    return readYaml(text, "");
  } catch {
    return null;
  }
}

/** Puts a marker in place of most texts that the spec marks as a secret. */
function plant(schema: Json, config: JsonObject, random: Random): JsonObject {
  const planted = eachSecret(schema, config, (text) => {
    if (text.length >= 200 || random.chance(0.2)) return text;
    const number = random.integer(1e9).toString(36);
    return random.pick([
      `zqSECRET${number}xyz`,
      `zq+S/e=c&r%t ${number}:end?`,
      `zq${number}"é\\ß<${number}>`,
    ]);
  });
  return isObject(planted) ? planted : {};
}

/** The markers that stand where the spec says that secrets stand. */
function markersIn(schema: Json, config: Json): string[] {
  const markers: string[] = [];
  eachSecret(schema, copyTree(config), (text) => {
    if (text.startsWith("zq") && text.length >= 10) markers.push(text);
    return text;
  });
  return markers;
}

/** Changes the secrets of a config in place. */
function eachSecret(schema: Json, value: Json, change: (text: string) => string): Json {
  if (!isObject(schema)) return value;
  if (schema["airbyte_secret"] === true && typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((item) => eachSecret(schema["items"] ?? null, item, change));
  if (!isObject(value)) return value;
  const properties = schema["properties"];
  for (const [name, item] of Object.entries(value)) {
    if (isObject(properties) && Object.hasOwn(properties, name)) {
      value[name] = eachSecret(properties[name] ?? null, item, change);
    }
  }
  for (const branch of ["oneOf", "anyOf", "allOf"].flatMap((key) => schema[key] ?? [])) {
    eachSecret(branch, value, change);
  }
  return value;
}
