/** All filters of templates: Jinja's and the CDK's. */
import type { BuiltIns } from "../built_in.ts";
import { tests } from "../tests.ts";
import { encodingFilters } from "./encoding.ts";
import { jsonFilters } from "./json.ts";
import { listFilters } from "./lists.ts";
import { numberFilters } from "./numbers.ts";
import { regularExpressionFilters } from "./regular_expressions.ts";
import { selectionFilters } from "./selection.ts";
import { textFilters } from "./text.ts";
import { urlFilters } from "./urls.ts";
import { valueFilters } from "./values.ts";

export const filters: BuiltIns = {
  ...textFilters,
  ...numberFilters,
  ...listFilters,
  ...jsonFilters,
  ...urlFilters,
  ...encodingFilters,
  ...regularExpressionFilters,
  ...valueFilters,
  ...selectionFilters(
    (name) => Object.hasOwn(filters, name) ? filters[name] : undefined,
    (name) => Object.hasOwn(tests, name) ? tests[name] : undefined,
  ),
};
