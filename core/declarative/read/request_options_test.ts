import { deepStrictEqual, throws } from "node:assert/strict";
import type { RequestOptions } from "../../http/message.ts";
import { StreamSlice } from "../../sources/stream_slice.ts";
import { type RequestFields, requestOptions } from "./request_options.ts";

const config = { n: 7, s: "a b", none: null, list: [1, "x"], num: "42" };
const slice = new StreamSlice({ cursorSlice: { start: "2024-01-01" }, extraFields: { title: "T" } });
const scope = { stream_slice: slice, next_page_token: { next_page_token: 3 }, ...slice.extraFields };

const cases: { name: string; fields: RequestFields; expected: RequestOptions }[] = [
  { name: "nothing", fields: {}, expected: {} },
  {
    name: "parameters keep text and lists",
    fields: {
      parameters: {
        n: "{{ config.n }}",
        none: "{{ config.none }}",
        missing: "{{ config.missing }}",
        list: "{{ config.list }}",
        raw: 5,
        since: "{{ stream_interval.start }}",
        page: "{{ next_page_token['next_page_token'] }}",
        title: "{{ title }}",
      },
    },
    expected: {
      params: { n: "7", none: "None", list: [1, "x"], raw: 5, since: "2024-01-01", page: "3", title: "T" },
    },
  },
  {
    name: "parameters as a dict literal",
    fields: { parameters: "{'a': 1}" },
    expected: { params: { a: 1 } },
  },
  { name: "parameters as text", fields: { parameters: "a=1" }, expected: { params: {} } },
  {
    name: "headers are text",
    fields: { headers: { n: "{{ config.n }}", "{{ config.num }}": "x", none: "{{ config.none }}" } },
    expected: { headers: { n: "7", "42": "x" } },
  },
  { name: "body as text", fields: { bodyData: "a={{ config.n }}&b" }, expected: { bodyData: "a=7&b" } },
  { name: "body as form", fields: { bodyData: { a: "{{ config.n }}" } }, expected: { bodyData: { a: "7" } } },
  {
    name: "json keeps types, drops nulls",
    fields: { bodyJson: { a: { b: "{{ config.num }}", c: "{{ config.none }}" }, d: ["{{ config.none }}"] } },
    expected: { bodyJson: { a: { b: 42 }, d: [null] } },
  },
];

for (const { name, fields, expected } of cases) {
  Deno.test(`requestOptions ${name}`, () => {
    deepStrictEqual(requestOptions(fields, { config })(scope), expected);
  });
}

Deno.test("requestOptions refuses two bodies", () => {
  throws(() => requestOptions({ bodyData: "a", bodyJson: { a: 1 } }, { config }), {
    code: "manifest.request_body",
  });
});

Deno.test("requestOptions refuses headers that come out as text", () => {
  throws(() => requestOptions({ headers: "x" }, { config })(scope), { code: "http.request_options" });
});
