/** Reads an argument of a Python function as the type it must have, or fails as Python does. */
import { typeError } from "./errors.ts";
import { asIndex } from "./numbers.ts";
import { asText } from "./strings.ts";
import { typeName } from "./type_name.ts";

export function text(value: unknown): string {
  const found = asText(value);
  if (found !== undefined) return found;
  throw typeError(`argument must be str, not ${typeName(value)}`);
}

export function optionalText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : text(value);
}

export function index(value: unknown): number;
export function index(value: unknown, fallback: number): number;
export function index(value: unknown, fallback?: number): number {
  if (value === undefined && fallback !== undefined) return fallback;
  return asIndex(value, `'${typeName(value)}' object cannot be interpreted as an integer`);
}
