/** The last stage: nodes → what they build to. */
import { ConnectorError, nearest } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { interpolatedBoolean, interpolatedString } from "../../jinja/interpolation.ts";
import type { Shape } from "../component.ts";
import type { BuildContext, BuildEnvironment, StreamScope } from "../context.ts";
import { type AnyComponent, registry, typesOfRole } from "../registry.ts";
import type { RoleName, Roles } from "../roles.ts";
import type { Path } from "./path.ts";
import { untyped } from "./implied_types.ts";
import { slotsOf, slotTypes } from "./shapes.ts";

/** Where building starts. */
export interface BuildOptions {
  env: BuildEnvironment;
  /** The node whose parts are built, usually the manifest itself. */
  node: JsonObject;
  /** Where the node stands in the manifest. */
  path?: Path;
  /** `file:line:col path` of a place. */
  at?: (path: Path) => string;
  stream?: StreamScope;
}

const noStream: StreamScope = { name: "", primaryKey: undefined };
const noParameters: JsonObject = {};

/** The context of a node: it builds the components in it. */
export function createContext(options: BuildOptions): BuildContext {
  const { node, env, stream = noStream, path = [], at } = options;
  return contextOf({ node, env, stream, parent: undefined, path, at: at ?? pathOnly });
}

const pathOnly = (path: Path) => path.join(".");

/** A node being built, and the one it stands in. */
interface Place {
  node: JsonObject;
  env: BuildEnvironment;
  stream: StreamScope;
  parent: Place | undefined;
  /** What `parameters` in its templates is, where that is not the node's own. */
  parameters?: JsonObject;
  component?: AnyComponent;
  /** Of the topmost node. */
  path: Path;
  at: (path: Path) => string;
}

function contextOf(place: Place): BuildContext {
  const { node, env, stream } = place;
  const { config } = env;
  const own = isObject(node["$parameters"]) ? node["$parameters"] : noParameters;
  const parameters = place.parameters ?? own;
  const at = (field?: string) => place.at([...pathOf(place), ...field === undefined ? [] : [field]]);

  function child(part: Json, changes: Partial<StreamScope> | undefined): Place {
    if (!isObject(part)) {
      throw new ConnectorError("manifest.wrong_value", {
        failureType: "system_error",
        message: `Cannot build a component of ${JSON.stringify(part) ?? "nothing"}`,
        at: at(),
      });
    }
    return {
      node: part,
      env,
      stream: changes ? { ...stream, ...changes } : stream,
      parent: place,
      path: place.path,
      at: place.at,
    };
  }

  return {
    config,
    node,
    parameters,
    stream,
    env,
    build: <R extends RoleName>(part: JsonObject, changes?: Partial<StreamScope>) => {
      const place = child(part, changes);
      // The node's own type says which role it has: validation has let nothing else in its slot.
      return buildAt(place, componentOf(place, undefined)) as Roles[R];
    },
    buildAs: <R extends RoleName>(role: R, part: Json, changes?: Partial<StreamScope>) => {
      const place = child(part, changes);
      return buildAt(place, componentOf(place, role)) as Roles[R];
    },
    withParameters: (parameters) => contextOf({ ...place, parameters }),
    withEnv: (changes) => contextOf({ ...place, env: Object.assign(Object.create(env), changes) }),
    // A number that is no `number` (a bigint, a Float) comes as it is.
    text: (text, fallback, validTypes) =>
      typeof text === "string"
        ? interpolatedString(text, { config, parameters, default: fallback, validTypes })
        : () => text,
    condition: (text) => interpolatedBoolean(text, { config, parameters }),
    at,
  };
}

function buildAt(place: Place, component: AnyComponent): unknown {
  return component.build(withDefaults(component, place.node), contextOf({ ...place, component }));
}

/** What a node is: by its type, by what its slot implies, or by being the only one of its role. */
function componentOf(place: Place, role: RoleName | undefined): AnyComponent {
  const { node, parent } = place;
  const type = placeType(place) ?? node["type"] ?? impliedType(place) ?? (role && onlyTypeOf(role));
  const component = typeof type === "string" ? registry.get(type) : undefined;
  if (component && (role === undefined || component.role === role)) return component;
  const known = role ? typesOfRole(role) : [...registry.keys()];
  const meant = typeof type === "string" ? nearest(type, known) : undefined;
  const at = place.at([...pathOf(place)]);
  throw new ConnectorError("manifest.unknown_type", {
    failureType: "system_error",
    message: type === undefined
      ? `Cannot build a part of ${parent?.component?.type ?? "the manifest"}: it has no type`
      : `Cannot build ${JSON.stringify(type)}: it is ${
        component && role ? `not a ${role.replaceAll("_", " ")}` : "not a component type"
      }`,
    at,
    hint: [meant && `Did you mean "${meant}"?`, role && `Types that fit here: ${known.join(", ")}`]
      .filter(Boolean).join(" ") || undefined,
  });
}

function onlyTypeOf(role: RoleName): string | undefined {
  const [only, ...others] = typesOfRole(role);
  return others.length === 0 ? only : undefined;
}

/** The type of a node that is known by its place, whatever type is written in it. */
function placeType({ node, parent }: Place): string | undefined {
  if (!parent?.component || node["type"] === undefined) return undefined;
  let slots = untypedSlots.get(parent.component);
  if (!slots) {
    slots = Object.entries(parent.component.fields).flatMap(([name, { shape }]) =>
      slotsOf(shape).flatMap(slotTypes).filter((type) => untyped.has(type)).map((type) => ({ name, type }))
    );
    untypedSlots.set(parent.component, slots);
  }
  return slots.find(({ name }) => holds(parent.node[name], node, 3))?.type;
}
const untypedSlots = new WeakMap<AnyComponent, { name: string; type: string }[]>();

/** What the slot of the parent that holds a node implies. */
function impliedType({ node, parent }: Place): string | undefined {
  if (!parent?.component) return undefined;
  for (const [name, { shape }] of Object.entries(parent.component.fields)) {
    if (holds(parent.node[name], node, 3)) return slotImplying(shape);
  }
  return undefined;
}

function slotImplying(shape: Shape): string | undefined {
  return slotsOf(shape).find(({ implied }) => implied !== undefined)?.implied;
}

function holds(value: Json | undefined, node: JsonObject, depth: number): boolean {
  if (value === node) return true;
  if (depth === 0 || typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => holds(item, node, depth - 1));
}

/** Defaults fill in what is missing; a `null` stays one. */
function withDefaults(component: AnyComponent, node: JsonObject): Record<string, unknown> {
  let defaults = knownDefaults.get(component);
  if (!defaults) {
    defaults = Object.entries(component.fields).flatMap(([name, field]) =>
      field.default === undefined ? [] : [[name, field.default]]
    );
    knownDefaults.set(component, defaults);
  }
  if (defaults.every(([name]) => node[name] !== undefined)) return node;
  const filled: Record<string, unknown> = { ...node };
  for (const [name, value] of defaults) filled[name] ??= node[name] === null ? null : value;
  return filled;
}
const knownDefaults = new WeakMap<AnyComponent, [name: string, value: unknown][]>();

/** Found by identity, from the parent down: only messages ask for it. */
function pathOf({ node, parent, path }: Place): Path {
  if (!parent) return path;
  const above = pathOf(parent);
  const steps = node === parent.node ? [] : search(parent.node, node, 6);
  // A node that a component made up itself stands where the component stands.
  return steps ? [...above, ...steps] : above;
}

function search(container: Json, wanted: JsonObject, depth: number): Path | undefined {
  if (depth === 0 || typeof container !== "object" || container === null) return undefined;
  const entries: [string | number, Json][] = Array.isArray(container)
    ? [...container.entries()]
    : isObject(container)
    ? Object.entries(container)
    : [];
  const direct = entries.find(([, value]) => value === wanted);
  if (direct) return [direct[0]];
  for (const [key, value] of entries) {
    const found = search(value, wanted, depth - 1);
    if (found) return [key, ...found];
  }
  return undefined;
}
