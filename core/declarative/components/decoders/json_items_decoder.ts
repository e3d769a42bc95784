import { ConnectorError } from "../../../errors.ts";
import type { Json } from "../../../json.ts";
import { component, optional, string } from "../../component.ts";
import { JsonItemsScanner } from "../../../formats/json_items.ts";
import { type Bytes, decodeChunks } from "../../../formats/text_stream.ts";

export const JsonItemsDecoder = component({
  type: "JsonItemsDecoder",
  role: "decoder",
  summary: "Reads the elements of one array in a large JSON document, while it arrives",
  fields: {
    items_path: string(),
    encoding: optional(string(), "utf-8"),
  },
  build({ items_path, encoding }, ctx) {
    if (items_path === "") {
      throw new ConnectorError("manifest.empty_path", {
        failureType: "system_error",
        message: "Cannot read the items of a response: items_path is empty",
        at: ctx.at("items_path"),
        hint: 'Name the array that holds the records, such as "data.users"',
      });
    }
    async function* parse(data: Bytes): AsyncGenerator<Json[]> {
      const scanner = new JsonItemsScanner(`${items_path}.item`);
      for await (const chunk of decodeChunks(data, encoding ?? "utf-8")) {
        const items = scanner.push(chunk);
        if (items.length > 0) yield items;
      }
      const items = scanner.end();
      if (items.length > 0) yield items;
    }
    return { streams: true, decode: (response) => parse(response.stream()), parse };
  },
});
