import { component } from "../../component.ts";
import { parseXml } from "../../../formats/xml.ts";

export const XmlDecoder = component({
  type: "XmlDecoder",
  role: "decoder",
  summary:
    "Reads an XML response: attributes as @name, text beside them as #text, repeated elements as a list",
  fields: {},
  build: (_def, ctx) => ({
    streams: false,
    async *decode(response) {
      try {
        yield [await parseXml(await response.text())];
      } catch (error) {
        ctx.env.log("WARN", `Response cannot be parsed from XML: status ${response.status}, ${error}`);
        yield [{}];
      }
    },
  }),
});
