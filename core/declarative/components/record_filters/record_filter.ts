import { component, optional, template } from "../../component.ts";

export const RecordFilter = component({
  type: "RecordFilter",
  role: "record_filter",
  summary: "Keeps the records for which a condition holds",
  fields: { condition: optional(template(), "") },
  build({ condition }, ctx) {
    const holds = ctx.condition(condition);
    return (record, { slice, nextPageToken }) =>
      holds({ record, stream_slice: slice ?? null, next_page_token: nextPageToken ?? null });
  },
});
