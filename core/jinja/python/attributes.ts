/** `value.name` and `value[key]`, as Jinja's sandbox looks them up. */
import { DateTime, Duration, PyDate, TimeDelta } from "../../datetime/mod.ts";
import type { Method } from "./calls.ts";
import { dateAttribute, dateMethod } from "./datetime_methods.ts";
import { dictMethod, dictMethods } from "./dict_methods.ts";
import { PythonError, typeError } from "./errors.ts";
import { attribute, isHostObject } from "./host_object.ts";
import { escapeHtml } from "./html.ts";
import { type Dict, dictGet, isDict } from "./mapping.ts";
import { listMethods, tupleMethods } from "./list_methods.ts";
import { bytesMethods, floatMethods, intMethods, numberAttribute } from "./number_methods.ts";
import { asInt, isFloat, isNumber } from "./numbers.ts";
import { Attributes, Markup, type Named, Namespace, PyFunction, Undefined } from "./objects.ts";
import { formatFields } from "./str_format.ts";
import { stringMethods } from "./string_methods.ts";
import { codePoints, isSimple } from "./strings.ts";
import { repr } from "./text.ts";
import { typeName } from "./type_name.ts";
import { isPlainObject, NamedTuple, Tuple } from "./values.ts";

/** What a missing attribute or item gives. */
export function missing(value: unknown, name: unknown): Undefined {
  return new Undefined(() => {
    if (value === null || value === undefined) return `'None' has no attribute ${repr(name)}`;
    return typeof name === "string"
      ? `'${typeName(value)} object' has no attribute ${repr(name)}`
      : `${typeName(value)} object has no element ${repr(name)}`;
  });
}

/** `value.name`: an attribute, else an item, else undefined. */
export function getAttribute(value: unknown, name: string): unknown {
  if (value instanceof Undefined) return value.fail();
  const found = pythonAttribute(value, name);
  if (found !== undefined) return found;
  const item = pythonItem(value, name);
  return item === undefined ? missing(value, name) : item;
}

/** `value[key]`: an item, else (for strings) an attribute, else undefined. */
export function getItem(value: unknown, key: unknown): unknown {
  if (value instanceof Undefined) return value.fail();
  const item = pythonItem(value, key);
  if (item !== undefined) return item;
  if (typeof key === "string") {
    const found = pythonAttribute(value, key);
    if (found !== undefined) return found;
  }
  return missing(value, key);
}

/**
 * A reader for `value.name` or `value['name']` with a name known beforehand. Records and configs are plain objects
 * nearly always, so that case comes first and costs one property read.
 */
export function attributeReader(name: string): (value: unknown) => unknown {
  if (name in Object.prototype || name in dictMethods || name.startsWith("__")) {
    return (value) => getAttribute(value, name);
  }
  return (value) => {
    if (isPlainObject(value)) {
      const found = value[name];
      if (found !== undefined) return found;
    }
    return getAttribute(value, name);
  };
}

/** See {@link attributeReader}. */
export function itemReader(name: string): (value: unknown) => unknown {
  if (name in Object.prototype || name in dictMethods || name.startsWith("__")) {
    return (value) => getItem(value, name);
  }
  return (value) => {
    if (isPlainObject(value)) {
      const found = value[name];
      if (found !== undefined) return found;
    }
    return getItem(value, name);
  };
}

/** Python's `value[key]`; `undefined` for a TypeError or LookupError. */
function pythonItem(value: unknown, key: unknown): unknown {
  if (typeof value === "string") return characterAt(value, key);
  if (Array.isArray(value) || value instanceof Uint8Array) {
    const at = asInt(key);
    return at === undefined ? undefined : value.at(Number(at));
  }
  if (value instanceof Markup) return characterAt(value.text, key);
  if (value instanceof Namespace) return undefined;
  return isDict(value) ? tryGet(value, key) : undefined;
}

function tryGet(dict: Dict, key: unknown): unknown {
  try {
    return dictGet(dict, key);
  } catch (error) {
    if (error instanceof PythonError && error.name === "TypeError") return undefined;
    throw error;
  }
}

function characterAt(text: string, key: unknown): string | undefined {
  const at = asInt(key);
  if (at === undefined) return undefined;
  return isSimple(text) ? text.at(Number(at)) : codePoints(text).at(Number(at));
}

const objectAttributes = new Set([
  "__class__",
  "__delattr__",
  "__dir__",
  "__doc__",
  "__eq__",
  "__format__",
  "__ge__",
  "__getattribute__",
  "__getstate__",
  "__gt__",
  "__hash__",
  "__init__",
  "__init_subclass__",
  "__le__",
  "__lt__",
  "__ne__",
  "__new__",
  "__reduce__",
  "__reduce_ex__",
  "__repr__",
  "__setattr__",
  "__sizeof__",
  "__str__",
  "__subclasshook__",
]);
const containerAttributes = new Set([
  "__len__",
  "__iter__",
  "__contains__",
  "__getitem__",
  "__add__",
  "__mul__",
]);

/** Python's `getattr(value, name)`; `undefined` for an AttributeError, an unsafe Undefined where the sandbox objects. */
function pythonAttribute(value: unknown, name: string): unknown {
  if (name.startsWith("__") && hasInternal(value, name)) return unsafe(value, name);
  if (typeof value === "string") return stringMethod(value, name);
  if (value instanceof Markup) return markupMethod(value, name);
  if (isDict(value)) {
    const own = isHostObject(value) ? value[attribute]?.(name) : undefined;
    if (own !== undefined) return own;
    return bound(dictMethod(value, name), value, name);
  }
  if (Array.isArray(value)) {
    if (value instanceof NamedTuple && Object.hasOwn(value.attributes, name)) return value.attributes[name];
    return bound(lookUp(value instanceof Tuple ? tupleMethods : listMethods, name), value, name);
  }
  if (
    value instanceof DateTime || value instanceof PyDate || value instanceof TimeDelta ||
    value instanceof Duration
  ) {
    const found = dateAttribute(value, name);
    if (found !== undefined) return found;
    const method = dateMethod(value, name);
    return method && new PyFunction(name, method);
  }
  if (isNumber(value)) {
    return numberAttribute(value, name) ??
      bound(lookUp(isFloat(value) ? floatMethods : intMethods, name), value, name);
  }
  if (value instanceof Uint8Array) return bound(lookUp(bytesMethods, name), value, name);
  if (value instanceof Namespace) return value.attributes.get(name);
  if (value instanceof Attributes) return name.startsWith("_") ? undefined : value.get(name);
  return undefined;
}

function hasInternal(value: unknown, name: string): boolean {
  return objectAttributes.has(name) ||
    containerAttributes.has(name) && (typeof value === "string" || Array.isArray(value) || isDict(value));
}

function unsafe(value: unknown, name: string): Undefined {
  const message = `access to attribute ${repr(name)} of ${repr(typeName(value))} object is unsafe.`;
  return new Undefined(message, "SecurityError");
}

function lookUp<T>(methods: Record<string, Method<T>>, name: string): Method<T> | undefined {
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

function bound<T>(method: Method<T> | undefined, self: T, name: string): PyFunction | undefined {
  return method && new PyFunction(name, (args, named) => method(self, args, named));
}

const access = { attribute: getAttribute, item: getItem };

function stringMethod(text: string, name: string): PyFunction | undefined {
  if (name === "format") {
    return new PyFunction(name, (args, named) => formatFields(text, args, named, access));
  }
  if (name === "format_map") {
    return new PyFunction(name, ([mapping]) => formatFields(text, [], mapping, access));
  }
  return bound(lookUp(stringMethods, name), text, name);
}

/** Methods of marked-up text: strings among the arguments are escaped, the result is marked up again. */
function markupMethod({ text }: Markup, name: string): PyFunction | undefined {
  if (name === "format") {
    return new PyFunction(
      name,
      (args, named) => new Markup(formatFields(text, args, named, access, escapeHtml)),
    );
  }
  if (name === "unescape" || name === "striptags") return new PyFunction(name, () => text);
  const method = lookUp(stringMethods, name);
  if (!method) return undefined;
  const escapes = name === "replace" || name === "join";
  return new PyFunction(name, (args, named) => {
    const result = method(text, escapes ? args.map(escapeArgument) : args, named);
    if (typeof result === "string") return new Markup(result);
    return Array.isArray(result)
      ? result.map((one) => typeof one === "string" ? new Markup(one) : one)
      : result;
  });
}

function escapeArgument(value: unknown): unknown {
  if (typeof value === "string") return escapeHtml(value);
  return Array.isArray(value) ? value.map(escapeHtml) : value instanceof Markup ? value.text : value;
}

/** Calls a value. @throws {PythonError} TypeError where it is no function */
export function call(value: unknown, args: unknown[], named: Named | undefined): unknown {
  if (value instanceof PyFunction) return value.call(args, named);
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Attributes) {
    const run = value.get("__call__");
    if (run instanceof PyFunction) return run.call(args, named);
  }
  throw typeError(`'${typeName(value)}' object is not callable`);
}
