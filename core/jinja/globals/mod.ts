/** All functions that templates can call by name. */
import { PyFunction } from "../python/objects.ts";
import type { BuiltIns } from "../built_in.ts";
import { dateGlobals } from "./dates.ts";
import { textGlobals } from "./text.ts";
import { valueGlobals } from "./values.ts";

export const globals: BuiltIns = { ...dateGlobals, ...textGlobals, ...valueGlobals };

const functions = new Map(
  Object.entries(globals).map(([name, { call }]) => [name, new PyFunction(name, call)] as const),
);

/** The global function of that name. */
export function globalFunction(name: string): PyFunction | undefined {
  return functions.get(name);
}
