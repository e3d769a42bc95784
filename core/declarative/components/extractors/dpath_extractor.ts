import { truthy } from "../../../jinja/python/iterate.ts";
import type { Json } from "../../../json.ts";
import { component, list, optional, slot, template } from "../../component.ts";
import { fieldPath } from "../../read/field_path.ts";

export const DpathExtractor = component({
  type: "DpathExtractor",
  role: "extractor",
  summary: "Finds records at a path of the decoded response",
  fields: {
    field_path: list(template()),
    record_expander: optional(slot("record_expander", { implied: "RecordExpander" })),
  },
  build(def, ctx) {
    const path = fieldPath(def.field_path, ctx);
    const expand = def.record_expander && ctx.build(def.record_expander);

    function records(body: Json): Json[] {
      const found = path.find(body);
      if (Array.isArray(found)) return found;
      return truthy(found) ? [found] : [];
    }
    if (!expand) return records;
    async function all(body: Json): Promise<Json[]> {
      const expanded: Json[] = [];
      for (const record of records(body)) {
        for (const item of await expand!(record)) expanded.push(item);
      }
      return expanded;
    }
    if (!expand.fetches) return all;
    return Object.assign(all, {
      async *each(body: Json) {
        for (const record of records(body)) yield await expand(record);
      },
    });
  },
});
