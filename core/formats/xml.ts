/** XML as objects, in the shape of Python's xmltodict. */
import type { Json, JsonObject } from "../json.ts";

interface Element {
  name: string;
  fields: JsonObject | undefined;
  text: string;
}

/** @throws {Error} where the document is not well formed */
export async function parseXml(xml: string): Promise<JsonObject> {
  const { SaxesParser } = await import("saxes");
  const parser = new SaxesParser({ xmlns: false });
  const open: Element[] = [];
  const document: JsonObject = {};
  parser.on("error", (error) => {
    throw error;
  });
  // Entities of the document's own are not expanded, for safety.
  parser.on("doctype", (declaration) => {
    for (const [, name] of declaration.matchAll(/<!ENTITY\s+([^\s%"'>]+)\s/g)) {
      if (name !== undefined) parser.ENTITIES[name] = "";
    }
  });
  parser.on("opentag", ({ name, attributes }) => {
    let fields: JsonObject | undefined;
    for (const [key, value] of Object.entries(attributes)) (fields ??= {})[`@${key}`] = value;
    open.push({ name, fields, text: "" });
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const element = open.pop();
    if (!element) return;
    const text = strip(element.text) || null;
    if (element.fields && text !== null) add(element.fields, "#text", text);
    const parent = open.at(-1);
    const target = parent ? parent.fields ??= {} : document;
    add(target, element.name, element.fields ?? text);
  });
  parser.write(xml).close();
  return document;
}

/** Python's `strip`, which knows a few spaces more than JavaScript's `trim`, and not the byte order mark. */
// deno-lint-ignore no-control-regex
const strip = (text: string) => text.replace(/^[\s\x1c-\x1f\x85]+|[\s\x1c-\x1f\x85]+$/g, "");

/** A repeated name makes a list. */
function add(fields: JsonObject, name: string, value: Json): void {
  const present = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (present === undefined) fields[name] = value;
  else if (Array.isArray(present)) present.push(value);
  else fields[name] = [present, value];
}
