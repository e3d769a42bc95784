import { deepStrictEqual, rejects, throws } from "node:assert/strict";
import type { RequestOptions } from "../../../http/message.ts";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const config: JsonObject = {
  key: "k",
  number: "478",
  user: "ü",
  password: "p:w",
  credentials: { kind: "basic" },
};
const scope = { slice: undefined, nextPageToken: undefined };

const authenticators: { name: string; fragment: JsonObject; expected: RequestOptions }[] = [
  { name: "NoAuth adds nothing", fragment: { type: "NoAuth" }, expected: {} },
  {
    name: "BearerAuthenticator",
    fragment: { type: "BearerAuthenticator", api_token: "{{ config['key'] }}" },
    expected: { headers: { Authorization: "Bearer k" } },
  },
  {
    name: "BearerAuthenticator with digits",
    fragment: { type: "BearerAuthenticator", api_token: "{{ config['number'] }}" },
    expected: { headers: { Authorization: "Bearer 478" } },
  },
  {
    name: "BasicHttpAuthenticator in UTF-8",
    fragment: {
      type: "BasicHttpAuthenticator",
      username: "{{ config.user }}",
      password: "{{ config.password }}",
    },
    expected: { headers: { Authorization: "Basic w7w6cDp3" } },
  },
  {
    name: "BasicHttpAuthenticator without a password",
    fragment: { type: "BasicHttpAuthenticator", username: "{{ config.key }}" },
    expected: { headers: { Authorization: "Basic azo=" } },
  },
  {
    name: "ApiKeyAuthenticator with the old header field",
    fragment: { type: "ApiKeyAuthenticator", header: "X-{{ config.key }}", api_token: "{{ config.key }}" },
    expected: { headers: { "X-k": "k" } },
  },
  {
    name: "ApiKeyAuthenticator in a parameter",
    fragment: {
      type: "ApiKeyAuthenticator",
      api_token: "{{ config.key }}",
      inject_into: { type: "RequestOption", inject_into: "request_parameter", field_name: "api_key" },
    },
    expected: { params: { api_key: "k" } },
  },
  {
    name: "ApiKeyAuthenticator in a nested body",
    fragment: {
      type: "ApiKeyAuthenticator",
      api_token: "{{ config.key }}",
      inject_into: {
        type: "RequestOption",
        inject_into: "body_json",
        field_path: ["auth", "{{ config.key }}"],
      },
    },
    expected: { bodyJson: { auth: { k: "k" } } },
  },
  {
    name: "SelectiveAuthenticator",
    fragment: {
      type: "SelectiveAuthenticator",
      authenticator_selection_path: ["credentials", "kind"],
      authenticators: { none: { type: "NoAuth" }, basic: { type: "BearerAuthenticator", api_token: "b" } },
    },
    expected: { headers: { Authorization: "Bearer b" } },
  },
  {
    name: "OAuthAuthenticator with a token that needs no refresh",
    fragment: {
      type: "OAuthAuthenticator",
      client_id: "i",
      client_secret: "s",
      grant_type: "client_credentials",
      access_token_value: "{{ config.key }}",
    },
    expected: { headers: { Authorization: "Bearer k" } },
  },
];

for (const { name, fragment, expected } of authenticators) {
  Deno.test(`authenticators: ${name}`, async () => {
    deepStrictEqual(await buildComponent("authenticator", fragment, { config }).options(scope), expected);
  });
}

const refused: { name: string; fragment: JsonObject; message: RegExp }[] = [
  {
    name: "ApiKeyAuthenticator without a place",
    fragment: { type: "ApiKeyAuthenticator", api_token: "k" },
    message: /needs either inject_into or header/,
  },
  {
    name: "SelectiveAuthenticator without the config's value",
    fragment: {
      type: "SelectiveAuthenticator",
      authenticator_selection_path: ["a", "b"],
      authenticators: {},
    },
    message: /the config has no a\.b/,
  },
  {
    name: "SelectiveAuthenticator with an unknown choice",
    fragment: {
      type: "SelectiveAuthenticator",
      authenticator_selection_path: ["key"],
      authenticators: { a: { type: "NoAuth" } },
    },
    message: /none is called "k"/,
  },
  {
    name: "OAuthAuthenticator without a secret",
    fragment: {
      type: "OAuthAuthenticator",
      client_id: "i",
      token_refresh_endpoint: "https://a.com",
      refresh_token: "r",
    },
    message: /client_id and client_secret are both needed/,
  },
  {
    name: "OAuthAuthenticator without a refresh token",
    fragment: {
      type: "OAuthAuthenticator",
      client_id: "i",
      client_secret: "s",
      token_refresh_endpoint: "https://a.com",
    },
    message: /needs a refresh_token/,
  },
  {
    name: "RateLimitedMultipleTokenAuthenticator without tokens",
    fragment: {
      type: "RateLimitedMultipleTokenAuthenticator",
      tokens: " , ",
      quota_status_source: { type: "QuotaStatusSource", url: "https://a.com" },
      quotas: [{ type: "TokenQuota", name: "q", remaining_path: ["a"], reset_path: ["b"] }],
    },
    message: /tokens are missing/,
  },
];

for (const { name, fragment, message } of refused) {
  Deno.test(`authenticators: ${name} is refused`, () => {
    throws(() => buildComponent("authenticator", fragment, { config }), message);
  });
}

const claims = (token: string | undefined, part: 0 | 1) =>
  JSON.parse(
    new TextDecoder().decode(
      Uint8Array.fromBase64(token?.split(" ").at(-1)?.split(".")[part] ?? "", { alphabet: "base64url" }),
    ),
  );

Deno.test("JwtAuthenticator: headers, payload and prefix", async () => {
  const authenticator = buildComponent("authenticator", {
    type: "JwtAuthenticator",
    secret_key: "{{ config.key }}",
    algorithm: "HS256",
    token_duration: 60,
    header_prefix: "JWT",
    jwt_headers: { kid: "{{ config.key }}" },
    additional_jwt_headers: { x: "{{ config.key }}" },
    jwt_payload: { iss: "{{ config.user }}" },
    additional_jwt_payload: { scope: "all" },
  }, { config });
  const header = (await authenticator.options(scope)).headers?.["Authorization"];
  deepStrictEqual(header?.slice(0, 4), "JWT ");
  deepStrictEqual(claims(header, 0), { alg: "HS256", kid: "k", typ: "JWT", x: "k" });
  const { iat, exp, nbf, ...rest } = claims(header, 1);
  deepStrictEqual([exp - iat, nbf - iat, rest], [60, 0, { scope: "all", iss: "ü" }]);
});

Deno.test("JwtAuthenticator: reserved claims are refused", async () => {
  const authenticator = buildComponent("authenticator", {
    type: "JwtAuthenticator",
    secret_key: "k",
    algorithm: "HS256",
    additional_jwt_payload: { exp: 1 },
  });
  await rejects(async () => await authenticator.options(scope), /"exp" is reserved/);
});
