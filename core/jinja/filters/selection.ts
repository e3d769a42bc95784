import { type BuiltIn, type BuiltIns, variadic } from "../built_in.ts";
import { PythonError } from "../python/errors.ts";
import { iterate, truthy } from "../python/iterate.ts";
import { type Named, PyIterator } from "../python/objects.ts";
import { str } from "../python/text.ts";
import { attributeGetter } from "./attribute_getter.ts";

type Find = (name: string) => BuiltIn | undefined;

const argumentError = (message: string) => new PythonError("FilterArgumentError", message);

/** Filters that apply other filters and tests by name. */
export function selectionFilters(findFilter: Find, findTest: Find): BuiltIns {
  const named = (kind: string, find: Find, name: unknown): BuiltIn => {
    const found = find(str(name));
    if (!found) throw new PythonError("TemplateRuntimeError", `No ${kind} named ${str(name)}.`);
    return found;
  };

  function prepareMap(args: unknown[], options: Named | undefined): (item: unknown) => unknown {
    if (args.length === 0 && options && "attribute" in options) {
      const { attribute, default: fallback = null, ...rest } = options;
      for (const key in rest) throw argumentError(`Unexpected keyword argument '${key}'`);
      return attributeGetter(attribute, undefined, fallback);
    }
    const [name, ...rest] = args;
    if (name === undefined) throw argumentError("map requires a filter argument");
    return (item) => named("filter", findFilter, name).call([item, ...rest], options);
  }

  function prepareTest(
    args: unknown[],
    options: Named | undefined,
    byAttribute: boolean,
  ): (item: unknown) => boolean {
    const [attribute, ...others] = byAttribute ? args : [null, ...args];
    if (attribute === undefined) throw argumentError("Missing parameter for attribute name");
    const read = attributeGetter(attribute);
    const [name, ...rest] = others;
    if (name === undefined) return (item) => truthy(read(item));
    return (item) => truthy(named("test", findTest, name).call([read(item), ...rest], options));
  }

  // Lazy, as in Jinja: nothing is asked before the items are.
  function* map([value, ...args]: unknown[], options: Named | undefined): Generator<unknown> {
    if (!truthy(value)) return;
    const apply = prepareMap(args, options);
    for (const item of iterate(value)) yield apply(item);
  }

  function* select(
    [value, ...args]: unknown[],
    options: Named | undefined,
    wanted: boolean,
    byAttribute: boolean,
  ): Generator<unknown> {
    if (!truthy(value)) return;
    const test = prepareTest(args, options, byAttribute);
    for (const item of iterate(value)) if (test(item) === wanted) yield item;
  }

  const selection = (wanted: boolean, byAttribute: boolean, ...examples: BuiltIn["examples"]) =>
    variadic((args, options) => new PyIterator(select(args, options, wanted, byAttribute)), ...examples);

  return {
    map: variadic(
      (args, options) => new PyIterator(map(args, options)),
      ["{{ ['a', 'b'] | map('upper') | join }}", "AB"],
      ["{{ [{'x': 1}, {}] | map(attribute='x', default=0) | list }}", [1, 0]],
    ),
    select: selection(true, false, ["{{ [1, 2, 3] | select('odd') | list }}", [1, 3]]),
    reject: selection(false, false, ["{{ [1, none] | reject('none') | list }}", [1]]),
    selectattr: selection(true, true, ["{{ [{'v': 1}, {'v': 2}] | selectattr('v', 'gt', 1) | list }}", [{
      v: 2,
    }]]),
    rejectattr: selection(false, true, ["{{ [{'v': 0}, {'v': 2}] | rejectattr('v') | list }}", [{ v: 0 }]]),
  };
}
