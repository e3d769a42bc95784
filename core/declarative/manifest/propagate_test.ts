import { deepStrictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { propagate, type PropagateOptions } from "./propagate.ts";

const cases: { name: string; component: JsonObject; options?: PropagateOptions; expected: JsonObject }[] = [
  {
    name: "fills in types",
    component: { type: "DeclarativeStream", retriever: { requester: {} } },
    expected: {
      type: "DeclarativeStream",
      retriever: { type: "SimpleRetriever", requester: { type: "HttpRequester" } },
    },
  },
  {
    name: "a class name makes a custom type",
    component: { type: "DeclarativeStream", retriever: { class_name: "a.B" } },
    expected: { type: "DeclarativeStream", retriever: { class_name: "a.B", type: "CustomRetriever" } },
  },
  {
    name: "parameters come down, own ones win",
    component: {
      type: "SimpleRetriever",
      $parameters: { path: "/a", k: 1 },
      requester: { type: "HttpRequester", $parameters: { path: "/b" } },
    },
    expected: {
      type: "SimpleRetriever",
      path: "/a",
      k: 1,
      $parameters: { path: "/a", k: 1 },
      requester: { type: "HttpRequester", path: "/b", k: 1, $parameters: { path: "/b", k: 1 } },
    },
  },
  {
    name: "parents win where asked",
    component: { type: "T", $parameters: { a: 1 } },
    options: { parameters: { a: 2 }, parentsWin: true },
    expected: { type: "T", a: 2, $parameters: { a: 2 } },
  },
  {
    name: "a value that is empty is replaced, another stays",
    component: { type: "T", $parameters: { a: 1, b: 1 }, a: "", b: "own" },
    expected: { type: "T", a: 1, b: "own", $parameters: { a: 1, b: 1 } },
  },
  {
    name: "JSON Schemas are left alone",
    component: {
      type: "InlineSchemaLoader",
      $parameters: { a: 1 },
      schema: { type: "object", properties: { x: {} } },
    },
    expected: {
      type: "InlineSchemaLoader",
      a: 1,
      $parameters: { a: 1 },
      schema: { type: "object", properties: { x: {} } },
    },
  },
  {
    name: "an object without a type hands parameters to components in it",
    component: {
      type: "HttpRequester",
      $parameters: { a: 1 },
      request_parameters: { q: { type: "QueryProperties" }, p: "x" },
    },
    expected: {
      type: "HttpRequester",
      a: 1,
      $parameters: { a: 1 },
      request_parameters: { q: { type: "QueryProperties", a: 1, $parameters: { a: 1 } }, p: "x" },
    },
  },
];

for (const { name, component, options, expected } of cases) {
  Deno.test(`propagate ${name}`, () => {
    const before = structuredClone(component);
    deepStrictEqual(propagate(component, options), expected);
    deepStrictEqual(component, before);
  });
}
