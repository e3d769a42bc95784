import type { Json } from "../../../json.ts";
import { component } from "../../component.ts";
import { decodeChunks } from "../../../formats/text_stream.ts";

export const IterableDecoder = component({
  type: "IterableDecoder",
  role: "decoder",
  summary: "Makes a record of each line of a text response: {record: line}",
  fields: {},
  build: () => ({
    streams: true,
    async *decode(response) {
      let rest = "";
      const items = (lines: string[]): Json[] => lines.map((line) => ({ record: line }));
      for await (const chunk of decodeChunks(response.stream(), "utf-8")) {
        // A carriage return at the end may be the first half of a line end.
        const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/);
        rest = lines.pop() ?? "";
        if (lines.length > 0) yield items(lines);
      }
      if (rest !== "") yield items([rest.replace(/\r$/, "")]);
    },
  }),
});
