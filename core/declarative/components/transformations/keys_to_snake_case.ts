import { isObject, type JsonObject } from "../../../json.ts";
import { emptyLike } from "../../../ordered_object.ts";
import { component } from "../../component.ts";
import { mustBeObject } from "../../read/not_an_object.ts";

export const KeysToSnakeCase = component({
  type: "KeysToSnakeCase",
  role: "transformation",
  summary: "Turns the names of all fields into snake_case, nested ones too",
  fields: {},
  build() {
    // Records repeat their names, so each is worked out once.
    const known = new Map<string, string>();
    let toAscii = (text: string) => text;
    const ready = import("any-ascii").then(({ default: anyAscii }) => toAscii = anyAscii);

    function rename(key: string): string {
      let name = known.get(key);
      if (name === undefined) {
        name = snakeCase(toAscii(key));
        if (known.size < 100_000) known.set(key, name);
      }
      return name;
    }

    /** The record with other names, or the record itself where none changes. */
    function renamed(record: JsonObject): JsonObject {
      mustBeObject(record);
      const result: JsonObject = emptyLike(record);
      let changed = false;
      for (const key in record) {
        const value = record[key] ?? null;
        const inner = isObject(value) ? renamed(value) : value;
        const name = rename(key);
        changed ||= inner !== value || name !== key;
        result[name] = inner;
      }
      return changed ? result : record;
    }

    return Object.assign(renamed, { ready });
  },
});

/** `HTTPResponse Code2` → `httpresponse_code_2`; other characters separate words and show only at the ends. */
function snakeCase(key: string): string {
  const words = key.match(/[A-Z]+[a-z]*|[a-z]+|\d+|[^a-zA-Z\d]+/g) ?? [];
  let tokens = words.map((word) => /^[a-zA-Z\d]/.test(word) ? word.toLowerCase() : "");
  if (tokens.length >= 3) {
    tokens = [
      ...tokens.slice(0, 1),
      ...tokens.slice(1, -1).filter((token) => token !== ""),
      ...tokens.slice(-1),
    ];
  }
  if (/^\d/.test(tokens[0] ?? "")) tokens.unshift("");
  return tokens.join("_");
}
