import { rejects } from "node:assert/strict";
import { Float, type JsonObject } from "../json.ts";
import { validateConfig } from "./validate_config.ts";

const schema = {
  $schema: "https://json-schema.org/draft-07/schema#",
  type: "object",
  required: ["api_key"],
  additionalProperties: false,
  properties: {
    api_key: { type: "string", title: "API key", airbyte_secret: true },
    size: { type: "integer", minimum: 1 },
    start: { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$", examples: ["2024-01-31"], format: "date" },
    region: { type: "string", enum: ["eu", "us"] },
    auth: {
      type: "object",
      oneOf: [
        { required: ["token"], properties: { kind: { const: "token" }, token: { type: "string" } } },
        { required: ["user"], properties: { kind: { const: "basic" }, user: { type: "string" } } },
      ],
    },
  },
} satisfies JsonObject;

const cases: { name: string; config: JsonObject; message?: string; hint?: string }[] = [
  { name: "fits", config: { api_key: "k", size: 2, start: "2024-01-31", region: "eu" } },
  { name: "1.0 is an integer", config: { api_key: "k", size: Float.of(1) } },
  { name: "formats are not checked", config: { api_key: "k", start: "2024-99-99" } },
  { name: "$ stands before a last newline", config: { api_key: "k", start: "2024-01-31\n" } },
  { name: "keys of ours", config: { api_key: "k", __injected_declarative_manifest: {}, _limit: 3 } },
  {
    name: "missing",
    config: {},
    message: "Config validation error: 'api_key' is a required property",
    hint: 'Add "api_key" to the config (API key)',
  },
  {
    name: "misspelt",
    config: { apikey: "hunter2" },
    message: "Config validation error: 'api_key' is a required property",
    hint: 'Did you mean "api_key" where "apikey" stands?',
  },
  {
    name: "type, without the value",
    config: { api_key: 12345 },
    message: "Config validation error: api_key is not of type 'string'",
    hint: "Write a string there",
  },
  {
    name: "minimum",
    config: { api_key: "k", size: 0 },
    message: "Config validation error: size must be >= 1",
  },
  {
    name: "pattern",
    config: { api_key: "k", start: "yesterday" },
    message: "Config validation error: start does not match '^\\d{4}-\\d{2}-\\d{2}$'",
    hint: 'For example "2024-01-31"',
  },
  {
    name: "enum",
    config: { api_key: "k", region: "asia" },
    message: "Config validation error: region is not one of the allowed values",
    hint: 'Allowed: "eu", "us"',
  },
  {
    name: "the branch that was meant",
    config: { api_key: "k", auth: { kind: "basic", usr: "u" } },
    message: "Config validation error: 'user' is a required property of auth",
    hint: 'Did you mean "auth.user" where "auth.usr" stands?',
  },
  {
    name: "no branch",
    config: { api_key: "k", auth: { kind: "oauth" } },
    message: "Config validation error: auth is not valid under any of the given schemas",
    hint: 'Choose one of "kind": "token", "kind": "basic"',
  },
];

for (const { name, config, message, hint } of cases) {
  Deno.test(`validateConfig: ${name}`, async () => {
    const validation = validateConfig(config, schema, () => {});
    if (message === undefined) await validation;
    else await rejects(validation, { code: "config.invalid", failureType: "config_error", message, hint });
  });
}
