import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import type { Json, JsonObject } from "../../../json.ts";
import { emptyRecord } from "../../read/empty_record.ts";
import { buildComponent, type TestOptions } from "../../test_context.ts";

const scope = { slice: undefined, nextPageToken: undefined };

async function extracted(fragment: JsonObject, body: Json, options: TestOptions = {}): Promise<Json[]> {
  return await buildComponent("extractor", fragment, options)(body, scope);
}

const dpath = (...field_path: string[]): JsonObject => ({ type: "DpathExtractor", field_path });
const expander = (fields: JsonObject): JsonObject => ({
  ...dpath("data"),
  record_expander: { expand_records_from_field: ["lines"], ...fields },
});
const order: JsonObject = { id: 1, meta: { total: 2 }, lines: [{ sku: "a" }, "b"] };

const cases: { name: string; fragment: JsonObject; body: Json; records: Json[] }[] = [
  { name: "a list", fragment: dpath("data"), body: { data: [{ id: 1 }] }, records: [{ id: 1 }] },
  { name: "an object", fragment: dpath("data"), body: { data: { id: 1 } }, records: [{ id: 1 }] },
  { name: "nothing there", fragment: dpath("data", "x"), body: { data: 1 }, records: [] },
  { name: "the whole body", fragment: dpath(), body: { id: 1 }, records: [{ id: 1 }] },
  { name: "an empty body", fragment: dpath(), body: {}, records: [] },
  { name: "a star", fragment: dpath("*", "x"), body: { a: { x: 1 }, b: { x: [2] } }, records: [1, [2]] },
  { name: "a template", fragment: dpath("{{ config.key }}"), body: { eu: [1] }, records: [1] },
  {
    name: "a union",
    fragment: { type: "CombinedExtractor", extractors: [dpath("a"), dpath("b")] },
    body: { a: [{ id: 1 }], b: [{ id: 2 }] },
    records: [{ id: 1 }, { id: 2 }],
  },
  {
    name: "the first match that is not empty",
    fragment: {
      type: "CombinedExtractor",
      mode: "first_match",
      skip_empty_records: true,
      extractors: [dpath("a"), dpath("b")],
    },
    body: { a: [null, {}], b: [null, { id: 2 }] },
    records: [emptyRecord, { id: 2 }],
  },
  { name: "expanded items", fragment: expander({}), body: { data: [order] }, records: [{ sku: "a" }, "b"] },
  {
    name: "expanded items with their parent",
    fragment: expander({
      merge_parent: true,
      parent_fields: [{ parent_path: ["meta", "total"], record_path: ["order", "total"] }],
    }),
    body: { data: order },
    records: [
      { id: 1, meta: { total: 2 }, sku: "a", order: { total: 2 } },
      { id: 1, meta: { total: 2 }, value: "b", order: { total: 2 } },
    ],
  },
  {
    name: "a parent without items",
    fragment: expander({ on_no_records: "emit_parent" }),
    body: { data: [{ id: 2, lines: [] }] },
    records: [{ id: 2, lines: [] }],
  },
];
for (const { name, fragment, body, records } of cases) {
  Deno.test(`extractors: ${name}`, async () => {
    deepStrictEqual(await extracted(fragment, body, { config: { key: "eu" } }), records);
  });
}

Deno.test("RecordExpander embeds a copy of the parent", async () => {
  const [first] = await extracted(expander({ remain_original_record: true }), { data: [order] });
  deepStrictEqual(first, { sku: "a", original_record: order });
});

Deno.test("RecordExpander fetches the whole of a truncated list", async () => {
  const logs: string[] = [];
  const body = { data: { id: 7, has_more: true, total_count: 9, lines: [{ sku: "a" }] } };
  const fragment = expander({ truncation_indicator_path: ["has_more"] });
  deepStrictEqual(await extracted(fragment, body, { env: { log: (_level, text) => logs.push(text) } }), [
    { sku: "a" },
  ]);
  strictEqual(logs[0]?.startsWith("Expanded the 1 embedded of 9 items of a truncated list."), true);
});

Deno.test("extractors refuse what cannot work", async () => {
  const streams = { streams: true, decode: () => (async function* () {})() };
  const union = { type: "CombinedExtractor", extractors: [dpath("a")] };
  throws(() => buildComponent("extractor", union, { stream: { decoder: streams } }), {
    code: "manifest.unsupported",
  });
  const glob = expander({ parent_fields: [{ parent_path: ["*"], record_path: ["x"] }] });
  throws(() => buildComponent("extractor", glob), { code: "manifest.glob" });
  const through = expander({ parent_fields: [{ parent_path: ["id"], record_path: ["sku", "x"] }] });
  await rejects(extracted(through, { data: [order] }), { code: "record.path", failureType: "config_error" });
});
