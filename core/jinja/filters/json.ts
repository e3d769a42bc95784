import { Float, floatText } from "../../json.ts";
import { builtIn, type BuiltIns } from "../built_in.ts";
import { typeError } from "../python/errors.ts";
import { index } from "../python/arguments.ts";
import { isHostObject } from "../python/host_object.ts";
import { dictEntries, isDict } from "../python/mapping.ts";
import { Markup } from "../python/objects.ts";
import { sortList } from "../python/list_methods.ts";
import { typeName } from "../python/type_name.ts";
import { repr } from "../python/text.ts";

interface JsonOptions {
  sortKeys?: boolean;
  indent?: string;
}

/** Python's `json.dumps`: ASCII only, with spaces behind commas and colons. @throws {PythonError} TypeError */
export function dumps(value: unknown, { sortKeys = false, indent }: JsonOptions = {}): string {
  const list = (open: string, parts: string[], close: string, depth: number) => {
    if (parts.length === 0) return open + close;
    if (indent === undefined) return open + parts.join(", ") + close;
    const line = `\n${indent.repeat(depth)}`;
    return `${open}${line}${indent}${parts.join(`,${line}${indent}`)}${line}${close}`;
  };
  const write = (one: unknown, depth: number): string => {
    switch (typeof one) {
      case "string":
        return asciiJson(one);
      case "bigint":
      case "boolean":
        return String(one);
      case "number":
        return Number.isInteger(one) ? String(one + 0) : jsonFloat(one);
    }
    if (one === null) return "null";
    if (one instanceof Float) return jsonFloat(one.value);
    if (one instanceof Markup) return asciiJson(one.text);
    if (Array.isArray(one)) return list("[", Array.from(one, (item) => write(item, depth + 1)), "]", depth);
    if (isDict(one) && !isHostObject(one)) {
      const entries: unknown[] = [...dictEntries(one)];
      if (sortKeys) sortList(entries, (entry) => Array.isArray(entry) ? entry[0] : null);
      const parts = entries.map((entry) =>
        Array.isArray(entry) ? `${asciiJson(jsonKey(entry[0]))}: ${write(entry[1], depth + 1)}` : ""
      );
      return list("{", parts, "}", depth);
    }
    throw typeError(`Object of type ${typeName(one)} is not JSON serializable`);
  };
  return write(value, 0);
}

function jsonFloat(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return Number.isFinite(value) ? floatText(value) : value > 0 ? "Infinity" : "-Infinity";
}

function jsonKey(key: unknown): string {
  if (typeof key === "string") return key;
  if (key === null) return "null";
  if (typeof key === "boolean") return String(key);
  if (typeof key === "number" || typeof key === "bigint" || key instanceof Float) return repr(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

/** A JSON string in ASCII: other characters as `\uXXXX`. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (char) => char === "\x7f" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const htmlUnsafe: Record<string, string> = { "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "'": "\\u0027" };

export const jsonFilters: BuiltIns = {
  tojson: builtIn(
    "value, indent?",
    (value, indent) => {
      const spaces = typeof indent === "string"
        ? indent
        : indent === undefined || indent === null
        ? undefined
        : " ".repeat(index(indent));
      const text = dumps(
        value,
        spaces === undefined ? { sortKeys: true } : { sortKeys: true, indent: spaces },
      );
      return new Markup(text.replace(/[<>&']/g, (char) => htmlUnsafe[char] ?? char));
    },
    ["x{{ {'b': 1, 'a': none} | tojson }}", 'x{"a": null, "b": 1}'],
  ),
  // The CDK's own: triple quotes make literal parsing give back a string, whatever it looks like.
  string: builtIn(
    "value",
    (value) => typeof value === "string" || value instanceof Markup ? value : `"""${dumps(value)}"""`,
    ["{{ 7 | string }}", "7"],
    ["{{ [1, none] | string }}", "[1, null]"],
  ),
  pprint: builtIn("value", (value) => repr(value), ["x{{ ['a'] | pprint }}", "x['a']"]),
};
