/** JSON bodies as the Python CDK reads them: orjson first, the json module for what orjson refuses. */
import { ConnectorError } from "../../errors.ts";
import { Float, isObject, type Json, parseJson } from "../../json.ts";
import type { Decoder } from "../roles.ts";
import { allBytes, type Bytes } from "../../formats/text_stream.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The items of a JSON body: a list gives its elements. @throws where it is no JSON, or null */
function itemsOf(bytes: Uint8Array): Json[] {
  const text = utf8.decode(bytes);
  let value = parseJson(text);
  if (value === null) throw new SyntaxError("The body is null");
  // orjson reads integers beyond 64 bits as floats; it does not read NaN, which leaves the integers as they are.
  if (/\d{19}/.test(text) && !/NaN|Infinity/.test(text)) value = withoutHugeIntegers(value);
  return Array.isArray(value) ? value : [value];
}

function withoutHugeIntegers(value: Json): Json {
  if (typeof value === "bigint") {
    return value < -(2n ** 63n) || value >= 2n ** 64n ? Float.of(Number(value)) : value;
  }
  if (Array.isArray(value)) return value.map(withoutHugeIntegers);
  if (isObject(value)) {
    for (const key in value) value[key] = withoutHugeIntegers(value[key] ?? null);
  }
  return value;
}

/** A JSON document per response. What cannot be read counts as an empty object, as does an empty list. */
export function jsonDecoder(): Decoder {
  return {
    streams: false,
    async *decode(response) {
      const bytes = await response.bytes();
      let items: Json[];
      try {
        items = itemsOf(bytes);
      } catch {
        // The Python CDK gives two empty objects here: one for the error, one for having given nothing.
        items = [{}, {}];
      }
      yield items.length > 0 ? items : [{}];
    },
    parse: parseJsonDocument,
  };
}

/** A JSON document within another format, where it must be valid. @throws {ConnectorError} record.json */
async function* parseJsonDocument(data: Bytes): AsyncGenerator<Json[]> {
  const bytes = await allBytes(data);
  try {
    yield itemsOf(bytes);
  } catch (cause) {
    throw new ConnectorError("record.json", {
      failureType: "system_error",
      message: "Response JSON data failed to be parsed. See logs for more information.",
      cause,
    });
  }
}
