import { component, integer, optional } from "../../component.ts";

export const PaginationResetLimits = component({
  type: "PaginationResetLimits",
  role: "pagination_reset_limits",
  summary: "After how many records pagination starts again by itself",
  fields: { number_of_records: optional(integer()) },
  build: (def) => def.number_of_records,
});
