import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { JsonObject } from "../../json.ts";
import { migrateManifest } from "./migrate.ts";

const cases: { name: string; requester: JsonObject; expected: JsonObject }[] = [
  { name: "url", requester: { url_base: "https://a.io", path: "/b/" }, expected: { url: "https://a.io/b/" } },
  { name: "empty path", requester: { url: "https://a.io", path: "/" }, expected: { url: "https://a.io" } },
  {
    name: "GraphQL",
    requester: { request_body_json: { query: "{ a }" } },
    expected: { request_body: { type: "RequestBodyGraphQL", value: { query: "{ a }" } } },
  },
  {
    name: "form",
    requester: { request_body_data: { a: "b" } },
    expected: { request_body: { type: "RequestBodyUrlEncodedForm", value: { a: "b" } } },
  },
  {
    name: "a template stays",
    requester: { request_body_json: "{{ x }}" },
    expected: { request_body_json: "{{ x }}" },
  },
];

for (const { name, requester, expected } of cases) {
  Deno.test(`migrateManifest ${name}`, () => {
    const { requester: migrated } = migrateManifest({ requester: { type: "HttpRequester", ...requester } });
    deepStrictEqual(migrated, { type: "HttpRequester", ...expected });
  });
}

Deno.test("migrateManifest notes what it did", () => {
  const { metadata } = migrateManifest({
    version: "1.0",
    r: { type: "HttpRequester", url_base: "https://a.io" },
  });
  const [entry] = (metadata as { applied_migrations: JsonObject[] }).applied_migrations;
  deepStrictEqual([entry?.["from_version"], entry?.["to_version"], entry?.["migration"]], [
    "1.0",
    "*",
    "HttpRequesterUrlBaseToUrl",
  ]);
});

Deno.test("migrateManifest leaves a manifest alone that it cannot migrate whole", () => {
  const manifest = {
    a: { type: "HttpRequester", url_base: "https://a.io" },
    b: { type: "HttpRequester", path: "/without/url" },
  };
  strictEqual(migrateManifest(manifest), manifest);
  // Python's urljoin reads the brackets as an IPv6 address.
  const host = "https://{{ config['host'] }}/v1";
  const inHost = { a: { type: "HttpRequester", url_base: host, path: "items" } };
  strictEqual(migrateManifest(inHost), inHost);
});
