/** What becomes of a template's result: Python literals in its text turn into the values they spell. */
import { Float } from "../json.ts";
import { literalEval, notLiteral } from "./python/literal.ts";
import { setOwn } from "./python/mapping.ts";
import { str } from "./python/text.ts";
import { typeName } from "./python/type_name.ts";
import { isPlainObject, NamedTuple, type PythonType, Tuple, tuple } from "./python/values.ts";

/** Whether a value is an instance of one of the types; none given allow all. A bool is an int, too. */
function allowed(value: unknown, types: readonly PythonType[] | undefined): boolean {
  if (types === undefined || types.length === 0) return true;
  const name = typeName(value);
  return types.some((type) => type === name || type === "int" && name === "bool");
}

/** The value that a rendered text spells, or the text itself. */
export function literalOrText(text: string, types: readonly PythonType[] | undefined): unknown {
  const value = literalEval(text);
  return value !== notLiteral && allowed(value, types) ? value : text;
}

const deepest = 60;

/**
 * What printing a value and reading it back as a literal gives, without doing either where that is no change.
 * Lists and dicts come out as copies, so that nobody changes the record or the config they were read from.
 */
export function valueOrText(value: unknown, types: readonly PythonType[] | undefined): unknown {
  const copy = literalCopy(value, 0);
  if (copy === notLiteral) return literalOrText(str(value), types);
  return allowed(copy, types) ? copy : str(value);
}

function literalCopy(value: unknown, depth: number): unknown {
  switch (typeof value) {
    case "boolean":
      return value;
    case "number":
      // `nan` and `inf` are names, not literals.
      return Number.isFinite(value) ? value + 0 : notLiteral;
    case "bigint":
      return value;
    case "string":
      return depth > 0 && value.isWellFormed() ? value : notLiteral;
  }
  if (value === null) return null;
  if (value instanceof Float) return value;
  if (depth > deepest) return notLiteral;
  // Such tuples print with their names.
  if (value instanceof NamedTuple && value.typeName !== undefined) return notLiteral;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const one of value) {
      const copy = literalCopy(one, depth + 1);
      if (copy === notLiteral) return notLiteral;
      items.push(copy);
    }
    return value instanceof Tuple ? tuple(items) : items;
  }
  if (!isPlainObject(value)) return notLiteral;
  const object: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const copy = literalCopy(value[key], depth + 1);
    if (copy === notLiteral || !key.isWellFormed()) return notLiteral;
    setOwn(object, key, copy);
  }
  return object;
}
