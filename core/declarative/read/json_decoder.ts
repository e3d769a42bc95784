/** JSON bodies as the Python CDK reads them: orjson first, the json module for what orjson refuses. */
import { ConnectorError } from "../../errors.ts";
import { type Json, parseJson } from "../../json.ts";
import type { HttpResponse } from "../../http/message.ts";
import { withoutQuery } from "../../http/transport_error.ts";
import { jsonProblem } from "../../formats/json_problem.ts";
import type { LogLevel } from "../../protocol/messages.ts";
import type { Decoder } from "../roles.ts";
import { allBytes, type Bytes } from "../../formats/text_stream.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The items of a JSON body: a list gives its elements. @throws where it is no JSON, or null */
function itemsOf(bytes: Uint8Array): Json[] {
  const value = parseJson(utf8.decode(bytes), { hugeIntegers: "float" });
  if (value === null) throw new SyntaxError("The body is null");
  return Array.isArray(value) ? value : [value];
}

type Log = (level: LogLevel, text: string) => void;

/** A JSON document per response. What cannot be read counts as an empty object, as does an empty list. */
export function jsonDecoder(log: Log): Decoder {
  // Extractor and paginator read the same response.
  const told = new WeakSet<HttpResponse>();

  function warn(response: HttpResponse, bytes: Uint8Array): void {
    const text = new TextDecoder().decode(bytes);
    if (told.has(response) || text.trim() === "" || text.trim() === "null") return;
    told.add(response);
    log(
      "WARN",
      `The response of ${
        withoutQuery(response.url)
      } (status ${response.status}) is not JSON and counts as empty: ${jsonProblem(text)}. It begins: ${
        text.slice(0, 100)
      }`,
    );
  }

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
        warn(response, bytes);
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
