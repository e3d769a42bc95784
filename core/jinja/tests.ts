/** All tests of templates: what can stand behind `is`. */
import { builtIn, type BuiltIns } from "./built_in.ts";
import { modulo } from "./python/arithmetic.ts";
import { contains, equals, order } from "./python/compare.ts";
import { lengthOf, tryIterate } from "./python/iterate.ts";
import { isDict } from "./python/mapping.ts";
import { isFloat, isNumber } from "./python/numbers.ts";
import { Attributes, Markup, PyFunction, Undefined } from "./python/objects.ts";
import { isLower, isUpper } from "./python/string_case.ts";
import { asText } from "./python/strings.ts";
import { str } from "./python/text.ts";
import { PySet } from "./python/values.ts";
import { filters } from "./filters/mod.ts";

const isBoolean = (value: unknown) => typeof value === "boolean";
const isInteger = (value: unknown) => typeof value === "bigint" || Number.isInteger(value);

const equalTo = builtIn("a, b, /", equals, ["{{ 1 is eq 1.0 }}", true]);
const notEqualTo = builtIn("a, b, /", (a, b) => !equals(a, b), ["{{ 3 is ne(4) }}", true]);
const greater = builtIn("a, b, /", (a, b) => order(a, b, ">") > 0, ["{{ 3 is gt 2 }}", true]);
const greaterOrEqual = builtIn("a, b, /", (a, b) => order(a, b, ">=") >= 0, ["{{ 3 is ge 3 }}", true]);
const less = builtIn("a, b, /", (a, b) => order(a, b, "<") < 0, ["{{ 3 is lt 2 }}", false]);
const lessOrEqual = builtIn("a, b, /", (a, b) => order(a, b, "<=") <= 0, ["{{ 3 is le(3) }}", true]);

export const tests: BuiltIns = {
  defined: builtIn("value", (value) => !(value instanceof Undefined), [
    "{{ config.missing is defined }}",
    false,
  ]),
  undefined: builtIn("value", (value) => value instanceof Undefined, [
    "{{ config.missing is undefined }}",
    true,
  ]),
  none: builtIn("value", (value) => value === null, ["{{ none is none }}", true]),
  boolean: builtIn("value", isBoolean, ["{{ 1 is boolean }}", false]),
  true: builtIn("value", (value) => value === true, ["{{ 1 is true }}", false]),
  false: builtIn("value", (value) => value === false, ["{{ 0 is false }}", false]),
  integer: builtIn("value", isInteger, ["{{ 1.0 is integer }}", false]),
  float: builtIn("value", isFloat, ["{{ 1.0 is float }}", true]),
  number: builtIn("value", isNumber, ["{{ true is number }}", true]),
  string: builtIn("value", (value) => asText(value) !== undefined, ["{{ 'x' is string }}", true]),
  mapping: builtIn("value", isDict, ["{{ {} is mapping }}", true]),
  iterable: builtIn("value", (value) => tryIterate(value) !== undefined, ["{{ 'x' is iterable }}", true]),
  sequence: builtIn(
    "value",
    (value) => lengthOf(value) !== undefined && !(value instanceof PySet),
    ["{{ {} is sequence }}", true],
    ["{{ 5 is sequence }}", false],
  ),
  callable: builtIn(
    "value",
    (value) =>
      value instanceof PyFunction || value instanceof Undefined ||
      value instanceof Attributes && value.get("__call__") !== undefined,
    ["{{ max is callable }}", true],
  ),
  escaped: builtIn("value", (value) => value instanceof Markup, ["{{ 'a' | e is escaped }}", true]),
  sameas: builtIn("value, other", (value, other) => Object.is(value, other), [
    "{{ true is sameas true }}",
    true,
  ]),
  in: builtIn("value, seq", (value, container) => contains(container, value), [
    "{{ 'a' is in 'abc' }}",
    true,
  ]),
  odd: builtIn("value", (value) => equals(modulo(value, 2), 1), ["{{ 3 is odd }}", true]),
  even: builtIn("value", (value) => equals(modulo(value, 2), 0), ["{{ 3 is even }}", false]),
  divisibleby: builtIn("value, num", (value, by) => equals(modulo(value, by), 0), [
    "{{ 10 is divisibleby 5 }}",
    true,
  ]),
  lower: builtIn("value", (value) => isLower(str(value)), ["{{ 'abc' is lower }}", true]),
  upper: builtIn("value", (value) => isUpper(str(value)), ["{{ 'ABC' is upper }}", true]),
  filter: builtIn("value", (value) => typeof value === "string" && Object.hasOwn(filters, value), [
    "{{ 'upper' is filter }}",
    true,
  ]),
  test: builtIn("value", (value) => typeof value === "string" && Object.hasOwn(tests, value), [
    "{{ 'odd' is test }}",
    true,
  ]),
  "==": equalTo,
  eq: equalTo,
  equalto: equalTo,
  "!=": notEqualTo,
  ne: notEqualTo,
  ">": greater,
  gt: greater,
  greaterthan: greater,
  ">=": greaterOrEqual,
  ge: greaterOrEqual,
  "<": less,
  lt: less,
  lessthan: less,
  "<=": lessOrEqual,
  le: lessOrEqual,
};
