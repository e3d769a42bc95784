/** Files with one JSON object per line; an object over several lines is read, too. */
import { ConnectorError } from "../../../errors.ts";
import { decodeChunks } from "../../../formats/text_stream.ts";
import { Float, isObject, type Json, type JsonObject, parseJson } from "../../../json.ts";
import type { Content } from "../packed/unpack.ts";
import { mergeProperties } from "../schema.ts";
import { batchSize, type Format, inferenceBytes, type Properties } from "./format.ts";

export const jsonlFormat: Format = {
  async infer(content) {
    let properties: Properties = {};
    for await (const { records, bytes } of objects(content)) {
      for (const record of records) properties = mergeProperties(properties, propertiesOf(record));
      if (bytes >= inferenceBytes) break;
    }
    return properties;
  },
  async *read(content) {
    for await (const { records } of objects(content)) yield records;
  },
};

function propertiesOf(record: JsonObject): Properties {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, { type: typeOf(value) }]));
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof Float) return "number";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value === "bigint" ? "integer" : typeof value;
}

async function* objects(content: Content): AsyncGenerator<{ records: JsonObject[]; bytes: number }> {
  let text = "";
  let line = 0;
  let bytes = 0;
  /** The lines of an object that is not complete, from this one on. */
  let open = "";
  let openLine = 0;
  let records: JsonObject[] = [];
  const take = (next: string): void => {
    line++;
    if (open === "" && next.trim() === "") return;
    if (open === "") openLine = line;
    const value = parsed(open + next);
    if (value === undefined) {
      open += `${next}\n`;
      return;
    }
    if (!isObject(value)) throw unreadable(`line ${openLine} is no object`);
    records.push(value);
    open = "";
  };
  for await (const chunk of decodeChunks(content.stream(), "utf-8-sig")) {
    bytes += chunk.length;
    const lines: string[] = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const next of lines) {
      take(next);
      if (records.length >= batchSize) {
        yield { records, bytes };
        records = [];
      }
    }
  }
  if (text !== "") take(text);
  if (open.trim() !== "") throw unreadable(`the object that begins in line ${openLine} is no valid JSON`);
  if (records.length > 0) yield { records, bytes };
}

/** Undefined where the text is not complete, or no JSON at all. */
function parsed(text: string): Json | undefined {
  // Only a line that may end an object is worth a try.
  if (text.includes("\n") && !/[}\]]\s*$/.test(text)) return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function unreadable(reason: string): ConnectorError {
  return new ConnectorError("record.json", {
    failureType: "config_error",
    message: `Cannot read the JSON: ${reason}`,
  });
}
