import { ConnectorError } from "../../../errors.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import type { ConnectorSpecification } from "../../../protocol/messages.ts";
import { choice, component, fields, integer, list, object, optional, slot, string } from "../../component.ts";

export const Spec = component({
  type: "Spec",
  role: "spec",
  summary: "What a connector has to be told, and how it reads configs that were written for older versions",
  fields: {
    connection_specification: object(),
    documentation_url: optional(string()),
    advanced_auth: optional(slot("part", { implied: "AuthFlow", only: ["AuthFlow"] })),
    config_normalization_rules: optional(fields({
      type: choice("ConfigNormalizationRules"),
      config_migrations: optional(list(slot("config_migration"))),
      transformations: optional(list(slot("config_transformation"))),
      validations: optional(list(slot("validator"))),
    })),
  },
  build(def, ctx) {
    const rules = def.config_normalization_rules;
    const migrations = (rules?.config_migrations ?? []).map((node) => ctx.build(node));
    const transformations = (rules?.transformations ?? []).map((node) => ctx.build(node));
    const validators = (rules?.validations ?? []).map((node) => ctx.build(node));
    const specification: ConnectorSpecification = {
      connectionSpecification: def.connection_specification,
      ...(def.documentation_url ? { documentationUrl: def.documentation_url } : {}),
      supportsNormalization: false,
      supportsDBT: false,
    };
    if (def.advanced_auth) {
      const auth = ctx.build(def.advanced_auth);
      if (isObject(auth)) specification.advanced_auth = auth;
    }
    return {
      specification,
      migrate: (config) => migrations.forEach((migrate) => migrate(config)),
      transform: (config) => transformations.forEach((transform) => transform(config)),
      async validate(config) {
        for (const validate of validators) await validate(config);
      },
    };
  },
});

export const AuthFlow = component({
  type: "AuthFlow",
  role: "part",
  summary: "How a user signs in with OAuth in place of typing credentials",
  fields: {
    auth_flow_type: optional(choice("oauth2.0", "oauth1.0")),
    predicate_key: optional(list(string())),
    predicate_value: optional(string()),
    oauth_config_specification: optional(
      slot("part", { implied: "OAuthConfigSpecification", only: ["OAuthConfigSpecification"] }),
    ),
  },
  build({ auth_flow_type, predicate_key, predicate_value, oauth_config_specification }, ctx) {
    if (auth_flow_type === undefined) {
      throw new ConnectorError("manifest.missing_field", {
        failureType: "system_error",
        message: `Cannot build advanced_auth: it needs "auth_flow_type"`,
        at: ctx.at(),
        hint: `Add auth_flow_type: oauth2.0`,
      });
    }
    return withoutMissing({
      auth_flow_type,
      predicate_key,
      predicate_value,
      oauth_config_specification: oauth_config_specification && ctx.build(oauth_config_specification),
    });
  },
});

const scopes = () => optional(list(fields({ scope: string() })));

export const OAuthConfigSpecification = component({
  type: "OAuthConfigSpecification",
  role: "part",
  summary: "The URLs, parameters and answers of an OAuth sign-in",
  open: true,
  fields: {
    oauth_user_input_from_connector_config_specification: optional(object()),
    oauth_connector_input_specification: optional(fields({
      consent_url: string(),
      access_token_url: string(),
      scope: optional(string()),
      scopes: scopes(),
      optional_scopes: scopes(),
      scopes_join_strategy: optional(choice("space", "comma", "plus"), "space"),
      access_token_headers: optional(object()),
      access_token_params: optional(object()),
      extract_output: optional(list(string())),
      state: optional(fields({ min: integer(), max: integer() })),
      client_id_key: optional(string()),
      client_secret_key: optional(string()),
      scope_key: optional(string()),
      state_key: optional(string()),
      auth_code_key: optional(string()),
      redirect_uri_key: optional(string()),
    })),
    complete_oauth_output_specification: optional(object()),
    complete_oauth_server_input_specification: optional(object()),
    complete_oauth_server_output_specification: optional(object()),
  },
  build(def) {
    const input = def.oauth_connector_input_specification;
    return withoutMissing({
      oauth_user_input_from_connector_config_specification:
        def.oauth_user_input_from_connector_config_specification,
      oauth_connector_input_specification: input &&
        withoutMissing({ ...input, scopes_join_strategy: input.scopes_join_strategy ?? "space" }),
      complete_oauth_output_specification: def.complete_oauth_output_specification,
      complete_oauth_server_input_specification: def.complete_oauth_server_input_specification,
      complete_oauth_server_output_specification: def.complete_oauth_server_output_specification,
    });
  },
});

function withoutMissing(object: Record<string, unknown>): JsonObject {
  const known: JsonObject = {};
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && value !== null) Reflect.set(known, key, value);
  }
  return known;
}
