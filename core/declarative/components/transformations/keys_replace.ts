import { str } from "../../../jinja/python/text.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import { emptyLike } from "../../../ordered_object.ts";
import { component, template } from "../../component.ts";
import { mustBeObject } from "../../read/not_an_object.ts";

export const KeysReplace = component({
  type: "KeysReplace",
  role: "transformation",
  summary: "Replaces a text in the names of all fields, nested ones too",
  fields: { old: template(), new: template() },
  build(def, ctx) {
    const oldText = ctx.text(def.old);
    const newText = ctx.text(def.new);
    return (record, { slice }) => {
      mustBeObject(record);
      const scope = { record, stream_slice: slice ?? null };
      const from = str(oldText(scope));
      const to = str(newText(scope));
      return hasKeyWith(record, from) ? renamed(record, from, to) : record;
    };
  },
});

function hasKeyWith(record: JsonObject, text: string): boolean {
  for (const key in record) {
    const value = record[key];
    if (key.includes(text) || (isObject(value) && hasKeyWith(value, text))) return true;
  }
  return false;
}

function renamed(record: JsonObject, from: string, to: string): JsonObject {
  const result: JsonObject = emptyLike(record);
  for (const [key, value] of Object.entries(record)) {
    result[replaceAll(key, from, to)] = isObject(value) ? renamed(value, from, to) : value;
  }
  return result;
}

/** Python's `replace`: an empty text stands between all characters. */
function replaceAll(text: string, from: string, to: string): string {
  return from === "" ? to + [...text].map((char) => char + to).join("") : text.split(from).join(to);
}
