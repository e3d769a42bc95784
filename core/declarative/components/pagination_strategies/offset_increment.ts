import { boolean, component, integer, optional, template, union } from "../../component.ts";
import { checkPageSize, nextCount } from "./page_size.ts";

export const OffsetIncrement = component({
  type: "OffsetIncrement",
  role: "pagination_strategy",
  summary: "Counts records: the token is how many were read; ends at a page that is short or empty",
  fields: {
    page_size: optional(union(integer(), template())),
    inject_on_first_request: optional(boolean(), false),
  },
  build(def, ctx) {
    const { page_size } = def;
    const fixed = typeof page_size === "number"
      ? page_size
      : /^\d+$/.test(page_size ?? "")
      ? Number(page_size)
      : undefined;
    // A template may look at the response, so it is asked again for each page.
    const evaluated = fixed === undefined && page_size ? ctx.text(String(page_size)) : undefined;
    return {
      get pageSize() {
        return fixed ?? (evaluated && checkPageSize(evaluated({}), ctx));
      },
      readsBody: fixed === undefined && evaluated !== undefined,
      initialToken: () => def.inject_on_first_request ? 0 : undefined,
      nextToken({ extracted, lastToken, body, pageSize: reduced }) {
        const size = reduced ?? fixed ?? evaluated?.({ response: body });
        if (extracted === 0 || (typeof size === "number" && size && extracted < size)) return undefined;
        return lastToken === undefined || lastToken === null
          ? extracted
          : nextCount(lastToken, extracted, () => ctx.at());
      },
    };
  },
});
