import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { conformance, fakeApi, fixedClock, runSource } from "airbyte-ts/testing";
import helpdesk from "./helpdesk.ts";
import oauthSource from "./oauth.ts";
import orders from "./orders.ts";
import posts from "./user_posts.ts";
import users from "./users.ts";

const user = (id: number) => ({ id, name: `user ${id}`, email: null, created_at: "2025-01-01T00:00:00Z" });

conformance(users, {
  config: { api_token: "a-long-token" },
  badConfig: { api_token: "another" },
  api: () =>
    fakeApi({
      "GET /v1/users": ({ headers, query }) =>
        headers.authorization !== "Bearer a-long-token"
          ? { status: 401, json: { error: "unknown token" } }
          : query.page
          ? { json: { data: [user(2)], links: {} } }
          : { json: { data: [user(1)], links: { next: "https://api.example.com/v1/users?page=2" } } },
    }),
});

const shop = () =>
  fakeApi({
    "GET /api/:region/orders": ({ params, query }) => {
      const month = Number(query.updated_from?.slice(5, 7));
      const id = month * 2 + (params.region === "eu" ? 0 : 1);
      const updated_at = query.updated_from?.replace(/-01T/, "-20T");
      return { json: { orders: [{ id, region: params.region, total: 9.5, updated_at }] } };
    },
    "GET /api/refunds": ({ query }) => ({ json: query.after_id ? [] : [{ id: 1, order_id: 2 }] }),
  });
const shopConfig = { api_key: "a-long-key", start_date: "2025-01-01T00:00:00Z", regions: ["eu", "us"] };

conformance(orders, { config: shopConfig, api: shop, clock: fixedClock("2025-03-31T00:00:00Z") });

Deno.test("example orders goes on in each region where it was", async () => {
  const clock = fixedClock("2025-03-31T00:00:00Z");
  const first = await runSource(orders, { config: shopConfig, api: shop(), clock });
  strictEqual(first.records.orders?.length, 6);
  const api = shop();
  await runSource(orders, { config: shopConfig, api, clock, state: first.state });
  deepStrictEqual(api.requests.toSorted().map((request) => request.split("?")[0]), [
    "GET /api/eu/orders",
    "GET /api/refunds",
    "GET /api/us/orders",
  ]);
  strictEqual(api.received.find(({ params }) => params.region)?.query.updated_from, "2025-03-20T00:00:00Z");
});

const credentials = {
  client_id: "id",
  client_secret: "a-long-secret",
  refresh_token: "a-long-refresh-token",
};
const ticket = { id: 1, subject: "Help", created_at: "2025-01-01T00:00:00Z" };

conformance(oauthSource, {
  config: { credentials },
  badConfig: { credentials: { ...credentials, refresh_token: "used" } },
  api: () => {
    let valid = "a-long-refresh-token";
    return fakeApi({
      "POST /oauth/token": ({ form }) => {
        if (form.refresh_token !== valid) return { status: 400, json: { error: "invalid_grant" } };
        valid = "the-next-refresh-token";
        return { json: { access_token: "an-access-token", expires_in: 3600, refresh_token: valid } };
      },
      "GET /api/v2/me": { json: { id: 1 } },
      "GET /api/v2/tickets": ({ headers }) =>
        headers.authorization === "Bearer an-access-token"
          ? { json: { tickets: [ticket] } }
          : { status: 401 },
    });
  },
});

const blog = () =>
  fakeApi({
    "GET /users": { json: [user(1), user(2)] },
    "GET /users/:user/posts": ({ params }) => ({ json: [{ id: Number(params.user) * 10, title: "T" }] }),
    "GET /users/:user/posts/:post/comments": ({ params }) =>
      params.user === "2" ? { status: 404 } : { json: [{ id: 7, post_id: Number(params.post), text: "!" }] },
  });

conformance(posts, { config: { user: "u", password: "a-long-password" }, api: blog });

Deno.test("example user_posts asks for each parent once", async () => {
  const api = blog();
  const { records } = await runSource(posts, { config: { user: "u", password: "p" }, api });
  deepStrictEqual(records.comments, [{ id: 7, post_id: 10, text: "!" }]);
  deepStrictEqual(api.requests.toSorted(), [
    "GET /users",
    "GET /users/1/posts",
    "GET /users/1/posts/10/comments",
    "GET /users/2/posts",
    "GET /users/2/posts/20/comments",
  ]);
});

conformance(helpdesk, {
  config: { api_token: "a-long-token", start_date: "2025-01-01T00:00:00Z" },
  badConfig: { api_token: "another", start_date: "2025-01-01T00:00:00Z" },
  clock: fixedClock("2025-01-26T00:00:00Z"),
  api: () =>
    fakeApi({
      "GET /api/v3/account": ({ headers }) => ({
        status: headers.authorization === "Bearer a-long-token" ? 200 : 401,
        json: {},
      }),
      "GET /api/v3/agents": {
        json: { agents: [{ id: 1, name: "Ann", teams: [] }, { id: 2, name: "Bo", teams: [] }] },
      },
      "GET /api/v3/tickets": ({ query }) => {
        const [id, cursor] = query.cursor ? [2, null] : [1, "c"];
        const day = Number(query.updated_since?.slice(8, 10));
        const requester = { id: 1, email: null };
        const ticket = { id: day * 10 + id, subject: "Help", requester, updated_at: query.updated_since };
        return { json: { tickets: [ticket], meta: { cursor } } };
      },
      "GET /api/v3/agents/:id/ratings": ({ params }) =>
        params.id === "2" ? { status: 404 } : { json: [{ id: 1, score: 5 }] },
    }),
});

for (const name of ["users", "orders", "oauth", "user_posts"]) {
  Deno.test(`example ${name} is under 60 lines`, async () => {
    const text = await Deno.readTextFile(new URL(`./${name}.ts`, import.meta.url));
    strictEqual(text.split("\n").length <= 60, true);
  });
}
