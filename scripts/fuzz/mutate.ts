/** Changes a tree of JSON in one place. */
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import { copyTree } from "../../core/declarative/manifest/copy.ts";
import { oddKeys, oddValues } from "./odd_values.ts";
import type { Random } from "./random.ts";

interface Place {
  parent: JsonObject | Json[];
  key: string | number;
}

/** All places of a tree below its root. */
function placesOf(tree: Json): Place[] {
  const places: Place[] = [];
  const visit = (value: Json): void => {
    if (Array.isArray(value)) {
      for (const [key, item] of value.entries()) {
        places.push({ parent: value, key });
        visit(item);
      }
    } else if (isObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        places.push({ parent: value, key });
        visit(item);
      }
    }
  };
  visit(tree);
  return places;
}

const get = ({ parent, key }: Place): Json => Reflect.get(parent, key);

// Plain assignment would run the setter of __proto__.
const set = ({ parent, key }: Place, value: Json): void => {
  Object.defineProperty(parent, key, { value, enumerable: true, writable: true, configurable: true });
};

function remove({ parent, key }: Place): void {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

/** What a mutation may take words and parts from. */
export interface Stock {
  /** Other trees, whose parts may be put in. */
  others: readonly Json[];
  /** The component types. */
  types: readonly string[];
}

type Mutation = (place: Place, places: readonly Place[], random: Random, stock: Stock) => void;

const mutations: readonly [weight: number, mutation: Mutation][] = [
  [6, (place) => remove(place)],
  [10, (place, _, random) => set(place, copyTree(random.pick(oddValues)))],
  [4, (place, places, random) => set(place, copyTree(get(random.pick(places))))],
  // A part of another tree, most often under the same name.
  [4, (place, _, random, { others }) => {
    if (others.length === 0) return;
    const candidates = placesOf(random.pick(others));
    const alike = candidates.filter(({ key }) => key === place.key);
    const from = alike.length > 0 && random.chance(0.8) ? alike : candidates;
    if (from.length > 0) set(place, copyTree(get(random.pick(from))));
  }],
  [2, (place, _, random) => {
    const { parent, key } = place;
    if (Array.isArray(parent)) return void parent.splice(Number(key), 0, copyTree(get(place)));
    set({ parent, key: `${key}${random.pick(["s", "_", "x", ""])}${random.integer(2)}` }, get(place));
    remove(place);
  }],
  [3, (place, _, random) => {
    const value = get(place);
    if (!isObject(value)) return set(place, [value]);
    set({ parent: value, key: random.pick(oddKeys) }, copyTree(random.pick(oddValues)));
  }],
  [2, (place) => {
    const value = get(place);
    if (Array.isArray(value)) set(place, value[0] ?? null);
    else if (isObject(value)) set(place, Object.values(value)[0] ?? null);
    else set(place, String(value));
  }],
  [2, (place, _, random) => {
    const value = get(place);
    if (typeof value === "number") {
      set(place, random.pick([-value, value + 1, value / 3, value * 1e12, String(value)]));
    } else if (typeof value === "string") set(place, cutText(value, random));
    else if (Array.isArray(value)) set(place, random.chance(0.5) ? [] : [...value].reverse());
    else set(place, {});
  }],
];
const weights = mutations.flatMap(([weight, mutation]) => Array.from({ length: weight }, () => mutation));

function cutText(text: string, random: Random): string {
  const at = random.integer(text.length + 1);
  return random.pick([
    () => text.slice(0, at),
    () => text.slice(at),
    () =>
      text.slice(0, at) + random.pick(["{{", "}}", "'", '"', "%", " ", "\ud800", "/", ".", "[0]"]) +
      text.slice(at),
    () => text.toUpperCase(),
    () => `${text}${text}`,
  ])();
}

const retype: Mutation = (_, places, random, { types }) => {
  const typed = places.filter(({ key }) => key === "type");
  if (typed.length > 0 && types.length > 0) set(random.pick(typed), random.pick(types));
};

/** Changes the tree in place, once. */
export function mutate(tree: Json, random: Random, stock: Stock): void {
  const places = placesOf(tree);
  if (places.length === 0) return;
  if (stock.types.length > 0 && random.chance(0.12)) return retype(places[0]!, places, random, stock);
  random.pick(weights)(random.pick(places), places, random, stock);
}

/** Damages text as editors, copies and disks do. */
export function mutateText(text: string, random: Random): string {
  const lines = text.split("\n");
  const at = random.integer(lines.length);
  const line = lines[at] ?? "";
  switch (random.integer(8)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, line);
      break;
    case 2:
      lines[at] = `\t${line}`;
      break;
    case 3:
      lines[at] = ` ${line}`;
      break;
    case 4:
      lines[at] = line.replace(
        /[:"'{}[\]-]/,
        random.pick(["", "::", "'", '"', "{", "[", "&a ", "*b", "!!x ", "|", "? "]),
      );
      break;
    case 5:
      return text.slice(0, random.integer(text.length));
    case 6:
      lines[at] = `${line}${random.pick(["#", " :", "\u0000", "\u0085", "\ufeff", " *x", " &x", ",", "}"])}`;
      break;
    default:
      lines[at] = line.replace(
        /\S+$/,
        random.pick(["yes", "0o17", "1_000", "~", "2025-01-01", ".inf", "0x1F", "1:30", "=", "<<"]),
      );
  }
  return lines.join("\n");
}
