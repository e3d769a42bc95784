import { bindArguments } from "./python/calls.ts";
import type { Named } from "./python/objects.ts";

/** A template and what it gives: documentation that runs as a test. */
export type Example = readonly [template: string, result: unknown];

/** A filter, test or global function; filters and tests take their value as the first argument. */
export interface BuiltIn {
  call(args: unknown[], named: Named | undefined): unknown;
  examples: readonly Example[];
}

/** One with fixed parameters, such as `"value, default?, base?"`. */
export function builtIn(
  parameters: string,
  run: (...args: unknown[]) => unknown,
  ...examples: readonly Example[]
): BuiltIn {
  const bind = bindArguments("function", parameters);
  return { call: (args, named) => run(...bind(args, named)), examples };
}

/** One that takes its arguments as they come. */
export function variadic(call: BuiltIn["call"], ...examples: readonly Example[]): BuiltIn {
  return { call, examples };
}

export type BuiltIns = Record<string, BuiltIn>;
