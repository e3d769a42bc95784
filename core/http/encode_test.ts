import { strictEqual, throws } from "node:assert/strict";
import { Float } from "../json.ts";
import { buildUrl, formText, jsonText, prepareRequest, type RequestParts } from "./encode.ts";
import { joinUrl } from "./url.ts";

const joins: { base: string; path: string | undefined; expected: string }[] = [
  { base: "https://a.com/v1", path: "items", expected: "https://a.com/v1/items" },
  { base: "https://a.com/v1/", path: "items/", expected: "https://a.com/v1/items/" },
  { base: "https://a.com/v1", path: "/items", expected: "https://a.com/items" },
  { base: "https://a.com/v1", path: "", expected: "https://a.com/v1" },
  { base: "https://a.com/v1", path: undefined, expected: "https://a.com/v1" },
  { base: "https://a.com/v1", path: "https://b.com/x?y=1", expected: "https://b.com/x?y=1" },
  { base: "https://a.com/v1", path: "//b.com/x", expected: "https://b.com/x" },
  { base: "https://a.com/v1/", path: "../x", expected: "https://a.com/x" },
  { base: "https://a.com/v1", path: "a//b", expected: "https://a.com/v1/a/b" },
  { base: "https://a.com/v1", path: "contacts:batch", expected: "contacts:batch" },
  { base: "https://a.com/v1?k=v", path: "items", expected: "https://a.com/items" },
  { base: "http://[fe80::1%25eth0]:80/v1", path: "items", expected: "http://[fe80::1%25eth0]:80/v1/items" },
];

for (const base of ["https://['a'].com", "https://a].com", "https://[127.0.0.1]"]) {
  Deno.test(`joinUrl ${base} has no address in its brackets`, () => {
    throws(() => joinUrl(base, "x"), { message: /the brackets in its host hold no IPv6 address/ });
  });
}

for (const { base, path, expected } of joins) {
  Deno.test(`joinUrl ${base} + ${path}`, () => strictEqual(joinUrl(base, path), expected));
}

const urls: { name: string; url: string; params?: Record<string, unknown>; expected: string }[] = [
  {
    name: "quotes as urllib does",
    url: "https://a.com",
    params: { a: "x y&z=é!'()*~" },
    expected: "https://a.com/?a=x+y%26z%3D%C3%A9%21%27%28%29%2A~",
  },
  {
    name: "repeats lists, drops null",
    url: "https://a.com/x",
    params: { a: ["1", 2, null], b: null, c: [] },
    expected: "https://a.com/x?a=1&a=2",
  },
  {
    name: "writes Python's text",
    url: "https://a.com/x",
    params: { a: true, b: new Float(1), c: 2.5, d: 10n ** 20n },
    expected: "https://a.com/x?a=True&b=1.0&c=2.5&d=100000000000000000000",
  },
  {
    name: "does not send twice what the URL has",
    url: "https://a.com/x?page=1",
    params: { page: 1, size: 2 },
    expected: "https://a.com/x?page=1&size=2",
  },
  {
    name: "sends other values beside the URL's",
    url: "https://a.com/x?page=1",
    params: { page: 2 },
    expected: "https://a.com/x?page=1&page=2",
  },
  {
    name: "compares with the first value in the URL",
    url: "https://a.com/x?p=1&p=2",
    params: { p: "2" },
    expected: "https://a.com/x?p=1&p=2&p=2",
  },
  {
    name: "escapes what a URL may not hold",
    url: "https://A.com/a b|é/{c}?q=[1] 2",
    expected: "https://a.com/a%20b%7C%C3%A9/%7Bc%7D?q=%5B1%5D%202",
  },
  { name: "keeps escapes", url: "https://a.com/a%20b%2fc%7Ed", expected: "https://a.com/a%20b%2Fc~d" },
  { name: "resolves dots", url: "https://a.com/a/../b/./c", expected: "https://a.com/b/c" },
  { name: "keeps a port", url: "https://a.com:443/x", expected: "https://a.com:443/x" },
];

for (const { name, url, params, expected } of urls) {
  Deno.test(`buildUrl ${name}`, () => strictEqual(buildUrl(url, undefined, params), expected));
}

for (const url of ["a.com/x", "", "https://", "https://*.a.com"]) {
  Deno.test(`buildUrl refuses "${url}"`, () => {
    throws(() => buildUrl(url, undefined), { code: "http.invalid_url" });
  });
}

const requests: {
  name: string;
  parts: Partial<RequestParts>;
  body: string | undefined;
  type: string | undefined;
}[] = [
  {
    name: "JSON",
    parts: { bodyJson: { a: [1, "é"] } },
    body: '{"a": [1, "\\u00e9"]}',
    type: "application/json",
  },
  {
    name: "a form",
    parts: { bodyData: { a: 1, b: ["x y", null] } },
    body: "a=1&b=x+y",
    type: "application/x-www-form-urlencoded",
  },
  { name: "text", parts: { bodyData: "a,b" }, body: "a,b", type: undefined },
  { name: "no empty body", parts: { bodyJson: {}, bodyData: "" }, body: undefined, type: undefined },
  {
    name: "a body with GET",
    parts: { method: "GET", bodyJson: { a: 1 } },
    body: '{"a": 1}',
    type: "application/json",
  },
  {
    name: "no body with DELETE",
    parts: { method: "DELETE", bodyJson: { a: 1 } },
    body: undefined,
    type: undefined,
  },
];

for (const { name, parts, body, type } of requests) {
  Deno.test(`prepareRequest sends ${name}`, () => {
    const request = prepareRequest({ method: "post", url: "https://a.com", ...parts });
    strictEqual(request.body, body);
    strictEqual(request.headers["Content-Type"], type);
  });
}

Deno.test("prepareRequest keeps the caller's content type, whatever its case", () => {
  const { headers } = prepareRequest({
    method: "POST",
    url: "https://a.com",
    headers: { "content-type": "x/y" },
    bodyJson: { a: 1 },
  });
  strictEqual(Object.keys(headers).length, 1);
});

Deno.test("prepareRequest refuses two bodies", () => {
  throws(() => prepareRequest({ method: "POST", url: "https://a.com", bodyJson: { a: 1 }, bodyData: "b" }), {
    code: "http.two_bodies",
  });
});

Deno.test("prepareRequest refuses broken headers and does not show them", () => {
  throws(
    () => prepareRequest({ method: "GET", url: "https://a.com", headers: { A: "secret\nB: c" } }),
    (error) => error instanceof Error && !error.message.includes("secret"),
  );
});

const jsonTexts: { value: unknown; expected: string }[] = [
  {
    value: { a: new Float(1), b: 1e-7, c: 10n ** 25n },
    expected: '{"a": 1.0, "b": 1e-07, "c": 10000000000000000000000000}',
  },
  { value: [true, null, "\u2028😀\x7f"], expected: '[true, null, "\\u2028\\ud83d\\ude00\\u007f"]' },
];

for (const { value, expected } of jsonTexts) {
  Deno.test(`jsonText ${expected}`, () => strictEqual(jsonText(value), expected));
}

Deno.test("jsonText refuses NaN", () => {
  throws(() => jsonText([NaN]), { code: "http.invalid_body" });
});

Deno.test("formText takes the names of objects", () =>
  strictEqual(formText({ a: { b: 1, c: 2 } }), "a=b&a=c"));
