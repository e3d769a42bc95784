import { type Json, parseJson } from "../../../json.ts";
import { jsonProblem } from "../../../formats/json_problem.ts";
import { component } from "../../component.ts";
import { type Bytes, decodeChunks } from "../../../formats/text_stream.ts";

export const JsonlDecoder = component({
  type: "JsonlDecoder",
  role: "decoder",
  summary: "Reads a response of one JSON document per line, while it arrives",
  fields: {},
  build(_def, ctx) {
    async function* parse(data: Bytes): AsyncGenerator<Json[]> {
      let rest = "";
      const read = (lines: string[]) => {
        const items: Json[] = [];
        for (const line of lines) {
          try {
            items.push(parseJson(line));
          } catch (error) {
            if (!(error instanceof SyntaxError)) throw error;
            ctx.env.log(
              "WARN",
              `A line of the response is not JSON and is left out: ${jsonProblem(line)}. It begins: ${
                line.slice(0, 100)
              }`,
            );
          }
        }
        return items;
      };
      for await (const chunk of decodeChunks(data, "utf-8")) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        const items = read(lines);
        if (items.length > 0) yield items;
      }
      const items = rest === "" ? [] : read([rest]);
      if (items.length > 0) yield items;
    }
    return { streams: true, decode: (response) => parse(response.stream()), parse };
  },
});
