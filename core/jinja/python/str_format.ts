/** Python's `text.format(*args, **kwargs)`, as Jinja's sandbox runs it. */
import { PythonError, valueError } from "./errors.ts";
import { formatValue } from "./format_spec.ts";
import { dictGet, isDict } from "./mapping.ts";
import { repr, str } from "./text.ts";

interface Access {
  attribute(value: unknown, name: string): unknown;
  item(value: unknown, key: unknown): unknown;
}

/** Fills the `{}` fields of a text. `escape` treats every value, where the text is marked up. */
export function formatFields(
  text: string,
  args: readonly unknown[],
  named: unknown,
  access: Access,
  escape: (value: string) => string = (value) => value,
): string {
  let automatic = 0;

  const lookUp = (field: string): unknown => {
    const [, first = "", rest = ""] = /^([^.[]*)(.*)$/s.exec(field) ?? [];
    let value: unknown;
    if (first === "" || /^\d+$/.test(first)) {
      if (first === "" ? automatic < 0 : automatic > 0) {
        throw valueError("cannot switch between manual field specification and automatic field numbering");
      }
      const index = first === "" ? automatic++ : Number(first);
      if (first !== "") automatic = -1;
      if (index >= args.length) {
        throw new PythonError(
          "IndexError",
          `Replacement index ${index} out of range for positional args tuple`,
        );
      }
      value = args[index];
    } else {
      value = isDict(named) ? dictGet(named, first) : undefined;
      if (value === undefined) throw new PythonError("KeyError", first);
    }
    let position = 0;
    while (position < rest.length) {
      const step = /^\.([^.[]+)|^\[([^\]]+)\]/.exec(rest.slice(position));
      if (!step) throw valueError("Empty attribute in format string");
      const [whole, name, key = ""] = step;
      value = name !== undefined
        ? access.attribute(value, name)
        : access.item(value, /^\d+$/.test(key) ? Number(key) : key);
      position += whole.length;
    }
    return value;
  };

  const fill = (source: string, depth: number): string => {
    if (depth > 2) throw valueError("Max string recursion exceeded");
    let result = "";
    let position = 0;
    while (position < source.length) {
      const char = source[position];
      if (char === "{" || char === "}") {
        if (source[position + 1] === char) {
          result += char;
          position += 2;
          continue;
        }
        if (char === "}") throw valueError("Single '}' encountered in format string");
        const end = closingBrace(source, position);
        result += fillField(source.slice(position + 1, end), depth);
        position = end + 1;
      } else {
        result += char;
        position++;
      }
    }
    return result;
  };

  const fillField = (field: string, depth: number): string => {
    const [, path = "", conversion, spec = ""] =
      /^([^!:]*(?:\[[^\]]*\][^!:]*)*)(?:!(.))?(?::(.*))?$/s.exec(field) ??
        [undefined, undefined];
    if (path === undefined) throw valueError("expected ':' after conversion specifier");
    let value = lookUp(path);
    if (conversion === "r" || conversion === "a") value = repr(value);
    else if (conversion === "s") value = str(value);
    else if (conversion !== undefined) throw valueError(`Unknown conversion specifier ${conversion}`);
    return escape(formatValue(value, fill(spec, depth + 1)));
  };

  return fill(text, 1);
}

function closingBrace(source: string, start: number): number {
  let depth = 0;
  for (let i = start; i < source.length; i++) {
    if (source[i] === "{") depth++;
    else if (source[i] === "}" && --depth === 0) return i;
  }
  throw valueError("expected '}' before end of string");
}
