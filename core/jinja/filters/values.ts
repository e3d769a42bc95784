import { builtIn, type BuiltIns } from "../built_in.ts";
import { getAttribute, missing } from "../python/attributes.ts";
import { truthy } from "../python/iterate.ts";
import { isDict } from "../python/mapping.ts";
import { Undefined } from "../python/objects.ts";
import { text } from "../python/arguments.ts";
import { dictMethod } from "../python/dict_methods.ts";
import { attribute as hostAttribute, isHostObject } from "../python/host_object.ts";

const fallback = builtIn(
  "value, default_value?, boolean?",
  (value, other = "", boolean) =>
    value instanceof Undefined || truthy(boolean) && !truthy(value) ? other : value,
  ["{{ config.missing | default('d') }}", "d"],
  ["{{ none | default('d') }}", null],
  ["{{ none | default('d', true) }}", "d"],
);

export const valueFilters: BuiltIns = {
  default: fallback,
  d: fallback,
  // Attributes only: the items of a mapping do not count.
  attr: builtIn("obj, name", (value, name) => {
    const wanted = text(name);
    if (isDict(value) && !dictMethod(value, wanted)) {
      const own = isHostObject(value) ? value[hostAttribute]?.(wanted) : undefined;
      return own === undefined ? missing(value, name) : own;
    }
    return getAttribute(value, wanted);
  }, ["{{ {'a': 1} | attr('a') }}", ""]),
};
