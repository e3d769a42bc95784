import { choice, component, optional, slot } from "../../component.ts";

export const PaginationReset = component({
  type: "PaginationReset",
  role: "pagination_reset",
  summary: "Starts pagination again from the first page, for APIs that end at a maximum offset",
  fields: {
    action: choice("SPLIT_USING_CURSOR", "RESET"),
    limits: optional(slot("pagination_reset_limits", { implied: "PaginationResetLimits" })),
  },
  build: (def, ctx) => ({ action: def.action, limit: def.limits && ctx.build(def.limits) }),
});
