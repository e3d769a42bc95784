import { ConnectorError } from "../../../errors.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { parseLinkHeader } from "../../../http/links.ts";
import { component, integer, optional, template, union } from "../../component.ts";
import { asMapping, type HostObject, item } from "../../../jinja/python/host_object.ts";
import { RecordMapping } from "../../../jinja/python/mappings.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { fixedPageSize } from "./page_size.ts";

export const CursorPagination = component({
  type: "CursorPagination",
  role: "pagination_strategy",
  summary: "The next token is computed from the response, its headers or its last record",
  fields: {
    cursor_value: template(),
    page_size: optional(union(integer(), template())),
    stop_condition: optional(template()),
  },
  build(def, ctx) {
    const pageSize = fixedPageSize(def.page_size, ctx);
    for (const field of ["stop_condition", "cursor_value"] as const) {
      const text = def[field];
      if (pageSize === undefined && text !== undefined && readsPageSize(text)) {
        throw new ConnectorError("manifest.missing_page_size", {
          failureType: "system_error",
          message: `Cannot build the pagination strategy: its ${field} reads page_size, which is not set`,
          at: ctx.at(field),
          hint: "Add page_size to the pagination strategy, or compare with a value from config",
        });
      }
    }
    let cursorValue = ctx.text(def.cursor_value);
    const stop = def.stop_condition === undefined ? undefined : ctx.condition(def.stop_condition);
    const readsHeaders = /headers/.test(def.cursor_value + (def.stop_condition ?? ""));
    return {
      pageSize,
      readsBody: /response/.test(def.cursor_value + (def.stop_condition ?? "")),
      initialToken: () => undefined,
      nextToken({ response, body, count, lastRecord, slice, pageSize: reduced }) {
        const scope = {
          response: body,
          headers: readsHeaders ? headersOf(response) : {},
          last_record: lastRecord ? new RecordMapping(lastRecord, ctx.stream.name, slice) : null,
          last_page_size: count,
          page_size: reduced ?? pageSize ?? null,
          stream_slice: slice ?? null,
        };
        if (stop?.(scope)) return undefined;
        const token = cursorValue(scope);
        // A template that once failed stays plain text. As a token it would ask for one page for ever, which the
        // Python CDK does: here, the next page has its say.
        if (token === def.cursor_value) cursorValue = ctx.text(def.cursor_value);
        return truthy(token) ? token : undefined;
      },
    };
  },
});

/**
 * Headers as templates see them. `link` is parsed into its relations; any other spelling, `Link` too, finds the
 * header whatever its case: the one that the server wrote is not known any more.
 */
function headersOf({ headers }: HttpResponse): HostObject {
  const links = parseLinkHeader(headers.get("link"));
  return {
    [asMapping]: () => ({ ...headers.toObject(), link: links }),
    [item]: (key) => key === "link" ? links : typeof key === "string" ? headers.get(key) : undefined,
  };
}

// The name as a variable: not an attribute, a key or part of another name.
const pageSizeName = /(?<![\w.'"\]])page_size(?![\w'"])/;
function readsPageSize(template: string): boolean {
  return (template.match(/\{[{%][\s\S]*?[}%]\}/g) ?? []).some((expression) => pageSizeName.test(expression));
}
