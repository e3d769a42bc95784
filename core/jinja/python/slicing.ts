import { typeError, valueError } from "./errors.ts";
import { asInt } from "./numbers.ts";
import { Markup, Undefined } from "./objects.ts";
import { codePoints, isSimple } from "./strings.ts";
import { typeName } from "./type_name.ts";
import { Tuple, tuple } from "./values.ts";

/** `value[start:stop:step]`. @throws {PythonError} TypeError where the value has no slices */
export function slice(value: unknown, start: unknown, stop: unknown, step: unknown): unknown {
  if (value instanceof Undefined) return value.fail();
  if (typeof value === "string") {
    if (isSimple(value) && bound(step) === undefined) {
      const [from, to] = range(value.length, start, stop, 1);
      return value.slice(from, Math.max(from, to));
    }
    return pick(codePoints(value), start, stop, step).join("");
  }
  if (value instanceof Markup) return new Markup(pick(codePoints(value.text), start, stop, step).join(""));
  if (Array.isArray(value)) {
    const items = pick(value, start, stop, step);
    return value instanceof Tuple ? tuple(items) : items;
  }
  if (value instanceof Uint8Array) return Uint8Array.from(pick(Array.from(value), start, stop, step));
  throw typeError(`'${typeName(value)}' object is not subscriptable`);
}

function pick<T>(items: readonly T[], start: unknown, stop: unknown, step: unknown): T[] {
  const stride = bound(step) ?? 1;
  if (stride === 0) throw valueError("slice step cannot be zero");
  const [from, to] = range(items.length, start, stop, stride);
  const picked: T[] = [];
  for (let i = from; stride > 0 ? i < to : i > to; i += stride) {
    const one = items[i];
    if (one !== undefined) picked.push(one);
  }
  return picked;
}

/** First index and end of a slice, within the sequence. */
export function range(
  length: number,
  start: unknown,
  stop: unknown,
  step: number,
): [from: number, to: number] {
  const lowest = step > 0 ? 0 : -1;
  const highest = step > 0 ? length : length - 1;
  const clamp = (index: number) => Math.min(Math.max(index < 0 ? index + length : index, lowest), highest);
  const from = bound(start), to = bound(stop);
  return [
    from === undefined ? (step > 0 ? 0 : highest) : clamp(from),
    to === undefined ? (step > 0 ? highest : lowest) : clamp(to),
  ];
}

function bound(value: unknown): number | undefined {
  if (value === null || value === undefined) return undefined;
  const int = asInt(value);
  if (int === undefined) {
    throw typeError("slice indices must be integers or None or have an __index__ method");
  }
  return Number(int);
}
