import type { HttpResponse } from "../../../http/message.ts";
import type { Json } from "../../../json.ts";
import { boolean, component, optional } from "../../component.ts";
import { tableRecords } from "../../../formats/csv_table.ts";
import { decodeChunks } from "../../../formats/text_stream.ts";
import { unpacked } from "../../../formats/unpack.ts";
import type { RecordScope } from "../../roles.ts";

export const ResponseToFileExtractor = component({
  type: "ResponseToFileExtractor",
  role: "extractor",
  summary: "Reads a response of any size as CSV, packed or not, a few rows at a time",
  fields: { preserve_na_values: optional(boolean(), false) },
  build({ preserve_na_values }) {
    function batches(response: HttpResponse): AsyncIterable<Json[]> {
      const charset = /charset\s*=\s*["']?([^\s"';]+)/i.exec(response.headers.get("content-type") ?? "")?.[1];
      const text = decodeChunks(unpacked(response.stream(), { zlib: true }), charset ?? "utf-8");
      return tableRecords(text, { keepNaWords: preserve_na_values });
    }
    async function extract(_body: Json, { response }: RecordScope): Promise<Json[]> {
      const records: Json[] = [];
      if (response === undefined) return records;
      for await (const batch of batches(response)) for (const record of batch) records.push(record);
      return records;
    }
    return Object.assign(extract, { batches });
  },
});
