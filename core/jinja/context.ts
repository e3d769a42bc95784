import { globalFunction } from "./globals/mod.ts";

/** Names in scope besides `config` and `parameters`, such as `record`, `response` or `stream_slice`. */
export type Scope = Record<string, unknown>;

/** What a running template reads from. */
export interface Context {
  readonly scope: Scope;
  readonly config: unknown;
  readonly parameters: unknown;
  /** Values of the names that the template itself sets. */
  readonly slots: unknown[];
}

export type Evaluate = (context: Context) => unknown;

/** Second names of the slice, for its cursor's and its partition's part. */
const aliases: Record<string, string> = { stream_interval: "stream_slice", stream_partition: "stream_slice" };

/** Reads a name from the scope; `undefined` where there is none. */
export function scopeReader(name: string): Evaluate {
  if (name === "config") return (context) => context.config;
  if (name === "parameters") return (context) => context.parameters;
  const key = scopeKey(name);
  const known = globalFunction(name);
  if (known) return (context) => own(context.scope, key) ?? known;
  if (key in Object.prototype) return (context) => own(context.scope, key);
  return (context) => context.scope[key];
}

function own(scope: Scope, key: string): unknown {
  return Object.hasOwn(scope, key) ? scope[key] : undefined;
}

/** Whether a name is one that every template knows. */
export function isAlwaysDeclared(name: string): boolean {
  return name === "config" || name === "parameters" || globalFunction(name) !== undefined;
}

/** The key of a scope under which a name's value is found. */
export function scopeKey(name: string): string {
  return Object.hasOwn(aliases, name) ? aliases[name] ?? name : name;
}

/** Whether a name that a template needs is not in scope. */
export function isMissing(scope: Scope, name: string): boolean {
  return own(scope, scopeKey(name)) === undefined;
}

/** A quick check that names are in scope. */
export function scopeCheck(names: readonly string[]): (scope: Scope) => boolean {
  const keys = names.map(scopeKey);
  if (keys.some((key) => key in Object.prototype)) {
    return (scope) => keys.every((key) => Object.hasOwn(scope, key));
  }
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return (scope) => scope[only] !== undefined;
  return (scope) => {
    for (const key of keys) if (scope[key] === undefined) return false;
    return true;
  };
}
