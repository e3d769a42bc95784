import { builtIn, type BuiltIns } from "../built_in.ts";
import { text } from "../python/arguments.ts";
import { compilePattern, compileReplacement } from "../python/regular_expression.ts";

export const regularExpressionFilters: BuiltIns = {
  // The first group, whatever else matched; nothing without a group.
  regex_search: builtIn(
    "value, regex",
    (value, regex) => {
      const { expression, groups } = compilePattern(text(regex));
      expression.lastIndex = 0;
      const match = expression.exec(text(value));
      if (!match || groups === 0) return "";
      return match[1] ?? null;
    },
    ["{{ 'a=b;c=d' | regex_search('c=(.*)') }}", "d"],
    ["{{ 'a=b;c=d' | regex_search('c=.*') }}", ""],
  ),
  regex_replace: builtIn(
    "value, regex, replacement",
    (value, regex, replacement) => {
      const pattern = compilePattern(text(regex));
      const { expression } = pattern;
      const render = compileReplacement(text(replacement), pattern);
      const source = text(value);
      expression.lastIndex = 0;
      let result = "", end = 0;
      for (const match of source.matchAll(expression)) {
        result += source.slice(end, match.index) + render(match);
        end = match.index + match[0].length;
      }
      return result + source.slice(end);
    },
    ["{{ 'John Smith' | regex_replace('(\\\\w+) (\\\\w+)', '\\\\2 \\\\1') }}", "Smith John"],
  ),
};
