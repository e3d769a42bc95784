/**
 * Templates in manifests: strings, conditions and mappings whose `{{ }}` are filled in from a scope.
 *
 * Everything is compiled when the connector is built; evaluating is running closures.
 */
import type { JsonObject } from "../json.ts";
import { type Context, type Scope, scopeCheck } from "./context.ts";
import { isTypeError, streamStateError, templateError, undeclaredError } from "./failure.ts";
import { hasMarkup, normaliseSource } from "./lexer.ts";
import { literalOrText, valueOrText } from "./literal_result.ts";
import { equals } from "./python/compare.ts";
import { isPythonError, PythonError } from "./python/errors.ts";
import { type Dict, dictEntries, isDict, makeDict } from "./python/mapping.ts";
import { Markup, Undefined } from "./python/objects.ts";
import { str } from "./python/text.ts";
import { jsonKey, PyDict, PySet, type PythonType, Tuple } from "./python/values.ts";
import { type Compiled, compileTemplate } from "./template.ts";

export type { Scope } from "./context.ts";
export type { PythonType } from "./python/values.ts";

/** What a template is bound to when it is built. */
export interface TemplateOptions {
  config: JsonObject;
  parameters?: JsonObject;
  /** Stands in for an empty result and for an undefined value; a template of its own. */
  default?: unknown;
  /** The Python types that a literal may have; other results stay text. */
  validTypes?: readonly PythonType[] | undefined;
}

/** A template, ready to be evaluated. `scope` holds what the options do not; its `config` goes before theirs. */
export type Template = (scope: Scope) => unknown;

const noParameters: JsonObject = {};
const noSlots: unknown[] = [];

/** Like `JinjaInterpolation.eval`: without a default, an empty or undefined result is null. */
export function evaluate(text: string, options: TemplateOptions, scope: Scope): unknown {
  return interpolation(text, options)(scope);
}

/** Like `InterpolatedString`: an empty or undefined result gives the default, or else the template again. */
export function interpolatedString(text: string, options: TemplateOptions): Template {
  const run = interpolation(text, { ...options, default: options.default || text });
  if (!hasMarkup(text)) return constant(text, run);
  // Text that evaluates to itself the first time counts as plain text from then on.
  let isPlain: boolean | undefined;
  return (scope) => {
    if (isPlain) return text;
    const value = run(scope);
    isPlain ??= value === text;
    return value;
  };
}

/** A text without markup evaluates to the same value every time; lists and dicts are made anew. */
function constant(text: string, run: Template): Template {
  let known = false;
  let value: unknown;
  return (scope) => {
    if (known) return value;
    const result = run(scope);
    if (result === text || typeof result !== "object") {
      known = true;
      value = result;
    }
    return result;
  };
}

const falseTexts = new Set(["False", "false", "{}", "[]", "()", "", "0", "0.0"]);

function isFalse(value: unknown): boolean {
  if (typeof value === "string") return falseTexts.has(value);
  if (typeof value !== "object" || value === null) return value === null || equals(value, false);
  if (Array.isArray(value)) return value.length === 0;
  if (value instanceof PySet) return value.size === 0;
  return isDict(value) ? dictEntries(value).length === 0 : equals(value, false);
}

/** Like `InterpolatedBoolean`: all is true but a short list of values and texts. */
export function interpolatedBoolean(
  text: string | boolean,
  options: TemplateOptions,
): (scope: Scope) => boolean {
  if (typeof text === "boolean") return () => text;
  const run = interpolation(text, {
    config: options.config,
    parameters: options.parameters ?? noParameters,
    default: "False",
  });
  return (scope) => {
    const value = run(scope);
    return typeof value === "boolean" ? value : !isFalse(value);
  };
}

/** Which types the keys and values of a mapping may take; null for any. */
export interface MappingTypes {
  keys?: readonly PythonType[] | null;
  values?: readonly PythonType[] | null;
}

/** A mapping whose keys may be other than strings, as Python makes it. See {@link interpolatedMapping}. */
export function interpolatedDict(
  mapping: Record<string, unknown>,
  options: TemplateOptions,
  { keys = ["str"], values = null }: MappingTypes = {},
): (scope: Scope) => Dict {
  const bound = { config: options.config, parameters: options.parameters ?? noParameters };
  const entries = Object.entries(mapping).map(([key, value]) =>
    [
      interpolation(key, { ...bound, validTypes: keys ?? undefined }),
      typeof value === "string"
        ? interpolation(value, { ...bound, validTypes: values ?? undefined })
        : () => value,
    ] as const
  );
  return (scope) => makeDict(entries.map(([key, value]) => [key(scope), value(scope)] as const));
}

/** Like `InterpolatedMapping`: keys and string values are templates; values within values are not. */
export function interpolatedMapping(
  mapping: Record<string, unknown>,
  options: TemplateOptions,
  types?: MappingTypes,
): (scope: Scope) => Record<string, unknown> {
  const run = interpolatedDict(mapping, options, types);
  return (scope) => plainObject(run(scope));
}

/** A dict as JSON knows it: scalar keys become text. */
export function plainObject(dict: Dict): Record<string, unknown> {
  if (!(dict instanceof PyDict)) {
    return Object.fromEntries(dictEntries(dict).map(([key, value]) => [jsonKey(key), value]));
  }
  return dict.toJSON();
}

/** A nested value whose dicts may have other keys than strings. See {@link interpolatedNestedMapping}. */
export function interpolatedNestedValue(value: unknown, options: TemplateOptions): (scope: Scope) => unknown {
  if (typeof value === "string") {
    return interpolation(value, { config: options.config, parameters: options.parameters ?? noParameters });
  }
  if (Array.isArray(value) && !(value instanceof Tuple)) {
    const items = value.map((one) => interpolatedNestedValue(one, options));
    return (scope) => items.map((item) => item(scope));
  }
  if (!isDict(value)) return () => value;
  const entries = dictEntries(value).map(([key, one]) =>
    [interpolatedNestedValue(key, options), interpolatedNestedValue(one, options)] as const
  );
  return (scope) => {
    const dict = new PyDict(entries.map(([key, one]) => [key(scope), one(scope)] as const));
    return makeDict([...dict.entries()].filter(([, one]) => one !== null));
  };
}

/** Like `InterpolatedNestedMapping`: templates at any depth, null values dropped from mappings. */
export function interpolatedNestedMapping(
  value: unknown,
  options: TemplateOptions,
): (scope: Scope) => unknown {
  const run = interpolatedNestedValue(value, options);
  return (scope) => plainValue(run(scope));
}

/** A nested value as JSON knows it. */
export function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value instanceof Tuple ? value : value.map(plainValue);
  if (!isDict(value)) return value;
  return Object.fromEntries(dictEntries(value).map(([key, one]) => [jsonKey(key), plainValue(one)]));
}

/** What is wrong with a template's syntax, and where; `undefined` if it can be compiled. */
export function check(text: string): { message: string; offset: number } | undefined {
  if (!hasMarkup(text)) return undefined;
  try {
    compileTemplate(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof PythonError)) throw error;
    return { message: error.message, offset: error.offset ?? 0 };
  }
}

/** Evaluation with a default, the heart of all the above. */
function interpolation(text: string, options: TemplateOptions): Template {
  if (text.includes("stream_state")) {
    return () => {
      throw streamStateError(text);
    };
  }
  const { config, parameters = noParameters, validTypes } = options;
  const { run, needsSlots, mutates } = runner(text);
  // Evaluating a template again for want of a default changes nothing, unless it changes values.
  const { default: standIn = null } = options;
  const isSame = standIn === text && !mutates;
  const fallback = typeof standIn === "string" && !isSame ? runner(standIn) : undefined;
  const anySlots = needsSlots || fallback?.needsSlots === true;
  const finish = (result: unknown) =>
    typeof result === "string" ? literalOrText(result, validTypes) : valueOrText(result, validTypes);
  return (scope) => {
    const context: Context = {
      scope,
      config: scope.config === undefined ? config : scope.config,
      parameters: scope.parameters === undefined ? parameters : scope.parameters,
      slots: anySlots ? [] : noSlots,
    };
    try {
      const result = run(context);
      if (result !== "") return finish(result);
    } catch (error) {
      if (isSame || !isPythonError(error, "UndefinedError")) throw templateError(error, text);
    }
    if (!fallback) return isSame ? "" : standIn;
    try {
      return finish(fallback.run(context));
    } catch (error) {
      throw templateError(error, String(standIn));
    }
  };
}

interface Runner {
  /** The rendered text; or, of a single expression, its value, unless that is printed as a text. */
  run(context: Context): unknown;
  needsSlots: boolean;
  mutates: boolean;
}

const always = (value: unknown): Runner => ({ run: () => value, needsSlots: false, mutates: false });

function runner(template: string): Runner {
  if (!hasMarkup(template)) return always(normaliseSource(template));
  let compiled: Compiled;
  try {
    compiled = compileTemplate(template);
  } catch (error) {
    // A template that is never evaluated may be malformed.
    return {
      ...always(null),
      run() {
        throw error;
      },
    };
  }
  const { undeclared, render, single, slots, mutates } = compiled;
  const isDeclared = scopeCheck(undeclared);
  const evaluateRaw = single ? (context: Context) => asPrinted(single(context)) : render;
  return {
    needsSlots: slots > 0,
    mutates,
    run(context) {
      if (!isDeclared(context.scope)) throw undeclaredError(undeclared, template, context.scope);
      try {
        return evaluateRaw(context);
      } catch (error) {
        if (isTypeError(error)) return template;
        throw error;
      }
    },
  };
}

/** Values that print as a text of their own become that text. */
function asPrinted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return value instanceof Undefined || value instanceof Markup ? str(value) : value;
}
