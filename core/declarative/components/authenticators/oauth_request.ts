/** What an OAuth authenticator sends to the token endpoint. */
import type { RejectedToken } from "../../../auth/token_endpoint.ts";
import { DateTime, parseIsoLike, TimeDelta } from "../../../datetime/mod.ts";
import { ConnectorError } from "../../../errors.ts";
import { prepareRequest } from "../../../http/encode.ts";
import type { HttpRequest } from "../../../http/message.ts";
import { interpolatedMapping } from "../../../jinja/interpolation.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import { str } from "../../../jinja/python/text.ts";
import type { BuildContext } from "../../context.ts";
import type { Authenticator } from "../../roles.ts";
import type { Credentials, OAuthDef } from "./oauth_authenticator.ts";

/** Makes the refresh request; evaluated at each refresh, since the config may have changed. */
export function tokenRequest(
  def: OAuthDef,
  parts: Credentials & { assertion: Authenticator | undefined },
  ctx: BuildContext,
): () => Promise<HttpRequest> {
  const { config, parameters } = ctx;
  const text = (written: string) => {
    const value = ctx.text(written);
    return () => str(value({}));
  };
  const endpoint = ctx.text(def.token_refresh_endpoint ?? "");
  const names = {
    grantType: text(def.grant_type_name || "grant_type"),
    clientId: text(def.client_id_name || "client_id"),
    clientSecret: text(def.client_secret_name || "client_secret"),
  };
  const grantType = text(
    def.use_profile_assertion
      ? "urn:ietf:params:oauth:grant-type:jwt-bearer"
      : def.grant_type || "refresh_token",
  );
  const body = interpolatedMapping(def.refresh_request_body ?? {}, { config, parameters });
  const headers = interpolatedMapping(def.refresh_request_headers ?? {}, { config, parameters });

  async function fields(sent: Record<string, unknown>): Promise<Record<string, unknown>> {
    if (def.use_profile_assertion) {
      return { [names.grantType()]: grantType(), assertion: await parts.assertion?.token?.() };
    }
    const all: Record<string, unknown> = { [names.grantType()]: grantType() };
    // Providers refuse credentials that stand both in the header and in the body.
    if (!Object.hasOwn(sent, "Authorization")) {
      all[names.clientId()] = needed(parts.clientId(), "client_id", ctx);
      all[names.clientSecret()] = parts.clientSecret();
    }
    all[parts.refreshTokenName()] = parts.refreshToken();
    if (def.scopes?.length) all.scopes = def.scopes;
    for (const [name, value] of Object.entries(body({}))) {
      if (!Object.hasOwn(all, name)) all[name] = value;
    }
    return all;
  }

  return async () => {
    const written = headers({});
    const values = await fields(written);
    // Headers that come out as null are not sent, as `requests` has it.
    const sent = Object.fromEntries(Object.entries(written).filter(([, value]) => value !== null));
    const inQuery = def.send_refresh_request_as_query_params && !def.use_profile_assertion;
    return prepareRequest({
      method: "POST",
      url: str(needed(endpoint({}), "token_refresh_endpoint", ctx)),
      headers: sent,
      ...inQuery ? { params: values } : { bodyData: values },
    });
  };
}

function needed(value: unknown, field: string, ctx: BuildContext): unknown {
  if (truthy(value)) return value;
  throw new ConnectorError("config.oauth", {
    failureType: "system_error",
    message: `Cannot get an OAuth access token: ${field} is empty`,
    at: ctx.at(field),
    hint: "Check that the config has the values that its template names",
  });
}

/** When a token of the config ends; one without a date has ended. */
export function initialExpiry(written: string | undefined, ctx: BuildContext): DateTime {
  if (!written) return DateTime.now().minus(TimeDelta.of({ days: 1 }));
  return parseIsoLike(/^\d+$/.test(written) ? written : ctx.text(written)({}));
}

/** How the provider tells that a refresh token is worthless. */
export function rejectedToken(def: OAuthDef, ctx: BuildContext): RejectedToken {
  const isSet = (part: Part | undefined): part is Part =>
    Boolean(
      part?.refresh_token_error_status_codes?.length || part?.refresh_token_error_key ||
        part?.refresh_token_error_values?.length,
    );
  const updater = def.refresh_token_updater;
  if (isSet(updater) && isSet(def)) {
    throw new ConnectorError("manifest.oauth", {
      failureType: "system_error",
      message: "Cannot build the OAuth authenticator: refresh_token_error_* stands in two places",
      at: ctx.at("refresh_token_updater"),
      hint: "Keep it on the OAuthAuthenticator, or on its refresh_token_updater",
    });
  }
  const part = isSet(updater) ? updater : isSet(def) ? def : undefined;
  if (!part) return { statuses: [400], key: "error", values: ["invalid_grant", "invalid_permissions"] };
  return {
    statuses: part.refresh_token_error_status_codes ?? [],
    key: part.refresh_token_error_key ?? "",
    values: part.refresh_token_error_values ?? [],
  };
}

type Part = Pick<
  OAuthDef,
  "refresh_token_error_status_codes" | "refresh_token_error_key" | "refresh_token_error_values"
>;
