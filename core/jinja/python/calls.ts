import { typeError } from "./errors.ts";
import { type Named, PyFunction } from "./objects.ts";

interface Parameters {
  names: string[];
  required: number;
  positionalOnly: boolean;
  /** Further positional arguments follow, as in `*args`. */
  variadic: boolean;
}

function readParameters(text: string): Parameters {
  const parts = text.split(",").map((part) => part.trim()).filter(Boolean);
  const names = parts.filter((part) => part !== "/" && part !== "*");
  return {
    names: names.map((name) => name.replace("?", "")),
    required: names.filter((name) => !name.endsWith("?")).length,
    positionalOnly: parts.includes("/"),
    variadic: parts.includes("*"),
  };
}

/**
 * Puts a call's arguments in the order of the parameters; those not given are `undefined`.
 * @throws {PythonError} TypeError where they do not fit, as Python does
 */
export function bindArguments(
  name: string,
  text: string,
): (args: unknown[], named: Named | undefined) => unknown[] {
  const { names, required, positionalOnly, variadic } = readParameters(text);
  return (args, named) => {
    if (args.length > names.length && !variadic) {
      throw typeError(`${name}() takes at most ${names.length} arguments (${args.length} given)`);
    }
    if (named === undefined) {
      if (args.length >= required) return args;
      throw typeError(`${name}() missing a required argument: '${names[args.length]}'`);
    }
    if (positionalOnly) {
      for (const key in named) throw typeError(`${name}() takes no keyword arguments, got '${key}'`);
    }
    const bound = [...args];
    for (const [key, value] of Object.entries(named)) {
      const index = names.indexOf(key);
      if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
      if (index < args.length) throw typeError(`${name}() got multiple values for argument '${key}'`);
      bound[index] = value;
    }
    for (let i = 0; i < required; i++) {
      if (bound[i] === undefined) throw typeError(`${name}() missing a required argument: '${names[i]}'`);
    }
    return bound;
  };
}

/** A function of Python: `fn("max_length, end?", (length, end = "…") => …)`. */
export function pythonFunction(
  name: string,
  parameters: string,
  run: (...args: unknown[]) => unknown,
): PyFunction {
  const bind = bindArguments(name, parameters);
  return new PyFunction(name, (args, named) => run(...bind(args, named)));
}

/** A method: it takes the value it belongs to first. */
export type Method<T> = (self: T, args: unknown[], named: Named | undefined) => unknown;

export function method<T>(parameters: string, run: (self: T, ...args: unknown[]) => unknown): Method<T> {
  const bind = bindArguments("method", parameters);
  return (self, args, named) => run(self, ...bind(args, named));
}
