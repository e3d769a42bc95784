import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { type FakeApi, fakeApi } from "./fake_api.ts";
import { fixedClock } from "./clock.ts";

const send = (api: FakeApi, method: string, path: string, body?: string) =>
  api.client.send({ method, url: `https://api.test${path}`, headers: { "X-Key": "k" }, body });

Deno.test("fakeApi routes by method and path, with parameters, query, headers and body", async () => {
  const api = fakeApi({
    "GET /users/:id": ({ params, query, headers }) => ({
      json: { ...params, ...query, key: headers["x-key"] },
    }),
    "POST /users": ({ json, form }) => ({ status: 201, json: { json, form } }),
  });
  deepStrictEqual(await (await send(api, "GET", "/users/a%20b?page=2")).json(), {
    id: "a b",
    page: "2",
    key: "k",
  });
  const made = await send(api, "POST", "/users", '{"id":1}');
  deepStrictEqual([made.status, Object(await made.json()).json], [201, { id: 1 }]);
  deepStrictEqual(api.requests, ["GET /users/a%20b?page=2", "POST /users"]);
});

Deno.test("fakeApi answers 404 with its routes where none fits", async () => {
  const response = await send(fakeApi({ "GET /users": {} }), "GET", "/user");
  deepStrictEqual([response.status, await response.json()], [
    404,
    { error: "No route fits GET /user", routes: ["GET /users"] },
  ]);
});

Deno.test("fakeApi fails by rule: by route, by count, without an answer", async () => {
  const api = fakeApi({ "GET /a": { json: 1 }, "GET /b": { json: 2 } }, [
    { on: "GET /a", nth: 2, reply: { status: 500 } },
    { on: "GET /b", nth: [1, 3], reply: "reset" },
  ]);
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await send(api, "GET", "/a")).status);
  deepStrictEqual(statuses, [200, 500, 200]);
  await rejects(send(api, "GET", "/b"), { failure: "reset" });
  strictEqual((await send(api, "GET", "/b")).status, 200);
  await rejects(send(api, "GET", "/b"), { failure: "reset" });
});

Deno.test("fakeApi serves the same table on a port", async () => {
  await using server = fakeApi({ "GET /a": { json: { a: 1 } }, "GET /b": { text: "hi" } }).serve();
  deepStrictEqual(await (await fetch(`${server.url}/a`)).json(), { a: 1 });
  strictEqual(await (await fetch(`${server.url}/b`)).text(), "hi");
});

Deno.test("fixedClock moves only while somebody waits", async () => {
  const clock = fixedClock("2025-01-26T00:00:00Z");
  const start = clock.now();
  await clock.wait(30);
  clock.advance(5);
  deepStrictEqual([clock.now() - start, clock.waits], [35_000, [30]]);
});
