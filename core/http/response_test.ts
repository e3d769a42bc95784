import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { HeaderTable } from "./headers.ts";
import { BufferedResponse } from "./response.ts";

function respond(body: BodyInit | Uint8Array, contentType?: string, status = 200): BufferedResponse {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  return new BufferedResponse({
    status,
    reason: "",
    headers: new HeaderTable(contentType ? [["Content-Type", contentType]] : []),
    url: "https://a.com",
    request: { method: "GET", url: "https://a.com", headers: {}, body: undefined },
    body: bytes instanceof Uint8Array ? bytes : new Uint8Array(),
  });
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const utf8 = (text: string) => new TextEncoder().encode(text);

const texts: { name: string; body: Uint8Array; type?: string; expected: string }[] = [
  { name: "JSON is UTF-8", body: utf8("é"), type: "application/json", expected: "é" },
  { name: "text without a charset is Latin-1", body: utf8("é"), type: "text/html", expected: "Ã©" },
  { name: "Latin-1 is not windows-1252", body: latin1("\x80"), type: "text/plain", expected: "\x80" },
  { name: "a charset decides", body: utf8("é"), type: 'text/plain; charset="utf-8"', expected: "é" },
  {
    name: "an unknown charset is UTF-8",
    body: utf8("é"),
    type: "text/plain; charset=nonsense",
    expected: "é",
  },
  { name: "without a type, UTF-8 is seen", body: utf8("é"), expected: "é" },
  { name: "without a type, no text is broken UTF-8", body: latin1("\x1f\x8b\0"), expected: "\x1f\ufffd\0" },
  { name: "without a type, other bytes are Western", body: latin1("\xe9 a"), expected: "é a" },
];

for (const { name, body, type, expected } of texts) {
  Deno.test(`response text: ${name}`, async () => {
    strictEqual(await respond(body, type).text(), expected);
  });
}

const utf16 = (text: string) =>
  new Uint8Array(Uint16Array.from(text, (character) => character.charCodeAt(0)).buffer);

Deno.test("response json: without a charset the zero bytes tell the encoding", async () => {
  deepStrictEqual(await respond(utf16('{"a":"é"}')).json(), { a: "é" });
  deepStrictEqual(await respond(utf8('\ufeff{"a":1}')).json(), { a: 1 });
});

Deno.test("response json: no JSON is an error", async () => {
  await rejects(respond("<html>").json(), SyntaxError);
  await rejects(respond(utf8("\ufeff{}"), "application/json").json(), SyntaxError);
});

Deno.test("response: bytes, text and json are remembered, stream follows them", async () => {
  const response = respond('{"a":1}');
  strictEqual(await response.json(), await response.json());
  strictEqual(await new Response(response.stream()).text(), '{"a":1}');
});

Deno.test("response: ok as in requests", () => {
  deepStrictEqual([200, 304, 399, 400, 599, 600].map((status) => respond("", undefined, status).ok), [
    true,
    true,
    true,
    false,
    false,
    true,
  ]);
});

Deno.test("response headers: any case, repeated ones joined", () => {
  const headers = new HeaderTable([["Link", "a"], ["X-A", "1"], ["link", "b"]]);
  deepStrictEqual([headers.get("LINK"), headers.get("none"), headers.toObject()], ["a, b", undefined, {
    Link: "a, b",
    "X-A": "1",
  }]);
});
