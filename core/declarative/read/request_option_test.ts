import { deepStrictEqual, throws } from "node:assert/strict";
import type { RequestOptions } from "../../http/message.ts";
import type { JsonObject } from "../../json.ts";
import { buildComponent } from "../test_context.ts";
import { mergeOptions, refuseSamePlace } from "./request_option.ts";

const option = (inject_into: string, more: JsonObject = { field_name: "a" }) =>
  buildComponent("request_option", { type: "RequestOption", inject_into, ...more }, { config: { x: "b" } });

const injected: { place: string; more?: JsonObject; value: unknown; expected: RequestOptions }[] = [
  { place: "request_parameter", value: 1, expected: { params: { a: 1 } } },
  { place: "header", value: 1.5, expected: { headers: { a: "1.5" } } },
  { place: "body_data", value: true, expected: { bodyData: { a: true } } },
  { place: "body_json", value: [1], expected: { bodyJson: { a: [1] } } },
  {
    place: "request_parameter",
    more: { field_name: "{{ config.x }}" },
    value: "v",
    expected: { params: { b: "v" } },
  },
  {
    place: "body_json",
    more: { field_path: ["{{ config.x }}", "c"] },
    value: 1,
    expected: { bodyJson: { b: { c: 1 } } },
  },
];

const parametersOf = (optionParameters?: JsonObject): RequestOptions => {
  const stream = optionParameters ? { optionParameters } : {};
  const fragment = {
    type: "RequestOption",
    inject_into: "header",
    field_name: "{{ parameters.get('x', '') }}a",
    $parameters: { x: "own-" },
  };
  const options: RequestOptions = {};
  buildComponent("request_option", fragment, { stream }).inject(options, 1);
  return options;
};
Deno.test("RequestOption: its names see the parameters of a holder that lends them, and no others", () => {
  deepStrictEqual(parametersOf(), { headers: { a: "1" } });
  deepStrictEqual(parametersOf({ x: "lent-" }), { headers: { "lent-a": "1" } });
});

for (const { place, more, value, expected } of injected) {
  Deno.test(`RequestOption injects into ${place} ${JSON.stringify(expected)}`, () => {
    const options: RequestOptions = {};
    option(place, more).inject(options, value);
    deepStrictEqual(options, expected);
  });
}

const unbuildable: { name: string; place: string; more: JsonObject; message: RegExp }[] = [
  {
    name: "a path outside a JSON body",
    place: "header",
    more: { field_path: ["a"] },
    message: /cannot be injected into "header"/,
  },
  {
    name: "neither name nor path",
    place: "header",
    more: {},
    message: /either a field_name or a field_path/,
  },
];

for (const { name, place, more, message } of unbuildable) {
  Deno.test(`RequestOption refuses ${name}`, () => throws(() => option(place, more), message));
}

const merged: { name: string; list: RequestOptions[]; expected: RequestOptions }[] = [
  {
    name: "different places",
    list: [{ params: { a: 1 } }, { headers: { a: "1" } }, {}],
    expected: { params: { a: 1 }, headers: { a: "1" } },
  },
  {
    name: "different names",
    list: [{ params: { a: 1 } }, { params: { b: 2 } }],
    expected: { params: { a: 1, b: 2 } },
  },
  {
    name: "objects in a JSON body, and the same value twice",
    list: [{ bodyJson: { q: { a: 1, s: "x" } } }, { bodyJson: { q: { b: 2, s: "x" } } }],
    expected: { bodyJson: { q: { a: 1, s: "x", b: 2 } } },
  },
  {
    name: "text beside nothing",
    list: [{ bodyData: "text" }, { bodyData: {} }],
    expected: { bodyData: "text" },
  },
];

for (const { name, list, expected } of merged) {
  Deno.test(`mergeOptions ${name}`, () => {
    const before = structuredClone(list);
    deepStrictEqual(mergeOptions(list), expected);
    deepStrictEqual(list, before);
  });
}

const clashes: { name: string; list: RequestOptions[] }[] = [
  { name: "the same parameter twice", list: [{ params: { a: 1 } }, { params: { a: 1 } }] },
  { name: "the same header twice", list: [{ headers: { a: "1" } }, { headers: { a: "2" } }] },
  {
    name: "another value at a path of a JSON body",
    list: [{ bodyJson: { a: { b: 1 } } }, { bodyJson: { a: { b: 2 } } }],
  },
  { name: "text and fields", list: [{ bodyData: "text" }, { bodyData: { a: 1 } }] },
];

for (const { name, list } of clashes) {
  Deno.test(`mergeOptions refuses ${name}`, () =>
    throws(() => mergeOptions(list), { code: "http.option_clash" }));
}

Deno.test("refuseSamePlace finds options of one component that overwrite each other", () => {
  refuseSamePlace([option("header"), option("request_parameter"), undefined], () => "here");
  throws(() => refuseSamePlace([option("header"), option("header")], () => "here"), {
    code: "manifest.option_clash",
    at: "here",
  });
});
