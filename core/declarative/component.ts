/**
 * How a component of the declarative language is declared: its fields and what it does, in one value.
 * The fields are the only source: the type of `def`, validation, the JSON Schema for editors and the docs
 * page all come from them.
 */
import type { JsonObject } from "../json.ts";
import type { BuildContext } from "./context.ts";
import type { RoleName, Roles } from "./roles.ts";

/** A component of a manifest that is not built yet. It keeps its role, so that `ctx.build` knows its type. */
export type ComponentNode<R extends RoleName = RoleName> = JsonObject & { readonly [nodeRole]?: R };
declare const nodeRole: unique symbol;

/** What a field accepts. `T` is the type of its value in `def`. */
export interface Field<T> {
  readonly shape: Shape;
  readonly required: boolean;
  readonly default?: unknown;
  readonly summary?: string;
  /** Carries `T`; never set. */
  readonly type?: T;
}

/** The accepted forms of a value, as data: validation and the JSON Schema both walk it. */
export type Shape =
  | { kind: "string"; template: boolean }
  | { kind: "integer" | "number" } & Bounds
  | { kind: "boolean" | "object" | "any" | "null" }
  | { kind: "fields"; fields: Fields; closed?: boolean }
  | { kind: "enum"; values: readonly string[] }
  | { kind: "list"; items: Shape } & ListBounds
  | { kind: "map"; values: Shape }
  | { kind: "union"; options: readonly Shape[] }
  | { kind: "slot"; role: RoleName; implied?: string; only?: readonly string[] };

/** What a list has to have. */
interface ListBounds {
  readonly minItems?: number;
  /** No item twice. */
  readonly unique?: boolean;
}

/** Which numbers are accepted. */
export interface Bounds {
  readonly minimum?: number;
  /** The number has to be greater than this. */
  readonly above?: number;
}

/** The value of a field, as `def` has it. */
type ValueOf<F> = F extends Field<infer T> ? T : never;
type Fields = Record<string, Field<unknown>>;

/** The typed definition of a component: what the manifest says, after references, types and parameters. */
export type Def<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** A component type of the declarative language. */
export interface Component<R extends RoleName = RoleName, F extends Fields = Fields> {
  /** The name in `type:`. */
  readonly type: string;
  readonly role: R;
  /** One line for the docs page: what it does. */
  readonly summary: string;
  readonly fields: F;
  /** Extra keys are allowed (schema: `additionalProperties: true`). */
  readonly open?: boolean;
  /** Why this component's fields differ from the public schema, where they do: field name → reason. */
  readonly differences?: Record<string, string>;
  build(def: Def<F>, ctx: BuildContext): Roles[R];
}

/** Declares a component; infers the type of `def` from its fields. */
export function component<R extends RoleName, F extends Fields>(
  declaration: Component<R, F>,
): Component<R, F> {
  return declaration;
}

const field = <T>(shape: Shape): Field<T> => ({ shape, required: true });

/** Text that is used as it stands. */
export const string = (): Field<string> => field({ kind: "string", template: false });
/** Text with Jinja in it; compile it with `ctx.text(def.x)`. */
export const template = (): Field<string> => field({ kind: "string", template: true });
export const integer = (options: Bounds = {}): Field<number> => field({ kind: "integer", ...options });
export const number = (options: Bounds = {}): Field<number> => field({ kind: "number", ...options });
export const boolean = (): Field<boolean> => field({ kind: "boolean" });
/** Any JSON object. */
export const object = (): Field<JsonObject> => field({ kind: "object" });
/** A JSON object with known keys that is no component; other keys are allowed, unless it is closed. */
export const fields = <F extends Fields>(inner: F, options: { closed?: boolean } = {}): Field<Def<F>> =>
  field({ kind: "fields", fields: inner, ...options });
/** An explicit `null`. */
export const nothing = (): Field<null> => field({ kind: "null" });
/** Anything at all. */
export const any = (): Field<unknown> => field({ kind: "any" });
/** One of a fixed set of words. */
export const choice = <const V extends string>(...values: readonly V[]): Field<V> =>
  field({ kind: "enum", values });
export const list = <T>(items: Field<T>, options: ListBounds = {}): Field<T[]> =>
  field({ kind: "list", items: items.shape, ...options });
export const map = <T>(values: Field<T>): Field<Record<string, T>> =>
  field({ kind: "map", values: values.shape });
export const union = <const F extends readonly Field<unknown>[]>(...options: F): Field<ValueOf<F[number]>> =>
  field({ kind: "union", options: options.map((option) => option.shape) });
/**
 * A place for another component of a role. `implied` is the type where none is written; `only` narrows the
 * accepted types of the role.
 */
export const slot = <R extends RoleName>(
  role: R,
  options: { implied?: string; only?: readonly string[] } = {},
): Field<ComponentNode<R>> => field({ kind: "slot", role, ...options });

/** A field that may be left out; with a default, `def` never lacks it. */
export function optional<T>(inner: Field<T>): Field<T | undefined>;
export function optional<T>(inner: Field<T>, value: T): Field<T>;
export function optional<T>(inner: Field<T>, value?: T): Field<T | undefined> {
  return { ...inner, required: false, ...(value === undefined ? {} : { default: value }) };
}

/** A field with its line for the docs page. */
export const described = <T>(inner: Field<T>, summary: string): Field<T> => ({ ...inner, summary });
