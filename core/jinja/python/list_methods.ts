/** Methods of Python's `list` and `tuple`. */
import { index } from "./arguments.ts";
import { type Method, method } from "./calls.ts";
import { indexOf, order, same } from "./compare.ts";
import { PythonError, typeError, valueError } from "./errors.ts";
import { listOf, truthy } from "./iterate.ts";
import { PyFunction } from "./objects.ts";
import { typeName } from "./type_name.ts";

/** The wanted item of a list. @throws {PythonError} IndexError */
function checkedIndex(list: unknown[], wanted: number, what: string): number {
  const at = wanted < 0 ? wanted + list.length : wanted;
  if (at < 0 || at >= list.length) throw new PythonError("IndexError", `${what} index out of range`);
  return at;
}

function find(list: unknown[], value: unknown, start: unknown, stop: unknown): number {
  const bound = (at: number) => Math.max(0, at < 0 ? at + list.length : at);
  const at = indexOf(
    list,
    value,
    bound(index(start, 0)),
    Math.min(list.length, bound(index(stop, list.length))),
  );
  if (at < 0) throw valueError("value is not in list");
  return at;
}

const count = (list: unknown[], value: unknown) => list.filter((one) => same(one, value)).length;

/** Sorts in place and stably, as `list.sort` does. */
export function sortList(list: unknown[], key?: (value: unknown) => unknown, reverse = false): void {
  const keyed = list.map((value) => ({ value, key: key ? key(value) : value }));
  // Reversing before and after keeps equal items in their order.
  if (reverse) keyed.reverse();
  keyed.sort((a, b) => order(a.key, b.key));
  if (reverse) keyed.reverse();
  keyed.forEach(({ value }, i) => list[i] = value);
}

export const tupleMethods: Record<string, Method<unknown[]>> = {
  index: method("value, start?, stop?, /", find),
  count: method("value, /", count),
};

export const listMethods: Record<string, Method<unknown[]>> = {
  ...tupleMethods,
  append: method("object, /", (list: unknown[], value) => {
    list.push(value);
    return null;
  }),
  extend: method("iterable, /", (list: unknown[], items) => {
    list.push(...listOf(items));
    return null;
  }),
  insert: method("index, object, /", (list: unknown[], at, value) => {
    const wanted = index(at);
    list.splice(wanted < 0 ? Math.max(0, wanted + list.length) : wanted, 0, value);
    return null;
  }),
  pop: method("index?, /", (list: unknown[], at) => {
    if (list.length === 0) throw new PythonError("IndexError", "pop from empty list");
    return list.splice(checkedIndex(list, index(at, -1), "pop"), 1)[0];
  }),
  remove: method("value, /", (list: unknown[], value) => {
    list.splice(find(list, value, undefined, undefined), 1);
    return null;
  }),
  clear: method("", (list: unknown[]) => {
    list.length = 0;
    return null;
  }),
  copy: method("", (list: unknown[]) => [...list]),
  reverse: method("", (list: unknown[]) => {
    list.reverse();
    return null;
  }),
  sort: method("*, key?, reverse?", (list: unknown[], key, reverse) => {
    if (key !== undefined && key !== null && !(key instanceof PyFunction)) {
      throw typeError(`'${typeName(key)}' object is not callable`);
    }
    sortList(
      list,
      key instanceof PyFunction ? (value) => key.call([value], undefined) : undefined,
      truthy(reverse),
    );
    return null;
  }),
};
