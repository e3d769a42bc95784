import { emptyLike } from "../../ordered_object.ts";
import { isObject, type JsonObject } from "../../json.ts";

/** Keys to leave out: `true`, or what to leave out further down. */
type Omitted = Map<string, true | Omitted>;

/**
 * Compiles paths of plain keys to a function that copies a record without them. Copying beats `delete`, after
 * which V8 reads and writes the object several times more slowly. What has none of the keys is not copied.
 */
export function compileOmit(paths: readonly (readonly string[])[]): (record: JsonObject) => JsonObject {
  const omitted: Omitted = new Map();
  for (const path of paths) add(omitted, path);
  return (record) => without(record, omitted);
}

function add(omitted: Omitted, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  const known = omitted.get(key);
  if (known === true) return;
  if (rest.length === 0) {
    omitted.set(key, true);
    return;
  }
  const below: Omitted = known ?? new Map();
  omitted.set(key, below);
  add(below, rest);
}

function without(object: JsonObject, omitted: Omitted): JsonObject {
  let isTouched = false;
  for (const key of omitted.keys()) {
    if (Object.hasOwn(object, key)) {
      isTouched = true;
      break;
    }
  }
  if (!isTouched) return object;
  const kept: JsonObject = emptyLike(object);
  for (const key in object) {
    const value = object[key] ?? null;
    const below = omitted.get(key);
    if (below === undefined) kept[key] = value;
    else if (below !== true) kept[key] = isObject(value) ? without(value, below) : value;
  }
  return kept;
}
