import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { ConnectorError } from "../../../errors.ts";
import { get, type Handler, withServer } from "../../../http/test_network.ts";
import type { JsonObject } from "../../../json.ts";
import type { Message } from "../../../protocol/messages.ts";
import { buildComponent } from "../../test_context.ts";

const scope = { slice: undefined, nextPageToken: undefined };
const authorization = (headers: Record<string, string> | undefined) => headers?.["Authorization"];

interface Seen {
  path: string;
  query: string;
  body: string;
  headers: Headers;
}

/** An API that gives tokens 1, 2, … and remembers what it was asked. */
async function withApi(
  answer: (count: number, request: Request) => Response,
  test: (url: string, seen: Seen[]) => Promise<void>,
): Promise<void> {
  const seen: Seen[] = [];
  const handler: Handler = async (request) => {
    const { pathname, search } = new URL(request.url);
    seen.push({ path: pathname, query: search, body: await request.text(), headers: request.headers });
    return answer(seen.length, request);
  };
  await withServer(handler, (url) => test(url, seen));
}

const oauth = (url: string, more: JsonObject = {}): JsonObject => ({
  type: "OAuthAuthenticator",
  token_refresh_endpoint: `${url}/token`,
  client_id: "{{ config.id }}",
  client_secret: "{{ config.secret }}",
  refresh_token: "{{ config.refresh }}",
  ...more,
});
const config = () => ({ id: "i d", secret: "s", refresh: "r" });

const sent: { name: string; more: JsonObject; body: string; query?: string }[] = [
  {
    name: "the usual",
    more: {},
    body: "grant_type=refresh_token&client_id=i+d&client_secret=s&refresh_token=r",
  },
  {
    name: "other names and grant, scopes, more fields",
    more: {
      client_id_name: "cid",
      client_secret_name: "sec",
      refresh_token_name: "ref",
      grant_type_name: "gt",
      grant_type: "client_credentials",
      scopes: ["a", "b"],
      refresh_request_body: { x: "{{ config.id }}", gt: "ignored" },
    },
    body: "gt=client_credentials&cid=i+d&sec=s&ref=r&scopes=a&scopes=b&x=i+d",
  },
  {
    name: "no credentials in the body where a header has them",
    more: { refresh_request_headers: { Authorization: "Basic x" } },
    body: "grant_type=refresh_token&refresh_token=r",
  },
  {
    name: "everything in the query",
    more: { send_refresh_request_as_query_params: true },
    body: "",
    query: "?grant_type=refresh_token&client_id=i+d&client_secret=s&refresh_token=r",
  },
];

for (const { name, more, body, query = "" } of sent) {
  Deno.test(`OAuthAuthenticator sends ${name}`, async () => {
    await withApi(() => Response.json({ access_token: "t" }), async (url, seen) => {
      const authenticator = buildComponent("authenticator", oauth(url, more), { config: config() });
      strictEqual(authorization((await authenticator.options(scope)).headers), "Bearer t");
      deepStrictEqual([seen.length, seen[0]?.body, seen[0]?.query], [1, body, query]);
    });
  });
}

Deno.test("OAuthAuthenticator leaves out refresh headers that come out as null", async () => {
  await withApi(() => Response.json({ access_token: "t" }), async (url, seen) => {
    const more = { refresh_request_headers: { "X-None": "{{ none }}", "X-Id": "{{ config.id }}" } };
    await buildComponent("authenticator", oauth(url, more), { config: config() }).options(scope);
    deepStrictEqual([seen[0]?.headers.get("x-none"), seen[0]?.headers.get("x-id")], [null, "i d"]);
  });
});

Deno.test("OAuthAuthenticator: a server error is tried again, a refusal is not", async () => {
  const answer = (count: number) =>
    count === 1
      ? new Response("", { status: 503 })
      : Response.json({ error: "invalid_client" }, { status: 401 });
  await withApi(answer, async (url, seen) => {
    const authenticator = buildComponent("authenticator", oauth(url), { config: config() });
    await rejects(async () => await authenticator.options(scope), {
      code: "http.oauth_rejected",
      failureType: "system_error",
    });
    strictEqual(seen.length, 2);
  });
});

for (const address of ["https:///token", "ftp://api.example.com/token"]) {
  Deno.test(`OAuthAuthenticator: ${address} does not pass with time`, async () => {
    const node = oauth("", { token_refresh_endpoint: address });
    const authenticator = buildComponent("authenticator", node, { config: config() });
    await rejects(async () => await authenticator.options(scope), { failureType: "system_error" });
  });
}

Deno.test("OAuthAuthenticator: a private address is the manifest's fault", async () => {
  const refusal = new ConnectorError("http.private_network", {
    failureType: "config_error",
    message: "Private",
  });
  const send = () => Promise.reject(refusal);
  const authenticator = buildComponent("authenticator", oauth("https://10.0.0.1"), {
    config: config(),
    env: { world: { client: { send } } },
  });
  await rejects(async () => await authenticator.options(scope), {
    failureType: "system_error",
    hint: "Private",
  });
});

const rejections: { name: string; more: JsonObject; status: number; body: JsonObject; code: string }[] = [
  {
    name: "the usual words",
    more: {},
    status: 400,
    body: { error: "invalid_grant" },
    code: "auth.refresh_token_rejected",
  },
  {
    name: "another status",
    more: {},
    status: 401,
    body: { error: "invalid_grant" },
    code: "http.oauth_rejected",
  },
  {
    name: "the manifest's words",
    more: {
      refresh_token_error_status_codes: [401],
      refresh_token_error_key: "why",
      refresh_token_error_values: ["old"],
    },
    status: 401,
    body: { why: "old" },
    code: "auth.refresh_token_rejected",
  },
];

for (const { name, more, status, body, code } of rejections) {
  Deno.test(`OAuthAuthenticator: a worthless refresh token is told by ${name}`, async () => {
    await withApi(() => Response.json(body, { status }), async (url) => {
      const authenticator = buildComponent("authenticator", oauth(url, more), { config: config() });
      await rejects(async () => await authenticator.options(scope), { code });
    });
  });
}

Deno.test("OAuthAuthenticator: single-use refresh tokens are kept in the config and told", async () => {
  const answer = (count: number) =>
    Response.json({ access_token: `a${count}`, refresh_token: `r${count}`, expires_in: 3600 });
  await withApi(answer, async (url, seen) => {
    const configPath = await Deno.makeTempFile();
    const settings: JsonObject = { credentials: { client_id: "own", refresh_token: "r0" } };
    const messages: Message[] = [];
    const fragment = oauth(url, { refresh_token_updater: {}, refresh_token: "unused", client_secret: "s" });
    const authenticator = buildComponent("authenticator", fragment, {
      config: settings,
      env: { configPath, message: (message) => messages.push(structuredClone(message)) },
    });
    const all = await Promise.all([authenticator.options(scope), authenticator.options(scope)]);
    deepStrictEqual(all.map(({ headers }) => authorization(headers)), ["Bearer a1", "Bearer a1"]);
    await authenticator.refresh?.();
    deepStrictEqual(seen.map(({ body }) => new URLSearchParams(body).get("refresh_token")), ["r0", "r1"]);
    strictEqual(new URLSearchParams(seen[0]?.body).get("client_id"), "own");
    const written = JSON.parse(await Deno.readTextFile(configPath));
    deepStrictEqual([written.credentials.access_token, written.credentials.refresh_token], ["a2", "r2"]);
    deepStrictEqual(messages.map(({ type }) => type), ["CONTROL", "CONTROL"]);
    await Deno.remove(configPath);
  });
});

Deno.test("OAuthAuthenticator: a signed assertion in place of credentials", async () => {
  await withApi(() => Response.json({ access_token: "t" }), async (url, seen) => {
    const authenticator = buildComponent("authenticator", {
      type: "OAuthAuthenticator",
      token_refresh_endpoint: `${url}/token`,
      use_profile_assertion: true,
      profile_assertion: { type: "JwtAuthenticator", secret_key: "k", algorithm: "HS256" },
    });
    await authenticator.options(scope);
    const body = new URLSearchParams(seen[0]?.body);
    deepStrictEqual([...body.keys()], ["grant_type", "assertion"]);
    strictEqual(body.get("grant_type"), "urn:ietf:params:oauth:grant-type:jwt-bearer");
    strictEqual(body.get("assertion")?.split(".").length, 3);
  });
});

const session = (url: string, more: JsonObject = {}): JsonObject => ({
  type: "SessionTokenAuthenticator",
  login_requester: { type: "HttpRequester", url_base: url, path: "login", http_method: "POST" },
  session_token_path: ["session", "id"],
  request_authentication: { type: "Bearer" },
  ...more,
});

const sessions: { name: string; more: JsonObject; expected: unknown; logins: number }[] = [
  {
    name: "a bearer for an hour",
    more: { expiration_duration: "PT1H" },
    expected: { headers: { Authorization: "Bearer 1" } },
    logins: 1,
  },
  {
    name: "a login for each request",
    more: {},
    expected: { headers: { Authorization: "Bearer 2" } },
    logins: 2,
  },
  {
    name: "a key in a parameter",
    more: {
      expiration_duration: "PT1H",
      request_authentication: {
        type: "ApiKey",
        api_token: "Token {{ session_token }}",
        inject_into: { type: "RequestOption", inject_into: "request_parameter", field_name: "t" },
      },
    },
    expected: { params: { t: "Token 1" } },
    logins: 1,
  },
];

for (const { name, more, expected, logins } of sessions) {
  Deno.test(`SessionTokenAuthenticator: ${name}`, async () => {
    await withApi((count) => Response.json({ session: { id: count } }), async (url, seen) => {
      const authenticator = buildComponent("authenticator", session(url, more));
      await authenticator.options(scope);
      deepStrictEqual(await authenticator.options(scope), expected);
      strictEqual(seen.length, logins);
    });
  });
}

Deno.test("SessionTokenAuthenticator: a login without a token is an error", async () => {
  await withApi(() => Response.json({}), async (url) => {
    const authenticator = buildComponent("authenticator", session(url));
    await rejects(async () => await authenticator.options(scope), { code: "auth.no_session" });
  });
});

const legacy: {
  name: string;
  config: JsonObject;
  statuses: Record<string, number>;
  expected: string;
  paths: string[];
}[] = [
  {
    name: "the config's token while it is valid",
    config: { token: "old" },
    statuses: { "/check": 200 },
    expected: "old",
    paths: ["/check"],
  },
  {
    name: "a login where it is not",
    config: { token: "old", user: "u", password: "p" },
    statuses: { "/check": 401 },
    expected: "new",
    paths: ["/check", "/login"],
  },
  {
    name: "a login without a token",
    config: { token: "", user: "u", password: "p" },
    statuses: {},
    expected: "new",
    paths: ["/login"],
  },
];

for (const { name, config, statuses, expected, paths } of legacy) {
  Deno.test(`LegacySessionTokenAuthenticator: ${name}`, async () => {
    const answer = (_count: number, request: Request) =>
      Response.json({ id: "new" }, { status: statuses[new URL(request.url).pathname] ?? 200 });
    await withApi(answer, async (url, seen) => {
      const authenticator = buildComponent("authenticator", {
        type: "LegacySessionTokenAuthenticator",
        header: "X-Session",
        login_url: "login",
        validate_session_url: "check",
        session_token: "{{ config.token }}",
        session_token_response_key: "id",
        username: "{{ config.user }}",
        password: "{{ config.password }}",
      }, { config, stream: { definition: { retriever: { requester: { url_base: `${url}/` } } } } });
      deepStrictEqual(await authenticator.options(scope), { headers: { "X-Session": expected } });
      deepStrictEqual(seen.map(({ path }) => path), paths);
    });
  });
}

Deno.test("RateLimitedMultipleTokenAuthenticator signs with the token that has calls left", async () => {
  const answer = (_count: number, request: Request) =>
    Response.json({
      rate: { left: request.headers.get("authorization") === "Bearer a" ? 0 : 5, reset: 4102444800 },
    });
  await withApi(answer, async (url, seen) => {
    const authenticator = buildComponent("authenticator", {
      type: "RateLimitedMultipleTokenAuthenticator",
      tokens: "{{ config.tokens }}",
      quota_status_source: { type: "QuotaStatusSource", url: `${url}/rate` },
      quotas: [{
        type: "TokenQuota",
        name: "core",
        remaining_path: ["rate", "left"],
        reset_path: ["rate", "reset"],
      }],
      budget_min_reserve: 0,
    }, { config: { tokens: "a, b" } });
    const signed = await authenticator.sign?.(get("https://a.com"));
    strictEqual(signed?.headers["Authorization"], "Bearer b");
    deepStrictEqual(seen.map(({ path }) => path), ["/rate", "/rate"]);
  });
});
