import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createResponseCache } from "./cache.ts";
import { HeaderTable } from "./headers.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { BufferedResponse } from "./response.ts";

const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  headers: {},
  body: undefined,
  ...more,
});

function server(status = 200, size = 10) {
  const sent: string[] = [];
  const respond = (request: HttpRequest) => async (): Promise<HttpResponse> => {
    sent.push(request.url);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const body = new Uint8Array(size).fill(sent.length);
    return new BufferedResponse({
      status,
      reason: "OK",
      headers: new HeaderTable([["A", "1"]]),
      url: request.url,
      request,
      body,
    });
  };
  return { sent, respond };
}

const pairs: { name: string; first: HttpRequest; second: HttpRequest; sent: number }[] = [
  { name: "equal requests", first: get("https://a.com/?a=1"), second: get("https://a.com/?a=1"), sent: 1 },
  {
    name: "parameters in another order",
    first: get("https://a.com/?a=1&b=2"),
    second: get("https://a.com/?b=2&a=1"),
    sent: 1,
  },
  { name: "other parameters", first: get("https://a.com/?a=1"), second: get("https://a.com/?a=2"), sent: 2 },
  {
    name: "other credentials",
    first: get("https://a.com/?api_key=1", { headers: { Authorization: "x" } }),
    second: get("https://a.com/?api_key=2", { headers: { authorization: "y" } }),
    sent: 1,
  },
  {
    name: "other headers",
    first: get("https://a.com/", { headers: { A: "1" } }),
    second: get("https://a.com/", { headers: { A: "2" } }),
    sent: 2,
  },
  {
    name: "other bodies",
    first: get("https://a.com/", { body: "1" }),
    second: get("https://a.com/", { body: "2" }),
    sent: 2,
  },
  {
    name: "POST",
    first: get("https://a.com/", { method: "POST" }),
    second: get("https://a.com/", { method: "POST" }),
    sent: 2,
  },
  {
    name: "requests that forbid it",
    first: get("https://a.com/", { headers: { "Cache-Control": "no-cache" } }),
    second: get("https://a.com/", { headers: { "Cache-Control": "no-cache" } }),
    sent: 2,
  },
];

for (const { name, first, second, sent } of pairs) {
  Deno.test(`cache: ${name} are sent ${sent === 1 ? "once" : "each"}`, async () => {
    const cache = createResponseCache({ log() {} });
    const api = server();
    await cache.send(first, api.respond(first));
    await cache.send(second, api.respond(second));
    strictEqual(api.sent.length, sent);
    await cache.close();
  });
}

Deno.test("cache: equal requests at once are sent once", async () => {
  const cache = createResponseCache({ log() {} });
  const api = server();
  const request = get("https://a.com/");
  const responses = await Promise.all(
    Array.from({ length: 5 }, () => cache.send(request, api.respond(request))),
  );
  strictEqual(api.sent.length, 1);
  for (const response of responses) {
    deepStrictEqual([response.status, response.headers.get("a"), (await response.bytes()).length], [
      200,
      "1",
      10,
    ]);
  }
  await cache.close();
});

Deno.test("cache: other statuses than 200 are asked for again", async () => {
  const cache = createResponseCache({ log() {} });
  const api = server(201);
  const request = get("https://a.com/");
  await Promise.all([cache.send(request, api.respond(request)), cache.send(request, api.respond(request))]);
  strictEqual(api.sent.length, 2);
  await cache.close();
});

Deno.test("cache: what memory does not hold lies in a file that goes away", async () => {
  const folder = await Deno.makeTempDir();
  const cache = createResponseCache({ memoryLimit: 25, folder, log() {} });
  const api = server();
  const requests = [1, 2, 3, 4].map((page) => get(`https://a.com/?page=${page}`));
  for (const request of requests) await cache.send(request, api.respond(request));
  const again = await Promise.all(requests.map((request) => cache.send(request, api.respond(request))));
  deepStrictEqual(await Promise.all(again.map(async (response) => (await response.bytes())[0])), [
    1,
    2,
    3,
    4,
  ]);
  strictEqual(api.sent.length, 4);
  strictEqual([...Deno.readDirSync(folder)].length, 1);
  await cache.close();
  strictEqual([...Deno.readDirSync(folder)].length, 0);
  await Deno.remove(folder);
});

Deno.test("cache: without room on disk it warns once and goes on", async () => {
  const log: string[] = [];
  const cache = createResponseCache({
    memoryLimit: 5,
    folder: "/nowhere/at/all",
    log: (_level, text) => log.push(text),
  });
  const api = server();
  for (const page of [1, 2, 3]) {
    await cache.send(get(`https://a.com/?page=${page}`), api.respond(get("https://a.com/")));
  }
  strictEqual(log.length, 1);
  match(log[0] ?? "", /Cannot keep more responses .* REQUEST_CACHE_PATH/);
  await cache.close();
});
