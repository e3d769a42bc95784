import { isObject, type Json, type JsonObject } from "../../../json.ts";
import { str } from "../../../jinja/python/text.ts";
import { boolean, choice, component, optional, slot, union } from "../../component.ts";
import { emptyRecord } from "../../read/empty_record.ts";
import { normalizer } from "../../read/normalize.ts";
import { mustBeObject, notAnObject } from "../../read/not_an_object.ts";
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
      if (known) {
        mustBeObject(record);
        if (!known.shouldBeSynced(record, scope.slice)) return false;
      }
      return !filter || filter(record, scope);
    }

    /** A record that is no object becomes what Python's `dict()` makes of it, where the stream has a schema. */
    async function asObject(record: Json): Promise<JsonObject> {
      const schema = (await ctx.stream.schema?.()) ?? {};
      const made = Object.keys(schema).length > 0 ? dictOf(record) : undefined;
      if (!made) throw notAnObject(record);
      return made;
    }

    function transform(record: JsonObject, scope: RecordScope): JsonObject {
      let current = record;
      for (const apply of transformations) current = apply(current, scope) ?? current;
      return current;
    }

    async function finish(found: Json[], scope: RecordScope): Promise<Selection> {
      const selection: Selection = { records: [], extracted: found.length };
      if (unready.length > 0) {
        await Promise.all(unready);
        unready = [];
      }
      const cast = await normalize?.();
      try {
        for (const item of found) {
          if (item === emptyRecord) continue;
          // Filters and transformations take a list or text for what it is.
          let record = item as JsonObject;
          if (transformFirst) record = transform(record, scope);
          if (!keep(record, scope)) continue;
          if (!transformFirst) record = transform(record, scope);
          if (!isObject(record)) record = await asObject(record);
          cast?.(record);
          selection.records.push(record);
        }
      } catch (error) {
        selection.failure = { error };
      }
      return selection;
    }

    const { each } = extract;
    async function* selectEach(items: Json[], scope: RecordScope): AsyncGenerator<Selection> {
      for (const item of items) {
        for await (const found of each!(item, scope)) yield await finish(found, scope);
      }
    }

    return {
      finish,
      ...(each ? { selectEach } : {}),
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

/** `dict(list)`: a list of pairs, where an object of two keys and a text of two letters are pairs too. */
function dictOf(value: Json): JsonObject | undefined {
  if (!Array.isArray(value)) return undefined;
  const made: JsonObject = {};
  for (const item of value) {
    const pair = isObject(item) ? Object.keys(item) : typeof item === "string" ? [...item] : item;
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    made[str(pair[0])] = pair[1] ?? null;
  }
  return made;
}
