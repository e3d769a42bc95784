/** Methods of Python's `dict`, and those that every mapping has. */
import { type Method } from "./calls.ts";
import { bindArguments } from "./calls.ts";
import { PythonError, typeError, valueError } from "./errors.ts";
import { asMapping, isHostObject } from "./host_object.ts";
import { iterate, listOf } from "./iterate.ts";
import {
  type Dict,
  dictDelete,
  dictEntries,
  dictGet,
  dictKeys,
  dictSet,
  isDict,
  makeDict,
} from "./mapping.ts";
import { DictView, type Named } from "./objects.ts";
import { repr } from "./text.ts";
import { PyDict, tuple } from "./values.ts";

const method = (parameters: string, run: (dict: Dict, ...args: unknown[]) => unknown): Method<Dict> => {
  const bind = bindArguments("method", parameters);
  return (dict, args, named) => run(dict, ...bind(args, named));
};

/** The pairs that `dict(value)` and `update(value)` read. */
export function pairsOf(value: unknown): [unknown, unknown][] {
  if (isDict(value)) return dictEntries(value).map(([key, one]) => [key, one]);
  return Array.from(iterate(value), (pair, i) => {
    const [key, one, ...rest] = listOf(pair);
    if (one === undefined || rest.length > 0) {
      throw valueError(
        `dictionary update sequence element #${i} has length ${listOf(pair).length}; 2 is required`,
      );
    }
    return [key, one];
  });
}

/** `dict(pairs, **named)` */
export function dictOf(args: unknown[], named: Named | undefined): Dict {
  if (args.length > 1) throw typeError(`dict expected at most 1 argument, got ${args.length}`);
  const dict = new PyDict(args.length === 0 ? [] : pairsOf(args[0]));
  for (const [key, value] of Object.entries(named ?? {})) dict.set(key, value);
  return makeDict(dict.entries());
}

/** Methods of all mappings, read-only ones included. */
export const mappingMethods: Record<string, Method<Dict>> = {
  get: method("key, default?, /", (dict, key, fallback = null) => {
    const value = dictGet(dict, key);
    return value === undefined ? fallback : value;
  }),
  keys: method("", (dict) => new DictView("dict_keys", () => dictKeys(dict))),
  values: method(
    "",
    (dict) => new DictView("dict_values", () => dictEntries(dict).map(([, value]) => value)),
  ),
  items: method("", (dict) => new DictView("dict_items", () => dictEntries(dict).map(tuple))),
};

export const dictMethods: Record<string, Method<Dict>> = {
  ...mappingMethods,
  copy: method("", (dict) => makeDict(dictEntries(dict))),
  pop: method("key, default?, /", (dict, key, fallback) => {
    const value = dictGet(dict, key);
    if (value !== undefined) {
      dictDelete(dict, key);
      return value;
    }
    if (fallback === undefined) throw new PythonError("KeyError", repr(key));
    return fallback;
  }),
  popitem: method("", (dict) => {
    const last = dictEntries(dict).at(-1);
    if (!last) throw new PythonError("KeyError", "'popitem(): dictionary is empty'");
    dictDelete(dict, last[0]);
    return tuple(last);
  }),
  setdefault: method("key, default?, /", (dict, key, fallback = null) => {
    const value = dictGet(dict, key);
    if (value !== undefined) return value;
    dictSet(dict, key, fallback);
    return fallback;
  }),
  update(dict, args, named) {
    if (args.length > 1) throw typeError(`update expected at most 1 argument, got ${args.length}`);
    for (const [key, value] of args.length === 0 ? [] : pairsOf(args[0])) dictSet(dict, key, value);
    for (const [key, value] of Object.entries(named ?? {})) dictSet(dict, key, value);
    return null;
  },
  clear: method("", (dict) => {
    for (const key of dictKeys(dict)) dictDelete(dict, key);
    return null;
  }),
  fromkeys: method(
    "iterable, value?, /",
    (_dict, keys, value = null) => makeDict(listOf(keys).map((key) => [key, value] as const)),
  ),
};

/** The method of a mapping by that name, if it has one. */
export function dictMethod(dict: Dict, name: string): Method<Dict> | undefined {
  const methods = isHostObject(dict) ? mappingMethods : dictMethods;
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** The plain object or PyDict behind a mapping. */
export function plainDict(dict: Dict): Record<string, unknown> | PyDict {
  return isHostObject(dict) ? dict[asMapping]() : dict;
}
