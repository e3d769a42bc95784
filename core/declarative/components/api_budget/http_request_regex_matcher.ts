import { ConnectorError } from "../../../errors.ts";
import { requestMatcher } from "../../../http/budget.ts";
import { compilePattern } from "../../../jinja/python/regular_expression.ts";
import { str } from "../../../jinja/python/text.ts";
import { component, integer, object, optional, string, template, union } from "../../component.ts";
import { wholeNumber } from "../../read/quantities.ts";

export const HttpRequestRegexMatcher = component({
  type: "HttpRequestRegexMatcher",
  role: "request_matcher",
  summary: "Picks requests by method, URL, parameters and headers",
  open: true,
  fields: {
    method: optional(string()),
    url_base: optional(string()),
    url_path_pattern: optional(string()),
    params: optional(object()),
    headers: optional(object()),
    weight: optional(union(integer(), template())),
  },
  build(def, ctx) {
    const weight = def.weight === undefined ? undefined : wholeNumber(def.weight, "weight", ctx);
    if (weight !== undefined && weight < 1) {
      throw new ConnectorError("manifest.call_weight", {
        failureType: "system_error",
        message: `Cannot build the matcher: its weight is ${weight}`,
        at: ctx.at("weight"),
        hint: "A call counts for 1 at least",
      });
    }
    const texts = (values: Record<string, unknown> | undefined) =>
      Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, str(value)]));
    const { expression } = def.url_path_pattern
      ? compilePattern(def.url_path_pattern)
      : { expression: undefined };
    return requestMatcher({
      method: def.method,
      urlBase: def.url_base,
      path: expression && { test: (path) => path.search(expression) >= 0 },
      params: texts(def.params),
      headers: texts(def.headers),
      weight,
    });
  },
});
