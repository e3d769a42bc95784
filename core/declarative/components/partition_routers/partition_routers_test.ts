import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { cartesianProduct } from "../../read/cartesian_product.ts";
import type { PartitionRouter } from "../../roles.ts";
import { buildComponent } from "../../test_context.ts";

const list = (field: string, values: unknown, more: JsonObject = {}): JsonObject => ({
  type: "ListPartitionRouter",
  cursor_field: field,
  values: values as string,
  ...more,
});
const group = (router: JsonObject, group_size: number, more: JsonObject = {}): JsonObject => ({
  type: "GroupingPartitionRouter",
  group_size,
  underlying_partition_router: router,
  ...more,
});
const union = (field: string, ...partition_routers: JsonObject[]): JsonObject => ({
  type: "UnionPartitionRouter",
  partition_field: field,
  partition_routers,
});
const option = { type: "RequestOption", inject_into: "header", field_name: "X-Region" };

const config = { regions: ["eu", "us"], word: "ab" };
const build = (fragment: JsonObject) => buildComponent("partition_router", fragment, { config });
const partitionsOf = async (router: PartitionRouter) =>
  (await Array.fromAsync(router.slices())).map(({ partition }) => partition);

const cases: { name: string; fragment: JsonObject; expected: JsonObject[] }[] = [
  { name: "a list", fragment: list("r", ["a", "b"]), expected: [{ r: "a" }, { r: "b" }] },
  { name: "numbers become text", fragment: list("r", [1, true]), expected: [{ r: "1" }, { r: "True" }] },
  {
    name: "a template",
    fragment: list("r", "{{ config['regions'] }}"),
    expected: [{ r: "eu" }, { r: "us" }],
  },
  {
    name: "the letters of a text",
    fragment: list("r", "{{ config.word }}"),
    expected: [{ r: "a" }, { r: "b" }],
  },
  { name: "no values", fragment: list("r", []), expected: [] },
  {
    name: "groups, values once",
    fragment: group(list("r", ["a", "b", "a", "c"]), 2),
    expected: [{ r: ["a", "b"] }, { r: ["c"] }],
  },
  {
    name: "groups with repeated values",
    fragment: group(list("r", ["a", "a"]), 3, { deduplicate: false }),
    expected: [{ r: ["a", "a"] }],
  },
  {
    name: "a union, values once",
    fragment: union("r", list("r", ["a", "b"]), list("r", ["b", "c"])),
    expected: [{ r: "a" }, { r: "b" }, { r: "c" }],
  },
];

for (const { name, fragment, expected } of cases) {
  Deno.test(`partitions: ${name}`, async () =>
    deepStrictEqual(await partitionsOf(build(fragment)), expected));
}

const refused: { name: string; fragment: JsonObject; code: string }[] = [
  { name: "groups of none", fragment: group(list("r", ["a"]), 0), code: "manifest.group_size" },
  {
    name: "groups of a router with a request option",
    fragment: group(list("r", ["a"], { request_option: option }), 2),
    code: "manifest.unsupported",
  },
  {
    name: "a union of different fields",
    fragment: union("r", list("r", ["a"]), list("q", ["b"])),
    code: "manifest.union_partition_router",
  },
];

for (const { name, fragment, code } of refused) {
  Deno.test(`partition routers refuse ${name}`, () => throws(() => build(fragment), { code }));
}

Deno.test("values that are no list fail the stream that reads them, not the others", async () => {
  const router = build(list("r", "{{ 5 }}"));
  await rejects(partitionsOf(router), { code: "config.partition_values" });
});

Deno.test("a product: the last router changes fastest, the first one's fields count", async () => {
  const router = cartesianProduct([
    build(list("a", ["1", "2"])),
    build(list("b", ["x", "y"])),
    build(list("a", ["3"])),
  ]);
  deepStrictEqual(await partitionsOf(router), [
    { a: "1", b: "x" },
    { a: "1", b: "y" },
    { a: "2", b: "x" },
    { a: "2", b: "y" },
  ]);
});

Deno.test("a product takes request options from each router, the first one's first", () => {
  const router = cartesianProduct([
    build(list("a", ["1"], { request_option: option })),
    build(list("b", ["2"], { request_option: option })),
    build(list("b", ["2"], { request_option: { ...option, field_name: "X-B" } })),
  ]);
  const slice = new StreamSlice({ partition: { a: "1", b: "2" } });
  deepStrictEqual(router.options({ slice, nextPageToken: undefined }), {
    headers: { "X-Region": "1", "X-B": "2" },
  });
});

Deno.test("groups need partitions of one field", async () => {
  const router = build(group(list("r", ["a"]), 2));
  deepStrictEqual(router.globalCursor, true);
  const nested = build(union("r", list("r", "{{ [[1]] }}"), list("r", ["a"])));
  await rejects(partitionsOf(nested), { code: "manifest.partition_fields" });
});
