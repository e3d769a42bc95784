import { ConnectorError } from "../../../errors.ts";
import { boolean, component, integer, optional, template, union } from "../../component.ts";
import { fixedPageSize } from "./page_size.ts";

export const PageIncrement = component({
  type: "PageIncrement",
  role: "pagination_strategy",
  summary: "Counts pages: 0, 1, 2 …; ends at a page that is short or empty",
  fields: {
    page_size: optional(union(integer(), template())),
    start_from_page: optional(integer(), 0),
    inject_on_first_request: optional(boolean(), false),
  },
  build(def, ctx) {
    const pageSize = fixedPageSize(def.page_size, ctx);
    return {
      pageSize,
      readsBody: false,
      initialToken: () => def.inject_on_first_request ? def.start_from_page : undefined,
      nextToken({ extracted, lastToken, pageSize: reduced }) {
        if (reduced !== undefined) {
          throw new ConnectorError("manifest.unsupported", {
            failureType: "config_error",
            message:
              "Cannot reduce the page size of PageIncrement: smaller pages shift every page boundary after them",
            at: ctx.at(),
            hint: "Use OffsetIncrement or CursorPagination",
          });
        }
        if (extracted === 0 || (pageSize && extracted < pageSize)) return undefined;
        if (lastToken === undefined || lastToken === null) return def.start_from_page + 1;
        return nextCount(lastToken, 1, ctx.at());
      },
    };
  },
});

/** The token after `last`, which must be a count. */
export function nextCount(last: unknown, step: number, at: string): number {
  if (typeof last === "number") return last + step;
  throw new ConnectorError("manifest.page_token", {
    failureType: "system_error",
    message: `Cannot count on from the page token "${last}": it is not an integer`,
    at,
  });
}
