import { ConnectorError } from "../../../errors.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import type { Json } from "../../../json.ts";
import { boolean, choice, component, list, optional, slot } from "../../component.ts";
import { emptyRecord } from "../../read/empty_record.ts";

export const CombinedExtractor = component({
  type: "CombinedExtractor",
  role: "extractor",
  summary: "Puts the records of several extractors together, or takes the first that finds any",
  fields: {
    extractors: list(
      slot("extractor", { only: ["CombinedExtractor", "CustomRecordExtractor", "DpathExtractor"] }),
      { minItems: 1 },
    ),
    mode: optional(choice("union", "first_match"), "union"),
    skip_empty_records: optional(boolean(), false),
  },
  build(def, ctx) {
    if (ctx.stream.decoder?.streams) {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "config_error",
        message: "Cannot combine extractors over a decoder that streams the response",
        at: ctx.at(),
        hint: "Use JsonDecoder, XmlDecoder or ZipfileDecoder here",
      });
    }
    const extractors = def.extractors.map((node) => ctx.build(node));
    // Empty records are dropped, but they were part of the page: pagination counts their places.
    const marked = (records: Json[]) =>
      def.skip_empty_records ? records.map((record) => truthy(record) ? record : emptyRecord) : records;
    return async (body, scope) => {
      const combined: Json[] = [];
      for (const extract of extractors) {
        const records = marked(await extract(body, scope));
        if (def.mode === "first_match") {
          if (records.some((record) => record !== emptyRecord)) return records;
        } else for (const record of records) combined.push(record);
      }
      return combined;
    };
  },
});
