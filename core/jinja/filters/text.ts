import { builtIn, type BuiltIns, variadic } from "../built_in.ts";
import { modulo } from "../python/arithmetic.ts";
import { index } from "../python/arguments.ts";
import { PythonError, typeError } from "../python/errors.ts";
import { escapeHtml } from "../python/html.ts";
import { lengthOf, truthy } from "../python/iterate.ts";
import { Markup, Undefined } from "../python/objects.ts";
import { slice } from "../python/slicing.ts";
import { capitalize } from "../python/string_case.ts";
import { center, splitLines, stringMethods, strip } from "../python/string_methods.ts";
import { asText, stringLength } from "../python/strings.ts";
import { str } from "../python/text.ts";
import { typeName } from "../python/type_name.ts";
import { tuple } from "../python/values.ts";
import { wrap } from "./word_wrap.ts";

/** Changes a text; marked-up text stays marked up, other values become text first. */
function onText(value: unknown, change: (text: string) => string): unknown {
  return value instanceof Markup ? new Markup(change(value.text)) : change(str(value));
}

function replace(value: unknown, from: unknown, to: unknown, count: unknown): unknown {
  return stringMethods.replace?.(str(value), [
    str(from),
    str(to),
    ...(count === undefined || count === null ? [] : [count]),
  ], undefined);
}

function truncate(
  value: unknown,
  length: unknown = 255,
  killWords: unknown,
  end: unknown = "...",
  leeway: unknown,
): unknown {
  const limit = index(length), slack = leeway === undefined || leeway === null ? 5 : index(leeway);
  const tail = str(end);
  if (limit < stringLength(tail)) {
    throw new PythonError("AssertionError", `expected length >= ${tail.length}, got ${limit}`);
  }
  if (slack < 0) throw new PythonError("AssertionError", `expected leeway >= 0, got ${slack}`);
  const size = lengthOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  if (size <= limit + slack) return value;
  const head = asText(slice(value, null, limit - stringLength(tail), null)) ?? str(value);
  if (truthy(killWords)) return head + tail;
  const space = head.lastIndexOf(" ");
  return (space < 0 ? head : head.slice(0, space)) + tail;
}

function indent(value: unknown, width: unknown = 4, first: unknown, blank: unknown): unknown {
  const indention = asText(width) ?? " ".repeat(index(width));
  const source = asText(value);
  if (value instanceof Undefined) return value.fail();
  if (source === undefined) {
    throw typeError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
  }
  return onText(value, (text) => {
    const [head = "", ...rest] = splitLines(`${text}\n`);
    const lines = rest.map((line) => truthy(blank) || line ? indention + line : line);
    return (truthy(first) ? indention : "") + [head, ...lines].join("\n");
  });
}

const escape = builtIn("s", (s) => new Markup(escapeHtml(s)), ["{{ '<a>' | e }}", "&lt;a&gt;"]);

const titleBreak = /([-\s({[<]+)/;

export const textFilters: BuiltIns = {
  upper: builtIn("s", (s) => onText(s, (text) => text.toUpperCase()), ["{{ 'aB' | upper }}", "AB"]),
  lower: builtIn("s", (s) => onText(s, (text) => text.toLowerCase()), ["{{ 'aB' | lower }}", "ab"]),
  capitalize: builtIn("s", (s) => onText(s, capitalize), ["{{ 'hELLO wORLD' | capitalize }}", "Hello world"]),
  title: builtIn(
    "s",
    (s) =>
      str(s).split(titleBreak).map((word) => {
        const [first = "", ...rest] = word;
        return first.toUpperCase() + rest.join("").toLowerCase();
      }).join(""),
    ["{{ \"they're bill's-x\" | title }}", "They're Bill's-X"],
  ),
  trim: builtIn(
    "value, chars?",
    (value, chars) =>
      onText(value, (text) => strip(text, chars === null ? undefined : asText(chars), true, true)),
    ["{{ '  a ' | trim }}", "a"],
    ["{{ 'xxaxx' | trim('x') }}", "a"],
  ),
  replace: builtIn(
    "s, old, new, count?",
    replace,
    ["{{ 'a.b.a' | replace('a', 'z', 1) }}", "z.b.a"],
    ["{{ 5 | replace(5, 6) }}", 6],
  ),
  center: builtIn(
    "value, width?",
    (value, width = 80) => onText(value, (text) => center(text, width)),
    ["{{ 'a b' | center(9) }}|", "   a b   |"],
  ),
  truncate: builtIn(
    "s, length?, killwords?, end?, leeway?",
    truncate,
    ["{{ 'foo bar baz qux' | truncate(9) }}", "foo..."],
    ["{{ 'foo bar baz qux' | truncate(9, true) }}", "foo ba..."],
  ),
  indent: builtIn("s, width?, first?, blank?", indent, ["{{ 'a\\nb' | indent(2) }}", "a\n  b"]),
  wordwrap: builtIn(
    "s, width?, break_long_words?, wrapstring?, break_on_hyphens?",
    (s, width = 79, breakLong = true, mark, breakHyphens = true) => {
      const end = mark === undefined || mark === null ? "\n" : str(mark);
      const options = {
        width: index(width),
        breakLong: truthy(breakLong),
        breakHyphens: truthy(breakHyphens),
      };
      return splitLines(str(s)).map((line) => wrap(line, options).join(end)).join(end);
    },
    ["{{ 'foo bar baz' | wordwrap(5) }}", "foo\nbar\nbaz"],
  ),
  wordcount: builtIn("s", (s) => str(s).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0, [
    "{{ 'a b, c' | wordcount }}",
    3,
  ]),
  format: variadic(
    ([value, ...args], named) => {
      if (args.length > 0 && named) {
        throw new PythonError(
          "FilterArgumentError",
          "can't handle positional and keyword arguments at the same time",
        );
      }
      return modulo(value instanceof Markup ? value : str(value), named ?? tuple(args));
    },
    ["{{ '%s: %s' | format('a', 2) }}", "a: 2"],
    ["{{ '%(x)s!' | format(x=3) }}", "3!"],
  ),
  escape,
  e: escape,
  forceescape: builtIn("value", (value) => new Markup(escapeHtml(str(value))), [
    "{{ '<' | forceescape }}",
    "&lt;",
  ]),
  safe: builtIn("value", (value) => new Markup(str(value)), ["{{ '<a>' | safe | e }}", "<a>"]),
  striptags: builtIn("value", (value) => stripTags(str(value)), [
    "{{ '<p>x <b>y</b></p>' | striptags }}",
    "x y",
  ]),
};

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function stripTags(html: string): string {
  const bare = html.replace(/<!--.*?-->/gs, "").replace(/<.*?>/gs, "");
  return bare.split(/\s+/).filter(Boolean).join(" ").replace(
    /&(#x[\da-f]+|#\d+|\w+);/gi,
    (whole, name: string) => {
      if (!name.startsWith("#")) return entities[name] ?? whole;
      return String.fromCodePoint(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1)));
    },
  );
}
