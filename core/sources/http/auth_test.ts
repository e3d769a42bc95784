import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createHmac } from "node:crypto";
import type { ConnectorSpecification, Message } from "../../protocol/messages.ts";
import type { JsonObject } from "../../json.ts";
import { type ApiRequest, fakeApi, type Route } from "../../testing/fake_api.ts";
import { fixedClock } from "../../testing/clock.ts";
import { runSource } from "../../testing/run.ts";
import { source, sourceOf } from "../define_source.ts";
import { stream } from "../define_stream.ts";
import { apiKey, type Auth, awsSignature, basic, bearer, hmac, rotate, session } from "./auth.ts";
import { oauth } from "./oauth.ts";

/** A source whose slices each send a request, four at a time. */
function sender(auth: Auth, count = 1, baseUrl = "https://api.test") {
  const calls = stream({
    name: "calls",
    slices: Array.from({ length: count }, (_, i) => ({ i })),
    read: ({ http, slice }) => http.pages("/calls", { query: { i: slice.i } }),
  });
  return source({ name: "s", spec: {}, http: () => ({ baseUrl, auth }), streams: [calls] });
}

const empty: Route = { json: [] };
const headersOf = ({ headers }: ApiRequest) =>
  headers.authorization ?? headers["x-key"] ?? headers["x-signature"];

const ways: { name: string; auth: Auth; sent: (request: ApiRequest) => unknown; expected: unknown }[] = [
  { name: "bearer", auth: bearer("t"), sent: headersOf, expected: "Bearer t" },
  {
    name: "bearer with another method and header",
    auth: bearer("t", { method: "Token", header: "X-Key" }),
    sent: headersOf,
    expected: "Token t",
  },
  {
    name: "basic beyond ASCII",
    auth: basic("Zoë", "pä:ss"),
    sent: headersOf,
    expected: `Basic ${new TextEncoder().encode("Zoë:pä:ss").toBase64()}`,
  },
  { name: "apiKey in a header", auth: apiKey({ header: "X-Key" }, "k"), sent: headersOf, expected: "k" },
  {
    name: "apiKey in the query",
    auth: apiKey({ query: "key" }, "k"),
    sent: (r) => r.query.key,
    expected: "k",
  },
  {
    name: "hmac",
    auth: hmac({
      secret: "s",
      message: ({ method, url }) => `${method} ${new URL(url).pathname}`,
      headers: (signature) => ({ "X-Signature": signature }),
    }),
    sent: headersOf,
    expected: createHmac("sha256", "s").update("GET /calls").digest("hex"),
  },
  {
    name: "custom",
    auth: { options: () => ({}), sign: (request) => ({ ...request, headers: { "X-Key": request.method } }) },
    sent: headersOf,
    expected: "GET",
  },
];

for (const { name, auth, sent, expected } of ways) {
  Deno.test(`auth ${name}`, async () => {
    const api = fakeApi({ "GET /calls": empty });
    await runSource(sender(auth), { api });
    deepStrictEqual(api.received.map(sent), [expected]);
  });
}

Deno.test("auth rotate takes tokens in turn, and passes over those that are rate limited", async () => {
  const api = fakeApi({ "GET /calls": empty }, [{ nth: 2, reply: { status: 429 } }]);
  await runSource(sender(rotate([bearer("a"), bearer("b"), bearer("c")]), 3), {
    api,
    clock: fixedClock("2025-01-26T00:00:00Z"),
  });
  const tokens = api.received.map(headersOf).map((value) => value?.at(-1));
  deepStrictEqual(tokens.toSorted(), ["a", "a", "b", "c"]);
});

Deno.test("auth awsSignature signs with date, region and service", async () => {
  const api = fakeApi({ "GET /calls": empty });
  const keys = { accessKeyId: "AKID", secretAccessKey: "s" };
  await runSource(sender(awsSignature(keys), 1, "https://abc.execute-api.eu-west-1.amazonaws.com"), { api });
  match(
    api.received[0]?.headers.authorization ?? "",
    /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
  );
  match(api.received[0]?.headers["x-amz-date"] ?? "", /^\d{8}T\d{6}Z$/);
});

const client = { tokenUrl: "https://api.test/token", clientId: "id", clientSecret: "secret" };

Deno.test("auth oauth gets one token for all requests at once", async () => {
  const api = fakeApi({
    "POST /token": { json: { access_token: "t1", expires_in: 3600 } },
    "GET /calls": empty,
  });
  const auth = oauth({ ...client, refreshToken: "r", scopes: ["read", "write"], extra: { audience: "x" } });
  await runSource(sender(auth, 10), { api });
  const asked = api.received.filter(({ path }) => path === "/token");
  deepStrictEqual(asked.map(({ form }) => form), [{
    grant_type: "refresh_token",
    client_id: "id",
    client_secret: "secret",
    refresh_token: "r",
    scope: "read write",
    audience: "x",
  }]);
  ok(api.received.filter(({ path }) => path === "/calls").every((call) => headersOf(call) === "Bearer t1"));
});

Deno.test("auth oauth gets a new token where the API refuses the old one", async () => {
  let count = 0;
  const api = fakeApi({
    "POST /token": () => ({ json: { access_token: `t${++count}`, expires_in: 3600 } }),
    "GET /calls": (call) => headersOf(call) === "Bearer t1" ? { status: 401 } : { json: [{ ok: true }] },
  });
  const { records } = await runSource(sender(oauth(client)), {
    api,
    clock: fixedClock("2025-01-26T00:00:00Z"),
  });
  deepStrictEqual([count, records.calls], [2, [{ ok: true }]]);
});

Deno.test("auth oauth keeps a single-use refresh token before anybody uses the new access token", async () => {
  let messages: Message[] = [];
  const file = await Deno.makeTempFile();
  const config: JsonObject = { login: { refresh_token: "r0" } };
  await Deno.writeTextFile(file, JSON.stringify(config));
  const announced: boolean[] = [];
  const api = fakeApi({
    "POST /token": ({ form }) => ({
      json: { access_token: "t", expires_in: 3600, refresh_token: `${form.refresh_token}+` },
    }),
    "GET /calls": () => {
      announced.push(messages.some(({ type }) => type === "CONTROL"));
      return { json: [] };
    },
  });
  const login = (name: string) => ["login", name];
  const auth = oauth({
    ...client,
    keepIn: {
      accessToken: login("access_token"),
      refreshToken: login("refresh_token"),
      expiresAt: login("expires_at"),
    },
  });
  const one = sender(auth);
  const configured = await sourceOf(one).configure({
    config,
    configPath: file,
    state: [],
    sink: {
      message: (message) => messages = [...messages, message],
      record() {},
      log() {},
      drain: () => Promise.resolve(),
    },
    world: { client: api.client },
  });
  deepStrictEqual(await configured.check(), { succeeded: true });
  deepStrictEqual(announced, [true]);
  strictEqual(JSON.parse(await Deno.readTextFile(file)).login.refresh_token, "r0+");
  await Deno.remove(file);
});

Deno.test("auth session logs in once, and again where the API refuses the token", async () => {
  let count = 0;
  const auth = session({
    login: async (send) => {
      const response = await send({
        method: "POST",
        url: "https://api.test/login",
        headers: {},
        body: "",
      });
      return String(Object(await response.json()).token);
    },
    headers: (token) => ({ "X-Key": token }),
  });
  const api = fakeApi({
    "POST /login": () => ({ json: { token: `s${++count}` } }),
    "GET /calls": empty,
  });
  await runSource(sender(auth, 5), { api });
  deepStrictEqual([count, new Set(api.received.slice(1).map(headersOf))], [1, new Set(["s1"])]);
});

Deno.test("spec carries what the author adds", () => {
  const advanced_auth = { auth_flow_type: "oauth2.0" };
  const one = source({
    name: "s",
    spec: {},
    documentationUrl: "https://docs.test",
    specExtras: { advanced_auth },
    streams: [],
  });
  const expected: ConnectorSpecification = {
    connectionSpecification: {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      properties: {},
    },
    documentationUrl: "https://docs.test",
    advanced_auth,
  };
  deepStrictEqual(one.spec(), expected);
});
