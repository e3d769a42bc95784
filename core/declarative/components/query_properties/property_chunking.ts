import { choice, component, integer, optional, slot } from "../../component.ts";

// What encodes the delimiter between two properties takes three characters.
const delimiterLength = 3;

export const PropertyChunking = component({
  type: "PropertyChunking",
  role: "property_chunking",
  summary: "Splits a list of properties by their number or by the characters they take",
  fields: {
    property_limit_type: choice("characters", "property_count"),
    property_limit: optional(integer()),
    record_merge_strategy: optional(slot("record_merge", { implied: "GroupByKeyMergeStrategy" })),
  },
  build(def, ctx) {
    const { property_limit: limit, property_limit_type } = def;
    const size = (name: string) => property_limit_type === "characters" ? name.length + delimiterLength : 1;
    const byId = (record: { [key: string]: unknown }) => record["id"] ? String(record["id"]) : undefined;
    return {
      mergeKey: def.record_merge_strategy ? ctx.build(def.record_merge_strategy) : byId,
      *split(properties, always, selected) {
        if (!limit) {
          yield [...properties, ...always ?? []];
          return;
        }
        let chunk = [...always ?? []];
        let used = 0;
        for (const name of properties) {
          if (selected && !selected.has(name)) continue;
          if (used + size(name) > limit) {
            yield chunk;
            chunk = [...always ?? []];
            used = 0;
          }
          chunk.push(name);
          used += size(name);
        }
        yield chunk;
      },
    };
  },
});
