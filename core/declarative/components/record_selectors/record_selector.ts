import { ConnectorError } from "../../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { boolean, choice, component, optional, slot, union } from "../../component.ts";
import { emptyRecord } from "../../read/empty_record.ts";
import { normalizer } from "../../read/normalize.ts";
import type { RecordScope, Selection } from "../../roles.ts";

export const RecordSelector = component({
  type: "RecordSelector",
  role: "record_selector",
  summary:
    "Extracts records from a decoded response, keeps those that pass the filter, transforms and normalises them",
  fields: {
    extractor: slot("extractor", { only: ["CombinedExtractor", "CustomRecordExtractor", "DpathExtractor"] }),
    record_filter: optional(slot("record_filter", { implied: "RecordFilter" })),
    schema_normalization: optional(union(choice("Default", "None"), slot("schema_normalization"))),
    transform_before_filtering: optional(boolean()),
  },
  build(def, ctx) {
    const extract = ctx.build(def.extractor);
    const filter = def.record_filter && ctx.build(def.record_filter);
    const { transformations = [], cursor, clientSideIncremental = false, dataFeed = false } = ctx.stream;
    const transformFirst = def.transform_before_filtering ?? clientSideIncremental;
    // A data feed drops what it knows after pagination has seen it: that is the retriever's part.
    const known = clientSideIncremental && !dataFeed ? cursor : undefined;
    const normalize = normalizer(def.schema_normalization, ctx);
    let unready = transformations.flatMap(({ ready }) => ready ?? []);

    function keep(record: JsonObject, scope: RecordScope): boolean {
      return (!known || known.shouldBeSynced(record, scope.slice)) && (!filter || filter(record, scope));
    }

    function transform(record: JsonObject, scope: RecordScope): JsonObject {
      let current = record;
      for (const apply of transformations) current = apply(current, scope) ?? current;
      return current;
    }

    async function finish(found: Json[], scope: RecordScope): Promise<Selection> {
      const records: JsonObject[] = [];
      if (unready.length > 0) {
        await Promise.all(unready);
        unready = [];
      }
      for (const record of found) {
        if (record === emptyRecord) continue;
        if (!isObject(record)) throw notAnObject(record);
        const judged = transformFirst ? transform(record, scope) : record;
        if (keep(judged, scope)) records.push(transformFirst ? judged : transform(judged, scope));
      }
      const selection: Selection = { records, extracted: found.length };
      if (normalize) await normalize(records);
      return selection;
    }

    return {
      finish,
      changesRecords: transformations.length > 0 || normalize !== undefined,
      async select(items, scope) {
        if (items.length === 1) return await finish(await extract(items[0]!, scope), scope);
        const found: Json[] = [];
        for (const item of items) {
          const extracted = extract(item, scope);
          for (const record of extracted instanceof Promise ? await extracted : extracted) found.push(record);
        }
        return await finish(found, scope);
      },
    };
  },
});

function notAnObject(record: Json): ConnectorError {
  return new ConnectorError("record.not_an_object", {
    failureType: "system_error",
    message: `Cannot read a record: ${JSON.stringify(record)?.slice(0, 100)} is not an object`,
    hint: "Let the extractor's field_path lead to objects, or to a list of objects",
  });
}
