import { getItem } from "../python/attributes.ts";
import { Undefined } from "../python/objects.ts";
import { asText } from "../python/strings.ts";
import { asInt } from "../python/numbers.ts";

/** The steps of `"tags.0.name"`; numbers are indexes. */
function stepsOf(attribute: unknown): unknown[] {
  if (attribute === null || attribute === undefined) return [];
  if (typeof attribute !== "string") return [attribute];
  return attribute.split(".").map((step) => /^\d+$/.test(step) ? asInt(Number(step)) : step);
}

/** Reads an attribute, such as `"tags.0"`, of the items of a list. */
export function attributeGetter(
  attribute: unknown,
  after: (value: unknown) => unknown = (value) => value,
  fallback: unknown = null,
): (item: unknown) => unknown {
  const steps = stepsOf(attribute);
  return (item) => {
    let value = item;
    for (const step of steps) {
      value = getItem(value, step);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return after(value);
  };
}

/** Reads several attributes, such as `"a,b.c"`, as a list. */
export function attributesGetter(
  attribute: unknown,
  after: (value: unknown) => unknown,
): (item: unknown) => unknown[] {
  const parts = typeof attribute === "string" ? attribute.split(",") : [attribute];
  const getters = parts.map((part) => attributeGetter(part, after));
  return (item) => getters.map((get) => get(item));
}

/** Strings in lower case, other values as they are. */
export function ignoreCase(value: unknown): unknown {
  return asText(value)?.toLowerCase() ?? value;
}

/** What sorting and grouping compare by, unless they are told to heed case. */
export const comparable = (caseSensitive: boolean) => caseSensitive ? (value: unknown) => value : ignoreCase;
