import { ConnectorError } from "../../../errors.ts";
import { boolean, component, integer, optional, template, union } from "../../component.ts";
import { fixedPageSize, nextCount } from "./page_size.ts";

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
        return nextCount(lastToken, 1, () => ctx.at());
      },
    };
  },
});
