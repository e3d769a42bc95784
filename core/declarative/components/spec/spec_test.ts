import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

Deno.test("Spec tells how users sign in", () => {
  const { specification } = buildComponent("spec", {
    type: "Spec",
    connection_specification: { type: "object" },
    documentation_url: "https://docs.example.com",
    advanced_auth: {
      auth_flow_type: "oauth2.0",
      predicate_key: ["auth"],
      oauth_config_specification: {
        oauth_connector_input_specification: {
          consent_url: "https://a.io",
          access_token_url: "https://b.io",
        },
      },
    },
  });
  deepStrictEqual(specification, {
    connectionSpecification: { type: "object" },
    documentationUrl: "https://docs.example.com",
    supportsNormalization: false,
    supportsDBT: false,
    advanced_auth: {
      auth_flow_type: "oauth2.0",
      predicate_key: ["auth"],
      oauth_config_specification: {
        oauth_connector_input_specification: {
          consent_url: "https://a.io",
          access_token_url: "https://b.io",
          scopes_join_strategy: "space",
        },
      },
    },
  });
});

Deno.test("Spec migrates and transforms a config", () => {
  const add = (field: string) => ({
    type: "ConfigAddFields",
    fields: [{ path: [field], value: "{{ config.a }}" }],
  });
  const spec = buildComponent("spec", {
    type: "Spec",
    connection_specification: {},
    config_normalization_rules: {
      type: "ConfigNormalizationRules",
      config_migrations: [{ type: "ConfigMigration", transformations: [add("b")] }],
      transformations: [add("c")],
    },
  });
  const config: JsonObject = { a: "x" };
  spec.migrate(config);
  deepStrictEqual(config, { a: "x", b: "x" });
  spec.transform(config);
  deepStrictEqual(config, { a: "x", b: "x", c: "x" });
});

const levels: { name: string; fields: JsonObject; expected: number }[] = [
  { name: "number", fields: { default_concurrency: 10, max_concurrency: 5 }, expected: 10 },
  {
    name: "template, capped",
    fields: { default_concurrency: "{{ config['workers'] }}", max_concurrency: 5 },
    expected: 5,
  },
];

for (const { name, fields, expected } of levels) {
  Deno.test(`ConcurrencyLevel ${name}`, () => {
    const config = { workers: 20 };
    strictEqual(
      buildComponent("concurrency_level", { type: "ConcurrencyLevel", ...fields }, { config }),
      expected,
    );
  });
}

Deno.test("ConcurrencyLevel from the config needs a maximum", () => {
  throws(
    () =>
      buildComponent("concurrency_level", {
        type: "ConcurrencyLevel",
        default_concurrency: "{{ config.n }}",
      }),
    { code: "manifest.missing_field" },
  );
});
