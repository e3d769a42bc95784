import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { HeaderTable } from "../../../http/headers.ts";
import { BufferedResponse } from "../../../http/response.ts";
import type { Json, JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function response(body: Uint8Array, headers: Record<string, string> = {}): BufferedResponse {
  return new BufferedResponse({
    status: 200,
    reason: "OK",
    headers: new HeaderTable(Object.entries(headers)),
    url: "https://api.example.com/",
    request: { method: "GET", url: "https://api.example.com/", headers: {}, body: undefined },
    body: new ReadableStream({
      start(controller) {
        for (let at = 0; at < body.length; at += 3) controller.enqueue(body.slice(at, at + 3));
        controller.close();
      },
    }),
  });
}

async function decoded(fragment: JsonObject, body: Uint8Array | string): Promise<Json[]> {
  const items: Json[] = [];
  const decoder = buildComponent("decoder", fragment);
  for await (const batch of decoder.decode(response(typeof body === "string" ? bytes(body) : body))) {
    items.push(...batch);
  }
  return items;
}

const csv: JsonObject = { type: "CsvDecoder" };
const gzip = (decoder: JsonObject): JsonObject => ({ type: "GzipDecoder", decoder });
const twice = new Uint8Array([...gzipSync("a\n1\n"), ...gzipSync("2\n")]);

const cases: { name: string; fragment: JsonObject; body: Uint8Array | string; items: Json[] }[] = [
  { name: "JSON", fragment: { type: "JsonDecoder" }, body: '{"é":[1]}', items: [{ "é": [1] }] },
  { name: "a JSON list", fragment: { type: "JsonDecoder" }, body: "[1,2]", items: [1, 2] },
  { name: "an empty JSON list", fragment: { type: "JsonDecoder" }, body: "[]", items: [{}] },
  { name: "no JSON", fragment: { type: "JsonDecoder" }, body: "<html>", items: [{}, {}] },
  {
    name: "JSON lines",
    fragment: { type: "JsonlDecoder" },
    body: '{"a":1}\nwrong\n\n{"a":2}',
    items: [{ a: 1 }, { a: 2 }],
  },
  {
    name: "JSON items",
    fragment: { type: "JsonItemsDecoder", items_path: "d" },
    body: '{"d":[1,{"x":2}]}',
    items: [1, { x: 2 }],
  },
  {
    name: "lines",
    fragment: { type: "IterableDecoder" },
    body: "a\r\n\nb\rc",
    items: ["a", "", "b", "c"].map((record) => ({ record })),
  },
  {
    name: "CSV",
    fragment: { ...csv, delimiter: "\\t", set_values_to_none: [""] },
    body: "a\tb\n1\t\n",
    items: [{ a: "1", b: null }],
  },
  {
    name: "CSV in Latin-1",
    fragment: { ...csv, encoding: "latin-1" },
    body: Uint8Array.of(97, 10, 0xe9),
    items: [{ a: "é" }],
  },
  { name: "gzip", fragment: gzip(csv), body: gzipSync("a\n1\n"), items: [{ a: "1" }] },
  { name: "gzip in two members", fragment: gzip(csv), body: twice, items: [{ a: "1" }, { a: "2" }] },
  { name: "gzip that is none", fragment: gzip({ type: "JsonlDecoder" }), body: "[1]", items: [[1]] },
  {
    name: "a zip archive",
    fragment: { type: "ZipfileDecoder", decoder: { type: "JsonDecoder" } },
    body: zipSync({ "b.json": bytes("[1]"), "a.json": bytes('{"x":2}') }),
    items: [1, { x: 2 }],
  },
  {
    name: "XML",
    fragment: { type: "XmlDecoder" },
    body: '<?xml version="1.0"?><r><a x="1"> t </a><a/><b>&lt;<![CDATA[&]]></b></r>',
    items: [{ r: { a: [{ "@x": "1", "#text": "t" }, null], b: "<&" } }],
  },
  { name: "broken XML", fragment: { type: "XmlDecoder" }, body: "<r>", items: [{}] },
];
for (const { name, fragment, body, items } of cases) {
  Deno.test(`decoders: ${name}`, async () => deepStrictEqual(await decoded(fragment, body), items));
}

const refused: { name: string; fragment: JsonObject; body: Uint8Array | string; code: string }[] = [
  { name: "broken gzip", fragment: gzip(csv), body: gzipSync("a\n1\n").slice(0, 20), code: "record.gzip" },
  {
    name: "a broken archive",
    fragment: { type: "ZipfileDecoder", decoder: csv },
    body: "PK",
    code: "record.zip",
  },
  { name: "wrong bytes", fragment: { ...csv, encoding: "ascii" }, body: "é", code: "record.encoding" },
  {
    name: "an unknown encoding",
    fragment: { ...csv, encoding: "klingon" },
    body: "a",
    code: "manifest.encoding",
  },
  { name: "no JSON in gzip", fragment: gzip({ type: "JsonDecoder" }), body: "", code: "record.json" },
];
for (const { name, fragment, body, code } of refused) {
  Deno.test(`decoders refuse ${name}`, async () => {
    await rejects(decoded(fragment, body), { code });
  });
}

Deno.test("decoders: XML cannot stand inside gzip", () => {
  throws(() => buildComponent("decoder", gzip({ type: "XmlDecoder" })), { code: "manifest.unsupported" });
});

Deno.test("ResponseToFileExtractor reads packed CSV in batches", async () => {
  const extract = buildComponent("extractor", { type: "ResponseToFileExtractor" });
  const records: Json[] = [];
  for await (const batch of extract.batches!(response(gzipSync("a,b\n1,NA\n2,x\n")))) records.push(...batch);
  deepStrictEqual(records, [{ a: "1", b: null }, { a: "2", b: "x" }]);
});
