import { builtIn, type BuiltIns, variadic } from "../built_in.ts";
import { order } from "../python/compare.ts";
import { dictOf } from "../python/dict_methods.ts";
import { PythonError, typeError, valueError } from "../python/errors.ts";
import { iterate } from "../python/iterate.ts";
import { dictEntries } from "../python/mapping.ts";
import { Attributes, type Named, Namespace, PyFunction } from "../python/objects.ts";
import { str } from "../python/text.ts";

/** `max(1, 2)` or `max([1, 2])`; the first of equal ones. */
function extreme(name: string, sign: 1 | -1) {
  return (args: unknown[], named: Named | undefined): unknown => {
    if (named) throw typeError(`${name}() got an unexpected keyword argument`);
    if (args.length === 0) throw typeError(`${name} expected at least 1 argument, got 0`);
    const items = args.length === 1 ? iterate(args[0]) : args;
    let best: unknown;
    for (const item of items) {
      if (best === undefined || order(item, best, sign === 1 ? ">" : "<") * sign > 0) best = item;
    }
    if (best === undefined) throw valueError(`${name}() arg is an empty sequence`);
    return best;
  };
}

function cycler(items: unknown[]): Attributes {
  if (items.length === 0) throw new PythonError("RuntimeError", "at least one item has to be provided");
  let position = 0;
  const next = new PyFunction("next", () => {
    const item = items[position];
    position = (position + 1) % items.length;
    return item;
  });
  const reset = new PyFunction("reset", () => {
    position = 0;
    return null;
  });
  return new Attributes("Cycler", (name) => {
    switch (name) {
      case "next":
        return next;
      case "reset":
        return reset;
      case "current":
        return items[position];
    }
    return undefined;
  });
}

function joiner(separator: string): Attributes {
  let used = false;
  const run = new PyFunction("joiner", () => {
    const text = used ? separator : "";
    used = true;
    return text;
  });
  return new Attributes("Joiner", (name) => name === "__call__" ? run : undefined);
}

function namespace(args: unknown[], named: Named | undefined): Namespace {
  const made = new Namespace();
  for (const [name, value] of dictEntries(dictOf(args, named))) made.attributes.set(str(name), value);
  return made;
}

/** Global functions about values of any kind. */
export const valueGlobals: BuiltIns = {
  max: variadic(extreme("max", 1), ["{{ max(1, 2.5) }}", 2.5], ["{{ max([1, 5, 3]) }}", 5]),
  min: variadic(extreme("min", -1), ["{{ min('b', 'a') }}", "a"]),
  dict: variadic(dictOf, ["{{ dict(a=1, b='x') }}", { a: 1, b: "x" }]),
  namespace: variadic(namespace, ["{% set ns = namespace(n=1) %}{% set ns.n = 2 %}{{ ns.n }}", 2]),
  cycler: variadic((args) => cycler(args), ["{{ cycler('a', 'b').next() }}", "a"]),
  joiner: builtIn(
    "sep?",
    (separator = ", ") => joiner(str(separator)),
    ["{% set c = joiner(',') %}{{ c() }}a{{ c() }}b", "a,b"],
  ),
  lipsum: builtIn(
    "n?, html?, min?, max?",
    () => "<p>Lorem ipsum dolor sit amet.</p>",
    ["{{ lipsum() | length > 9 }}", true],
  ),
};
