import { builtIn, type BuiltIns } from "../built_in.ts";
import { add } from "../python/arithmetic.ts";
import { index } from "../python/arguments.ts";
import { equals, order } from "../python/compare.ts";
import { PythonError, typeError } from "../python/errors.ts";
import { isHostObject } from "../python/host_object.ts";
import { iterate, lengthOf, listOf, truthy, tryIterate } from "../python/iterate.ts";
import { sortList } from "../python/list_methods.ts";
import { dictEntries, isDict } from "../python/mapping.ts";
import { Markup, PyIterator, Undefined } from "../python/objects.ts";
import { codePoints } from "../python/strings.ts";
import { str } from "../python/text.ts";
import { typeName } from "../python/type_name.ts";
import { NamedTuple, PySet, tuple } from "../python/values.ts";
import { checkKey } from "../python/mapping.ts";
import { attributeGetter, attributesGetter, comparable } from "./attribute_getter.ts";

function length(value: unknown): number {
  const found = lengthOf(value);
  if (found === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return found;
}

function first(value: unknown): unknown {
  for (const item of iterate(value)) return item;
  return new Undefined("No first item, sequence was empty.");
}

/** The items backwards, where Python's `reversed()` takes the value. */
function backwards(value: unknown): unknown[] {
  if (value instanceof PyIterator || value instanceof PySet || isHostObject(value)) {
    throw typeError(`'${typeName(value)}' object is not reversible`);
  }
  return listOf(value).reverse();
}

function last(value: unknown): unknown {
  const [item] = backwards(value);
  return item === undefined ? new Undefined("No last item, sequence was empty.") : item;
}

function reverse(value: unknown): unknown {
  if (typeof value === "string") return codePoints(value).reverse().join("");
  if (value instanceof Markup) return new Markup(codePoints(value.text).reverse().join(""));
  if (!tryIterate(value)) throw new PythonError("FilterArgumentError", "argument must be iterable");
  const items = listOf(value).reverse();
  return value instanceof PyIterator || value instanceof PySet || isHostObject(value)
    ? items
    : new PyIterator(items);
}

function extreme(sign: 1 | -1) {
  return (value: unknown, caseSensitive: unknown, attribute: unknown): unknown => {
    const key = attributeGetter(attribute, comparable(truthy(caseSensitive)));
    let best: unknown, bestKey: unknown;
    for (const item of iterate(value)) {
      const itemKey = key(item);
      if (best === undefined || order(itemKey, bestKey) * sign > 0) [best, bestKey] = [item, itemKey];
    }
    return best === undefined ? new Undefined("No aggregated item, sequence was empty.") : best;
  };
}

function* batch(value: unknown, size: unknown, fill: unknown = null): Generator<unknown[]> {
  const limit = index(size);
  let row: unknown[] = [];
  for (const item of iterate(value)) {
    if (row.length === limit) {
      yield row;
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return;
  while (fill !== null && row.length < limit) row.push(fill);
  yield row;
}

function* slices(value: unknown, count: unknown, fill: unknown = null): Generator<unknown[]> {
  const items = listOf(value), total = index(count);
  if (total === 0) throw new PythonError("ZeroDivisionError", "integer division or modulo by zero");
  const size = Math.floor(items.length / total), extra = items.length % total;
  for (let i = 0, start = 0; i < total; i++) {
    const end = start + size + (i < extra ? 1 : 0);
    const part = items.slice(start, end);
    if (fill !== null && i >= extra) part.push(fill);
    yield part;
    start = end;
  }
}

function* unique(value: unknown, caseSensitive: unknown, attribute: unknown): Generator<unknown> {
  const key = attributeGetter(attribute, comparable(truthy(caseSensitive)));
  const seen = new PySet();
  for (const item of iterate(value)) {
    const itemKey = checkKey(key(item));
    if (seen.has(itemKey)) continue;
    seen.add(itemKey);
    yield item;
  }
}

function groupBy(
  value: unknown,
  attribute: unknown,
  fallback: unknown = null,
  caseSensitive: unknown,
): NamedTuple[] {
  const key = attributeGetter(attribute, comparable(truthy(caseSensitive)), fallback);
  const grouper = attributeGetter(attribute, undefined, fallback);
  const items = listOf(value);
  sortList(items, key);
  const groups: { key: unknown; list: unknown[] }[] = [];
  for (const item of items) {
    const itemKey = key(item);
    const group = groups.at(-1);
    if (group && equals(group.key, itemKey)) group.list.push(item);
    else groups.push({ key: itemKey, list: [item] });
  }
  return groups.map(({ list }) => new NamedTuple({ grouper: grouper(list[0]), list }));
}

function sum(value: unknown, attribute: unknown = null, start: unknown = 0): unknown {
  if (typeof start === "string") throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
  const read = attributeGetter(attribute);
  let total = start;
  for (const item of iterate(value)) total = add(total, read(item));
  return total;
}

function dictSort(value: unknown, caseSensitive: unknown, by: unknown = "key", reversed: unknown): unknown {
  if (by !== "key" && by !== "value") {
    throw new PythonError("FilterArgumentError", 'You can only sort by either "key" or "value"');
  }
  if (value instanceof Undefined) return value.fail();
  if (!isDict(value)) {
    throw new PythonError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
  }
  const pairs: unknown[] = dictEntries(value).map(tuple);
  const after = comparable(truthy(caseSensitive));
  sortList(pairs, (pair) => after(Array.isArray(pair) ? pair[by === "key" ? 0 : 1] : null), truthy(reversed));
  return pairs;
}

function sorted(
  value: unknown,
  reversed: unknown,
  caseSensitive: unknown,
  attribute: unknown = null,
): unknown[] {
  const items = listOf(value);
  sortList(items, attributesGetter(attribute, comparable(truthy(caseSensitive))), truthy(reversed));
  return items;
}

const lengthFilter = builtIn("obj, /", length, ["{{ [1, 2] | length }}", 2], ["{{ 'a😀' | length }}", 2]);

export const listFilters: BuiltIns = {
  length: lengthFilter,
  count: lengthFilter,
  first: builtIn("seq", first, ["{{ [3, 1] | first }}", 3], ["{{ [] | first | default('-') }}", "-"]),
  last: builtIn("seq", last, ["{{ [3, 1] | last }}", 1]),
  random: builtIn("seq", (seq) => {
    const items = listOf(seq);
    return items.length === 0
      ? new Undefined("No random item, sequence was empty.")
      : items[Math.floor(Math.random() * items.length)];
  }, ["{{ [5, 5] | random }}", 5]),
  list: builtIn("value", listOf, ["{{ 'ab' | list }}", ["a", "b"]]),
  reverse: builtIn("value", reverse, ["{{ 'abc' | reverse }}", "cba"], ["{{ [1, 2] | reverse | list }}", [
    2,
    1,
  ]]),
  join: builtIn(
    "value, d?, attribute?",
    (value, separator = "", attribute = null) =>
      Array.from(iterate(value), attributeGetter(attribute, str)).join(str(separator)),
    ["{{ [1, none] | join('-') }}", "1-None"],
  ),
  sort: builtIn("value, reverse?, case_sensitive?, attribute?", sorted, ["{{ ['b', 'a', 'C'] | sort }}", [
    "a",
    "b",
    "C",
  ]]),
  dictsort: builtIn(
    "value, case_sensitive?, by?, reverse?",
    dictSort,
    ["{{ {'b': 1, 'A': 2} | dictsort }}", [tuple(["A", 2]), tuple(["b", 1])]],
  ),
  groupby: builtIn(
    "value, attribute, default?, case_sensitive?",
    groupBy,
    ["{{ [{'k': 2}, {'k': 1}] | groupby('k') | map('first') | list }}", [1, 2]],
  ),
  unique: builtIn(
    "value, case_sensitive?, attribute?",
    (...args) => new PyIterator(unique(args[0], args[1], args[2])),
    ["{{ ['a', 'A', 'b'] | unique | list }}", ["a", "b"]],
  ),
  min: builtIn("value, case_sensitive?, attribute?", extreme(-1), ["{{ [3, 1] | min }}", 1]),
  max: builtIn("value, case_sensitive?, attribute?", extreme(1), ["{{ ['a', 'B'] | max }}", "B"]),
  sum: builtIn("iterable, attribute?, start?", sum, ["{{ [1, 2] | sum(start=5) }}", 8]),
  batch: builtIn(
    "value, linecount, fill_with?",
    (...args) => new PyIterator(batch(args[0], args[1], args[2])),
    ["{{ [1, 2, 3] | batch(2, 'x') | list }}", [[1, 2], [3, "x"]]],
  ),
  slice: builtIn(
    "value, slices, fill_with?",
    (...args) => new PyIterator(slices(args[0], args[1], args[2])),
    ["{{ [1, 2, 3] | slice(2) | list }}", [[1, 2], [3]]],
  ),
  items: builtIn("value", (value) => {
    if (value instanceof Undefined) return new PyIterator([]);
    if (!isDict(value)) throw typeError("Can only get item pairs from a mapping.");
    return new PyIterator(dictEntries(value).map(tuple));
  }, ["{{ {'a': 1} | items | list }}", [tuple(["a", 1])]]),
};
