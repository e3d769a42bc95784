import { ConnectorError } from "../../../errors.ts";
import type { RequestOptions } from "../../../http/message.ts";
import { component, optional, slot, union } from "../../component.ts";
import { refuseSamePlace } from "../../read/request_option.ts";
import type { PageResult, PaginationStrategy } from "../../roles.ts";
import { str } from "../../../jinja/python/text.ts";

export const DefaultPaginator = component({
  type: "DefaultPaginator",
  role: "paginator",
  summary: "Asks a strategy for the next page and puts its token and page size into the request",
  fields: {
    pagination_strategy: slot("pagination_strategy"),
    page_size_option: optional(slot("request_option", { implied: "RequestOption" })),
    page_token_option: optional(union(slot("request_option"), slot("request_path"))),
  },
  build(def, ctx) {
    if (ctx.stream.decoder?.streams) {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "system_error",
        message: "Cannot build the paginator: it has to look into responses, which this decoder streams",
        at: ctx.at(),
        hint: "Use JsonDecoder or XmlDecoder, or NoPagination",
      });
    }
    const strategy: PaginationStrategy = ctx.build(def.pagination_strategy);
    const sizeOption = def.page_size_option && ctx.build(def.page_size_option);
    const tokenOption = def.page_token_option && ctx.build(def.page_token_option);
    if (sizeOption && !strategy.pageSize) {
      throw new ConnectorError("manifest.missing_page_size", {
        failureType: "system_error",
        message:
          "Cannot build the paginator: page_size_option is set, but the pagination strategy has no page_size",
        at: ctx.at("page_size_option"),
        hint: "Add page_size to the pagination strategy, or remove page_size_option",
      });
    }
    if (tokenOption?.kind === "option") refuseSamePlace([sizeOption, tokenOption], () => ctx.at());
    const cursor = ctx.stream.dataFeed ? ctx.stream.cursor : undefined;
    const pageLimit = ctx.env.limits?.maxPagesPerSlice;

    function options(
      scope: { nextPageToken: { next_page_token: unknown } | undefined },
      pageSize?: number,
    ): RequestOptions {
      const result: RequestOptions = {};
      const token = scope.nextPageToken?.next_page_token;
      if (tokenOption?.kind === "option" && token !== undefined && token !== null) {
        tokenOption.inject(result, token);
      }
      // Asked for only where it is sent: a page size may be a template over responses.
      const size = sizeOption && (pageSize ?? strategy.pageSize);
      if (size) sizeOption.inject(result, size);
      return result;
    }

    return {
      get pageSize() {
        return strategy.pageSize;
      },
      readsBody: strategy.readsBody,
      initialToken: () => strategy.initialToken(),
      nextToken(page: PageResult) {
        if (pageLimit !== undefined && page.index >= pageLimit) return undefined;
        // A data feed is newest first: the page that ends in a known record is the last.
        if (cursor && page.lastRecord && !cursor.shouldBeSynced(page.lastRecord, page.slice)) {
          return undefined;
        }
        return strategy.nextToken(page);
      },
      path({ nextPageToken }) {
        const token = nextPageToken?.next_page_token;
        return tokenOption?.kind === "path" && token ? str(token) : undefined;
      },
      options,
    };
  },
});
