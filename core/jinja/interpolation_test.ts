import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import { Float } from "../json.ts";
import { StreamSlice } from "../sources/stream_slice.ts";
import {
  check,
  evaluate,
  interpolatedBoolean,
  interpolatedMapping,
  interpolatedNestedMapping,
  interpolatedString,
  type PythonType,
  type Scope,
} from "./interpolation.ts";
import { CaseInsensitiveMapping, RecordMapping } from "./python/mappings.ts";
import { tuple } from "./python/values.ts";

const config = {
  n: 7,
  s: "Hello World",
  num: "42",
  none: null,
  empty: "",
  list: [3, 1, 2],
  keys: "shadowed",
  dict: { a: 1, b: { c: [10, 20] } },
  objs: [{ id: 2, on: true }, { id: 1, on: false }],
};
const scope: Scope = {
  record: { id: 5, items: [{ sku: "q" }], name: "Ada" },
  stream_slice: new StreamSlice({
    partition: { parent_id: "p1" },
    cursorSlice: { start_time: "2024-01-01" },
    extraFields: { title: "T" },
  }),
  headers: new CaseInsensitiveMapping({ "X-Rate": "5" }),
  last_record: new RecordMapping({ id: 9 }, "items"),
};

const strings: { name: string; template: string; expected: unknown }[] = [
  { name: "plain text", template: "users", expected: "users" },
  { name: "plain literal", template: "[1, 2]", expected: [1, 2] },
  { name: "last newline", template: "{{ config.s }}\n", expected: "Hello World" },
  { name: "text that spells a number", template: "{{ config.num }}", expected: 42 },
  { name: "leading zero", template: "{{ '007' }}", expected: "007" },
  { name: "date", template: "{{ '2024-01-01' }}", expected: "2024-01-01" },
  {
    name: "quotient of large integers",
    template: "{{ 9007199254740993 / 3 }}",
    expected: new Float(3002399751580331),
  },
  { name: "tuple", template: "{{ (1, 'a') }}", expected: tuple([1, "a"]) },
  { name: "null", template: "{{ config.none }}", expected: null },
  { name: "null within text", template: "a{{ config.none }}b", expected: "aNoneb" },
  { name: "missing", template: "{{ config.missing }}", expected: "" },
  { name: "float stays float", template: "{{ 6 / 3 }}", expected: new Float(2) },
  { name: "floor division", template: "{{ -7 // 2 }}", expected: -4 },
  { name: "power is left-associative", template: "{{ 2 ** 3 ** 2 }}", expected: 64 },
  { name: "tilde before plus", template: "{{ '1' ~ 2 }}", expected: 12 },
  { name: "TypeError leaves the template", template: "{{ 1 + 'a' }}", expected: "{{ 1 + 'a' }}" },
  { name: "method before key", template: "{{ config.keys() | list | first }}", expected: "n" },
  { name: "key in brackets", template: "{{ config['keys'] }}", expected: "shadowed" },
  { name: "items by key", template: "{{ record['items'][0].sku }}", expected: "q" },
  { name: "slice as mapping", template: "{{ stream_interval['start_time'] }}", expected: "2024-01-01" },
  { name: "slice's parts", template: "{{ stream_slice.extra_fields.title }}", expected: "T" },
  {
    name: "attribute in brackets",
    template: "{{ stream_partition['partition'].parent_id }}",
    expected: "p1",
  },
  { name: "headers in any case", template: "{{ headers['x-rate'] }}", expected: 5 },
  { name: "last record's data", template: "{{ last_record.data.id + last_record['id'] }}", expected: 18 },
  {
    name: "set in a loop stays there",
    template: "{% set t = 0 %}{% for x in config.list %}{% set t = t + x %}{% endfor %}{{ t }}",
    expected: 0,
  },
  {
    name: "namespace",
    template:
      "{% set ns = namespace(t=0) %}{% for x in config.list %}{% set ns.t = ns.t + x %}{% endfor %}{{ ns.t }}",
    expected: 6,
  },
  {
    name: "loop variable",
    template:
      "{% for x in config.list %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}",
    expected: tuple([13, 21, 32]),
  },
  {
    name: "macro",
    template: "{% macro f(a, b=2) %}{{ a + b }}{% endmacro %}{{ f(1) }}-{{ f(1, b=5) }}",
    expected: "3-6",
  },
  {
    name: "call block",
    template: "{% macro g() %}[{{ caller() }}]{% endmacro %}{% call g() %}x{% endcall %}",
    expected: "[x]",
  },
  { name: "filter block", template: "{% filter upper %}a{{ record.name }}{% endfilter %}", expected: "AADA" },
  { name: "set block", template: "{% set x %}a{{ config.n }}{% endset %}{{ x | upper }}", expected: "A7" },
  { name: "with", template: "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}", expected: 3 },
  { name: "raw", template: "{% raw %}{{ x }}{% endraw %}", expected: "{{ x }}" },
  { name: "comment and whitespace control", template: "a {#- c -#} b {{- 1 -}} c", expected: "ab1c" },
  {
    name: "attributes of lists",
    template: "{{ config.objs | selectattr('on') | map(attribute='id') | list }}",
    expected: [2],
  },
  { name: "format", template: "{{ '%.2f|%5s|{}'.format(1) % (3.14159, 'a') }}", expected: "3.14|    a|1" },
  {
    name: "dates",
    template: "{{ (str_to_datetime('2024-03-31') - duration('P1M')).strftime('%Y-%m-%d') }}",
    expected: "2024-02-29",
  },
  { name: "unsafe attribute", template: "{{ ''.__class__ }}", expected: "" },
];

for (const { name, template, expected } of strings) {
  Deno.test(`interpolatedString ${name}`, () => {
    deepStrictEqual(interpolatedString(template, { config })(scope), expected);
  });
}

const failures: { template: string; code: string; message: string; internal: string }[] = [
  {
    template: "{{ nope.x }}",
    code: "jinja.undeclared",
    message: 'Cannot evaluate the template "{{ nope.x }}": "nope" is not in scope',
    internal: "ValueError: Jinja macro has undeclared variables: {'nope'}",
  },
  {
    template: "{{ nope is defined }}",
    code: "jinja.undeclared",
    message: 'Cannot evaluate the template "{{ nope is defined }}": "nope" is not in scope',
    internal: "ValueError: Jinja macro has undeclared variables: {'nope'}",
  },
  {
    template: "{{ config.a.b }}",
    code: "jinja.undefined",
    message: `Cannot evaluate the template "{{ config.a.b }}": 'dict object' has no attribute 'a'`,
    internal: "UndefinedError: 'dict object' has no attribute 'a'",
  },
  {
    template: "{{ config. }}",
    code: "jinja.syntax",
    message: 'Cannot evaluate the template "{{ config. }}": expected name or number',
    internal: "TemplateSyntaxError: expected name or number",
  },
  {
    template: "{{ 1 / 0 }}",
    code: "jinja.value",
    message: 'Cannot evaluate the template "{{ 1 / 0 }}": division by zero',
    internal: "ZeroDivisionError: division by zero",
  },
  {
    template: "reads stream_state",
    code: "jinja.stream_state",
    message:
      'Cannot evaluate the template "reads stream_state": "stream_state" is no longer supported in templates',
    internal:
      "`stream_state` is no longer supported for interpolation. We recommend using `stream_interval` instead. " +
      "Please reference the CDK Migration Guide for more information.",
  },
];

for (const { template, code, message, internal } of failures) {
  Deno.test(`interpolatedString fails on ${template}`, () => {
    throws(() => interpolatedString(template, { config })({}), (error) => {
      if (!(error instanceof ConnectorError)) return false;
      deepStrictEqual([error.code, error.message, error.internalMessage], [code, message, internal]);
      return true;
    });
  });
}

Deno.test("interpolatedString that once gave its own text stays plain", () => {
  const template = interpolatedString("{{ record.a + 1 }}", { config });
  const run = (a: unknown) => template({ record: { a } });
  deepStrictEqual([run("x"), run(1)], ["{{ record.a + 1 }}", "{{ record.a + 1 }}"]);
});

Deno.test("interpolatedString sees the config of the evaluation", () => {
  const template = interpolatedString("{{ config.token }}", { config: { token: "old" } });
  strictEqual(template({ config: { token: "new" } }), "new");
});

Deno.test("interpolatedString copies what it gives", () => {
  const result = interpolatedString("{{ config.dict }}", { config })({});
  deepStrictEqual(result, config.dict);
  strictEqual(result === config.dict, false);
});

const typed: { template: string; types: PythonType[]; expected: unknown }[] = [
  { template: "{{ '5' }}", types: ["str"], expected: "5" },
  { template: "{{ '5' }}", types: ["int"], expected: 5 },
  { template: "{{ 5 }}", types: ["float"], expected: "5" },
  { template: "{{ true }}", types: ["int"], expected: true },
  { template: "{{ [1] }}", types: ["str", "list"], expected: [1] },
];

for (const { template, types, expected } of typed) {
  Deno.test(`interpolatedString ${template} as ${types}`, () => {
    deepStrictEqual(interpolatedString(template, { config, validTypes: types })({}), expected);
  });
}

Deno.test("interpolatedString default", () => {
  const run = (template: string, standIn: string) =>
    interpolatedString(template, { config, default: standIn })({});
  deepStrictEqual(run("{{ config.a.b }}", "{{ config.n }}"), 7);
  deepStrictEqual(run("{{ config.empty }}", "d"), "d");
  deepStrictEqual(run("{{ 0 }}", "d"), 0);
});

Deno.test("evaluate without a default", () => {
  deepStrictEqual(evaluate("{{ config.a.b }}", { config }, {}), null);
  deepStrictEqual(evaluate("", { config }, {}), null);
});

const conditions: { template: string | boolean; expected: boolean }[] = [
  { template: true, expected: true },
  { template: "{{ record.id > 4 }}", expected: true },
  { template: "{{ config.a.b }}", expected: false },
  { template: "{{ '0' }}", expected: false },
  { template: "{{ [] }}", expected: false },
  { template: "{{ [0] }}", expected: true },
  { template: "{{ 'FALSE' }}", expected: true },
  { template: "{{ ' ' }}", expected: true },
  { template: "{{ record.id < 'a' }}", expected: true },
];

for (const { template, expected } of conditions) {
  Deno.test(`interpolatedBoolean ${template}`, () => {
    strictEqual(interpolatedBoolean(template, { config })(scope), expected);
  });
}

Deno.test("interpolatedMapping", () => {
  const mapping = {
    "k{{ config.n }}": "{{ config.num }}",
    "{{ config.n }}": [1, "{{ config.n }}"],
    none: "{{ config.a.b }}",
  };
  deepStrictEqual(interpolatedMapping(mapping, { config })({}), {
    k7: 42,
    "7": [1, "{{ config.n }}"],
    none: null,
  });
});

Deno.test("interpolatedNestedMapping", () => {
  const mapping = {
    a: { b: ["{{ config.num }}", { c: "{{ config.none }}" }] },
    d: null,
    "{{ config.n }}": 1.5,
  };
  deepStrictEqual(interpolatedNestedMapping(mapping, { config })({}), { a: { b: [42, {}] }, "7": 1.5 });
});

Deno.test("check", () => {
  strictEqual(check("plain }}"), undefined);
  strictEqual(check("{{ config.n | upper }}"), undefined);
  deepStrictEqual(check("{{ config.n | uper }}"), { message: "No filter named 'uper'", offset: 14 });
  deepStrictEqual(check("{% if x %}a"), {
    message: "Unexpected end of template, looking for 'elif' or 'else' or 'endif'",
    offset: 11,
  });
});
