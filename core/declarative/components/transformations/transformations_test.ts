import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import { Float, type Json, type JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { buildComponent } from "../../test_context.ts";

const scope = { slice: new StreamSlice({ partition: { parent: "p1" } }), nextPageToken: undefined };
const config = { region: "eu", n: 3 };

async function transformed(fragment: JsonObject, record: JsonObject): Promise<JsonObject> {
  const transform = buildComponent("transformation", fragment, { config });
  await transform.ready;
  return transform(record, scope) ?? record;
}

const add = (path: string[], value: string, more: JsonObject = {}): JsonObject => ({
  type: "AddFields",
  fields: [{ path, value, ...more }],
});

const cases: { name: string; fragment: JsonObject; record: JsonObject; expected: JsonObject }[] = [
  { name: "AddFields text", fragment: add(["a"], "{{ config.region }}"), record: {}, expected: { a: "eu" } },
  {
    name: "AddFields literal",
    fragment: add(["a"], "{{ record.n }}"),
    record: { n: "7" },
    expected: { n: "7", a: 7 },
  },
  {
    name: "AddFields typed",
    fragment: add(["a"], "{{ record.n }}", { value_type: "string" }),
    record: { n: 7 },
    expected: { n: 7, a: "7" },
  },
  {
    name: "AddFields from the slice, nested",
    fragment: add(["a", "b"], "{{ stream_partition.parent }}"),
    record: { a: { c: 1 } },
    expected: { a: { c: 1, b: "p1" } },
  },
  {
    name: "AddFields condition sees the value",
    fragment: { ...add(["a"], "{{ record.n }}"), condition: "{{ value is not none }}" },
    record: { n: null },
    expected: { n: null },
  },
  {
    name: "RemoveFields",
    fragment: { type: "RemoveFields", field_pointers: [["a", "b"], ["missing"], ["l", "0"]] },
    record: { a: { b: 1, c: 2 }, l: [1, 2] },
    expected: { a: { c: 2 }, l: [null, 2] },
  },
  {
    name: "RemoveFields with a condition looks at all scalars",
    fragment: { type: "RemoveFields", field_pointers: [["a"]], condition: "{{ property is none }}" },
    record: { a: 1, b: null, c: { d: null } },
    expected: { a: 1, c: {} },
  },
  {
    name: "KeysToLower",
    fragment: { type: "KeysToLower" },
    record: { Ab: { Cd: 1 } },
    expected: { ab: { Cd: 1 } },
  },
  {
    name: "KeysToSnakeCase",
    fragment: { type: "KeysToSnakeCase" },
    record: { HTTPResponseCode: 1, "first name": { "Żółć2": [{ aB: 1 }] }, "1st": 2, $: 3 },
    expected: { httpresponse_code: 1, first_name: { zolc_2: [{ aB: 1 }] }, _1_st: 2, "": 3 },
  },
  {
    name: "KeysReplace",
    fragment: { type: "KeysReplace", old: " ", new: "{{ config.n }}" },
    record: { "a b": { "c d": 1 }, e: [{ "f g": 1 }] },
    expected: { a3b: { c3d: 1 }, e: [{ "f g": 1 }] },
  },
  {
    name: "FlattenFields keeps the first of equal names",
    fragment: { type: "FlattenFields" },
    record: { x: 1, a: { x: 2 }, l: [3, { y: 4 }], e: {} },
    expected: { "l.1.y": 4, "l.0": 3, "a.x": 2, x: 1 },
  },
  {
    name: "FlattenFields without lists",
    fragment: { type: "FlattenFields", flatten_lists: false },
    record: { a: { l: [1] } },
    expected: { l: [1] },
  },
  {
    name: "DpathFlattenFields",
    fragment: { type: "DpathFlattenFields", field_path: ["a"], delete_origin_value: true },
    record: { id: 1, a: { x: 2 } },
    expected: { id: 1, x: 2 },
  },
  {
    name: "DpathFlattenFields leaves conflicts alone",
    fragment: { type: "DpathFlattenFields", field_path: ["a"], delete_origin_value: true },
    record: { x: 1, a: { x: 2 } },
    expected: { x: 1, a: { x: 2 } },
  },
  {
    name: "DpathFlattenFields with other keys, in place of the record",
    fragment: {
      type: "DpathFlattenFields",
      field_path: ["*"],
      replace_record: true,
      key_transformation: { type: "KeyTransformation", prefix: "{{ config.region }}_" },
    },
    record: { a: { x: 2 }, b: { y: 3 } },
    expected: { eu_x: 2 },
  },
];

for (const { name, fragment, record, expected } of cases) {
  Deno.test(name, async () => deepStrictEqual(await transformed(fragment, record), expected));
}

Deno.test("AddFields refuses a path through a scalar, and an empty one", () => {
  const transform = buildComponent("transformation", add(["a", "b"], "v"));
  throws(() => transform({ a: 1 }, scope), { code: "record.path" });
  throws(() => buildComponent("transformation", add([], "v")), { code: "manifest.empty_path" });
});

const objectsOnly: JsonObject[] = [
  { type: "KeysToLower" },
  { type: "KeysToSnakeCase" },
  { type: "KeysReplace", old: "a", new: "b" },
  { type: "FlattenFields" },
  { type: "DpathFlattenFields", field_path: ["0"] },
];
for (const fragment of objectsOnly) {
  Deno.test(`${fragment["type"]} refuses a list of records in place of a record`, async () => {
    // An extractor with `*` in its path finds such lists.
    const records: JsonObject[] = JSON.parse('[[{"a": 1}]]');
    for (const list of records) {
      await rejects(transformed(fragment, list), { code: "record.not_an_object" });
    }
  });
}

Deno.test("RemoveFields: its condition has no parameters", async () => {
  const fragment: JsonObject = {
    type: "RemoveFields",
    field_pointers: [["a"]],
    condition: "{{ parameters.get('all', false) }}",
    $parameters: { all: true },
  };
  deepStrictEqual(await transformed(fragment, { a: 1 }), { a: 1 });
});

const kept: { condition: string; records: Json[] }[] = [
  { condition: "{{ record.n > 1 }}", records: [2, new Float(3)] },
  { condition: "{{ record.n == stream_slice.parent }}", records: [] },
  { condition: "", records: [] },
];
for (const { condition, records } of kept) {
  Deno.test(`RecordFilter "${condition}"`, () => {
    const keeps = buildComponent("record_filter", { type: "RecordFilter", condition });
    deepStrictEqual([1, 2, new Float(3)].filter((n) => keeps({ n }, scope)), records);
  });
}
