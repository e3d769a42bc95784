import { DateTime, Duration, PyDate, TimeDelta } from "../../datetime/mod.ts";
import { Float } from "../../json.ts";
import { isHostObject } from "./host_object.ts";
import { Attributes, DictView, Markup, Namespace, PyFunction, PyIterator, Undefined } from "./objects.ts";
import { PySet, Tuple } from "./values.ts";

/** Python's `type(value).__name__`. */
export function typeName(value: unknown): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "number":
      return Number.isInteger(value) ? "int" : "float";
    case "bigint":
      return "int";
    case "boolean":
      return "bool";
    case "symbol":
      return "ellipsis";
    case "undefined":
      return "NoneType";
  }
  if (value === null) return "NoneType";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (Array.isArray(value)) return "list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof PySet) return "set";
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Markup) return "Markup";
  if (value instanceof PyIterator) return "generator";
  if (value instanceof PyFunction) return "builtin_function_or_method";
  if (value instanceof DictView) return value.kind;
  if (value instanceof Namespace) return "Namespace";
  if (value instanceof Attributes) return value.typeName;
  if (value instanceof DateTime) return "datetime";
  if (value instanceof PyDate) return "date";
  if (value instanceof TimeDelta) return "timedelta";
  if (value instanceof Duration) return "Duration";
  return isHostObject(value) ? "Mapping" : "dict";
}
