import { configStore, configValue } from "../../../auth/config_tokens.ts";
import { bearer } from "../../../auth/credentials.ts";
import { type AccessTokens, accessTokens, memoryStore } from "../../../auth/oauth.ts";
import type { ReadObserver } from "../../../sources/test_read.ts";
import { requestTokens } from "../../../auth/token_endpoint.ts";
import { ConnectorError } from "../../../errors.ts";
import { createClient, type HttpClient } from "../../../http/client.ts";
import { str } from "../../../jinja/python/text.ts";
import type { Json } from "../../../json.ts";
import {
  boolean,
  component,
  type Def,
  fields,
  integer,
  list,
  object,
  optional,
  slot,
  string,
  template,
} from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import type { Authenticator } from "../../roles.ts";
import { initialExpiry, rejectedToken, tokenRequest } from "./oauth_request.ts";

const updaterFields = {
  refresh_token_name: optional(string(), "refresh_token"),
  access_token_config_path: optional(list(string()), ["credentials", "access_token"]),
  refresh_token_config_path: optional(list(string()), ["credentials", "refresh_token"]),
  token_expiry_date_config_path: optional(list(string()), ["credentials", "token_expiry_date"]),
  refresh_token_error_status_codes: optional(list(integer()), []),
  refresh_token_error_key: optional(string(), ""),
  refresh_token_error_values: optional(list(string()), []),
};

const oauthFields = {
  client_id_name: optional(template(), "client_id"),
  client_id: optional(template()),
  client_secret_name: optional(template(), "client_secret"),
  client_secret: optional(template()),
  refresh_token_name: optional(template(), "refresh_token"),
  refresh_token: optional(template()),
  token_refresh_endpoint: optional(template()),
  access_token_name: optional(template(), "access_token"),
  access_token_value: optional(template()),
  expires_in_name: optional(template(), "expires_in"),
  grant_type_name: optional(template(), "grant_type"),
  grant_type: optional(template(), "refresh_token"),
  refresh_request_body: optional(object()),
  refresh_request_headers: optional(object()),
  send_refresh_request_as_query_params: optional(boolean(), false),
  scopes: optional(list(string())),
  token_expiry_date: optional(template()),
  token_expiry_date_format: optional(string()),
  refresh_token_error_status_codes: optional(list(integer())),
  refresh_token_error_key: optional(string()),
  refresh_token_error_values: optional(list(string())),
  refresh_token_updater: optional(fields(updaterFields)),
  profile_assertion: optional(
    slot("authenticator", { implied: "JwtAuthenticator", only: ["JwtAuthenticator"] }),
  ),
  use_profile_assertion: optional(boolean(), false),
};

/** What the manifest says about one OAuth authenticator. */
export type OAuthDef = Def<typeof oauthFields>;
type Updater = NonNullable<OAuthDef["refresh_token_updater"]>;

export const OAuthAuthenticator = component({
  type: "OAuthAuthenticator",
  role: "authenticator",
  summary: "Gets OAuth access tokens and sends them as Authorization: Bearer",
  fields: oauthFields,
  build(def, ctx) {
    refuseIncomplete(def, ctx);
    const fixed = def.token_refresh_endpoint === undefined ? staticToken(def, ctx) : undefined;
    if (fixed) return fixed;
    const assertion = def.profile_assertion && ctx.build(def.profile_assertion);
    // Streams with the same definition share their token: one refresh serves them all.
    const tokens = ctx.env.shared<AccessTokens>(definitionKey(ctx), () => tokensOf(def, assertion, ctx));
    return {
      options: async () => ({ headers: { Authorization: bearer(await tokens.get()) } }),
      token: () => tokens.get(),
      refresh: () => tokens.refresh(),
    };
  },
});

function staticToken(def: OAuthDef, ctx: BuildContext): Authenticator {
  if (!def.access_token_value) {
    throw problem(
      "neither token_refresh_endpoint nor access_token_value is set",
      "token_refresh_endpoint",
      ctx,
    );
  }
  const token = ctx.text(def.access_token_value);
  return {
    options: () => ({ headers: { Authorization: bearer(str(token({}))) } }),
    token: () => str(token({})),
  };
}

/** Shows token requests to a test read. */
function observed(client: HttpClient, observer: ReadObserver | undefined): HttpClient {
  if (!observer) return client;
  return {
    ...client,
    async send(request, options) {
      const response = await client.send(request, options);
      await observer.exchange(
        { title: "Refresh token", description: "Obtains access token", type: "AUTH", auxiliary: true },
        response,
      );
      return response;
    },
  };
}

function tokensOf(def: OAuthDef, assertion: Authenticator | undefined, ctx: BuildContext): AccessTokens {
  const { env } = ctx;
  const updater = def.refresh_token_updater;
  const client = observed(env.world?.client ?? createClient(), env.observer);
  const rejected = rejectedToken(def, ctx);
  const accessTokenName = ctx.text(def.access_token_name || "access_token");
  const expiresInName = ctx.text(def.expires_in_name || "expires_in");
  const credentials = updater ? configCredentials(def, updater, ctx) : manifestCredentials(def, ctx);
  const request = tokenRequest(def, { ...credentials, assertion }, ctx);
  const ask = async (): Promise<Json> => {
    const { log, signal } = env;
    return await requestTokens({ client, request: await request(), rejected, log, signal });
  };
  const store = updater
    ? configStore({
      config: env.config,
      configPath: env.configPath,
      paths: {
        accessToken: pathOr(updater.access_token_config_path, ["credentials", "access_token"]),
        refreshToken: pathOr(updater.refresh_token_config_path, ["credentials", "refresh_token"]),
        expiresAt: pathOr(updater.token_expiry_date_config_path, ["credentials", "token_expiry_date"]),
      },
      message: env.message,
      flush: env.flush,
      log: env.log,
    })
    : memoryStore({
      accessToken: initialToken(def, ctx),
      expiresAt: initialExpiry(def.token_expiry_date, ctx),
    });
  const names = () => ({
    accessToken: str(accessTokenName({})),
    expiresIn: str(expiresInName({})),
    refreshToken: updater && (updater.refresh_token_name ?? "refresh_token"),
    expiryIsPointInTime: Boolean(def.token_expiry_date_format),
  });
  return accessTokens(
    {
      ...store,
      save(tokens) {
        env.secret?.(tokens.accessToken);
        if (tokens.refreshToken !== undefined) env.secret?.(tokens.refreshToken);
        return store.save(tokens);
      },
    },
    names,
    ask,
  );
}

/** Who asks for tokens, and with what. */
export interface Credentials {
  clientId(): unknown;
  clientSecret(): unknown;
  refreshTokenName(): string;
  refreshToken(): unknown;
}

function manifestCredentials(def: OAuthDef, ctx: BuildContext): Credentials {
  const text = (written: string | undefined) => written ? ctx.text(written) : () => written ?? null;
  const clientId = text(def.client_id);
  const clientSecret = text(def.client_secret);
  const name = ctx.text(def.refresh_token_name || "refresh_token");
  const refreshToken = def.refresh_token === undefined ? undefined : ctx.text(def.refresh_token);
  return {
    clientId: () => clientId({}),
    clientSecret: () => clientSecret({}),
    refreshTokenName: () => str(name({})),
    refreshToken: () => refreshToken ? str(refreshToken({})) : null,
  };
}

/** Single-use refresh tokens live in the config, and its `credentials` go before the manifest's templates. */
function configCredentials(def: OAuthDef, updater: Updater, ctx: BuildContext): Credentials {
  const fallback = manifestCredentials(def, ctx);
  const path = pathOr(updater.refresh_token_config_path, ["credentials", "refresh_token"]);
  return {
    clientId: () => configValue(ctx.config, ["credentials", "client_id"]) ?? fallback.clientId(),
    clientSecret: () => configValue(ctx.config, ["credentials", "client_secret"]) ?? fallback.clientSecret(),
    refreshTokenName: () => updater.refresh_token_name ?? "refresh_token",
    refreshToken: () => configValue(ctx.config, path) ?? "",
  };
}

function pathOr(path: readonly string[] | undefined, fallback: readonly string[]): readonly string[] {
  return path ?? fallback;
}

function initialToken(def: OAuthDef, ctx: BuildContext): string | undefined {
  return def.access_token_value ? str(ctx.text(def.access_token_value)({})) : undefined;
}

/** The definition without the `$parameters` of the stream, unless its templates use them. */
function definitionKey({ node, parameters }: BuildContext): string {
  const definition = JSON.stringify(node, (name, value) => name === "$parameters" ? undefined : value);
  return `oauth ${definition}${/parameters/.test(definition) ? JSON.stringify(parameters) : ""}`;
}

function refuseIncomplete(def: OAuthDef, ctx: BuildContext): void {
  // The updater reads what is missing from the config.
  if (def.refresh_token_updater) return;
  if (def.use_profile_assertion) {
    if (!def.profile_assertion) {
      throw problem("use_profile_assertion needs a profile_assertion", "profile_assertion", ctx);
    }
    return;
  }
  if (def.client_id === undefined || def.client_secret === undefined) {
    throw problem("client_id and client_secret are both needed", "client_id", ctx);
  }
  const grant = def.grant_type ? ctx.text(def.grant_type)({}) : "refresh_token";
  if (grant === "refresh_token" && def.refresh_token === undefined) {
    throw problem('the grant type "refresh_token" needs a refresh_token', "refresh_token", ctx);
  }
}

function problem(what: string, field: string, ctx: BuildContext): ConnectorError {
  return new ConnectorError("manifest.oauth", {
    failureType: "system_error",
    message: `Cannot build the OAuth authenticator: ${what}`,
    at: ctx.at(field),
  });
}
