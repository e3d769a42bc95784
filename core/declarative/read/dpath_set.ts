/** Writing to a path of a record, with the rules of Python's `dpath.new`. */
import { integerIn } from "../../datetime/numbers.ts";
import { ConnectorError } from "../../errors.ts";
import { isObject } from "../../json.ts";

/**
 * Compiles a place to write to. Missing parents are made: lists where the next segment is a number, else
 * objects; lists grow with nulls up to the index.
 */
export function compileSetter(path: readonly string[]): (root: unknown, value: unknown) => void {
  const [only] = path;
  if (path.length === 1 && only !== undefined && only !== "__proto__") {
    return (root, value) => {
      if (isObject(root)) Reflect.set(root, only, value);
      else write(root, only, value, path);
    };
  }
  const parents = path.slice(0, -1);
  const last = path.at(-1) ?? "";
  return (root, value) => {
    let current = root;
    parents.forEach((key, i) => {
      let next = read(current, key);
      if (next === undefined) write(current, key, next = isDecimal(path[i + 1] ?? "") ? [] : {}, path);
      if (!isObject(next) && !Array.isArray(next)) throw notFound(path, i);
      current = next;
    });
    write(current, last, value, path);
  };
}

const isDecimal = (key: string) => /^\p{Nd}+$/u.test(key);

function read(container: unknown, key: string): unknown {
  if (Array.isArray(container)) return isDecimal(key) ? container[Number(integerIn(key))] : undefined;
  return isObject(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function write(container: unknown, key: string, value: unknown, path: readonly string[]): void {
  if (Array.isArray(container)) {
    if (!isDecimal(key)) throw notFound(path, path.indexOf(key));
    const index = Number(integerIn(key));
    while (container.length < index) container.push(null);
    container[index] = value;
  } else if (isObject(container)) {
    Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
  } else throw notFound(path, 0);
}

function notFound(path: readonly string[], at: number): ConnectorError {
  return new ConnectorError("record.path", {
    failureType: "system_error",
    message: `Cannot set ${JSON.stringify(path)} in a record: the value at ${
      JSON.stringify(path.slice(0, at + 1))
    } is not an object`,
  });
}
