import { component, slot } from "../../component.ts";
import { nestedParser } from "../../read/nested_parser.ts";
import { unpacked } from "../../../formats/unpack.ts";
import type { Bytes } from "../../../formats/text_stream.ts";

export const GzipDecoder = component({
  type: "GzipDecoder",
  role: "decoder",
  summary: "Unpacks a gzip response, while it arrives; what is not packed passes as it is",
  fields: {
    decoder: slot("decoder", {
      only: ["CsvDecoder", "GzipDecoder", "JsonDecoder", "JsonItemsDecoder", "JsonlDecoder"],
    }),
  },
  build(def, ctx) {
    const inner = nestedParser(def.decoder, ctx);
    const parse = (data: Bytes) => inner(unpacked(data));
    return { streams: true, decode: (response) => parse(response.stream()), parse };
  },
});
