import { deepStrictEqual, rejects } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const transformations: { name: string; component: JsonObject; config: JsonObject; expected: JsonObject }[] = [
  {
    name: "ConfigRemapField",
    component: {
      type: "ConfigRemapField",
      map: { old: "new", "{{ config.env }}": "E" },
      field_path: ["a", "b"],
    },
    config: { a: { b: "prod" }, env: "prod" },
    expected: { a: { b: "E" }, env: "prod" },
  },
  {
    name: "ConfigRemapField without the field",
    component: { type: "ConfigRemapField", map: { old: "new" }, field_path: ["a", "b"] },
    config: { a: "x" },
    expected: { a: "x" },
  },
  {
    name: "ConfigRemapField finds text only",
    component: { type: "ConfigRemapField", map: { 1: "one" }, field_path: ["a"] },
    config: { a: 1 },
    expected: { a: 1 },
  },
  {
    name: "ConfigAddFields",
    component: {
      type: "ConfigAddFields",
      fields: [{ path: ["auth", "kind"], value: "{{ 'key' if config.api_key else 'oauth' }}" }],
    },
    config: { api_key: "k" },
    expected: { api_key: "k", auth: { kind: "key" } },
  },
  {
    name: "ConfigAddFields with a condition",
    component: {
      type: "ConfigAddFields",
      condition: "{{ config.old is defined }}",
      fields: [{ path: ["new"], value: "{{ config.old }}", value_type: "string" }],
    },
    config: { old: 1 },
    expected: { old: 1, new: "1" },
  },
  {
    name: "ConfigRemoveFields",
    component: { type: "ConfigRemoveFields", field_pointers: [["a", "*"], ["missing"]] },
    config: { a: { x: 1, y: 2 }, b: 1 },
    expected: { a: {}, b: 1 },
  },
];

for (const { name, component, config, expected } of transformations) {
  Deno.test(name, () => {
    buildComponent("config_transformation", component)(config);
    deepStrictEqual(config, expected);
  });
}

const strategy = { type: "ValidateAdheresToSchema", base_schema: { type: "object", required: ["id"] } };

const validations: { name: string; path: string[]; config: JsonObject; message?: RegExp }[] = [
  { name: "fits", path: ["a"], config: { a: { id: 1 } } },
  { name: "text is read as JSON", path: ["a"], config: { a: '{"id": 1}' } },
  { name: "missing passes", path: ["a", "b"], config: {} },
  { name: "does not fit", path: ["a"], config: { a: {} }, message: /required property 'id'/ },
  { name: "no JSON", path: ["a"], config: { a: "{" }, message: /Invalid JSON string/ },
  { name: "one of several", path: ["list", "*"], config: { list: [{ id: 1 }, {}] }, message: /'id'/ },
];

for (const { name, path, config, message } of validations) {
  Deno.test(`DpathValidator ${name}`, async () => {
    const validate = buildComponent("validator", {
      type: "DpathValidator",
      field_path: path,
      validation_strategy: strategy,
    });
    const run = async () => await validate(config);
    await (message ? rejects(run, { code: "config.invalid", message }) : run());
  });
}
