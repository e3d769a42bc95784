import { configStore, configValue } from "../../auth/config_tokens.ts";
import { accessTokens, memoryStore, type TokenNames } from "../../auth/oauth.ts";
import { requestTokens } from "../../auth/token_endpoint.ts";
import { DateTime, parseIsoLike } from "../../datetime/mod.ts";
import { prepareRequest } from "../../http/encode.ts";
import { basic } from "../../auth/credentials.ts";
import type { Auth } from "./auth.ts";

/** What `oauth()` takes. */
export interface OAuthOptions {
  /** The token endpoint. */
  tokenUrl: string;
  /** The id of the app. */
  clientId: string;
  /** The secret of the app. */
  clientSecret: string;
  /** The refresh token. Where left out, the app asks for itself (client credentials). */
  refreshToken?: string | undefined;
  /** What the token shall be good for. */
  scopes?: readonly string[];
  /** Further fields of the request for a token. */
  extra?: Readonly<Record<string, string>>;
  /** Sends id and secret as a basic Authorization header, not in the body; no where left out. */
  basicAuth?: boolean;
  /** An access token from before, and when it expires (a date). */
  accessToken?: string | undefined;
  /** When that access token expires. */
  expiresAt?: string | undefined;
  /** Names in the response; `access_token`, `expires_in`, `refresh_token` where left out. */
  names?: { accessToken?: string; expiresIn?: string; refreshToken?: string };
  /**
   * For refresh tokens that can be used once: paths in the config where the new ones are kept, such as
   * `{ refreshToken: ["credentials", "refresh_token"], … }`. They are announced by a CONTROL message and
   * written to the config's file before anybody uses them.
   */
  keepIn?: {
    /** Path of the access token in the config. */
    accessToken: readonly string[];
    /** Path of the refresh token in the config. */
    refreshToken: readonly string[];
    /** Path of the expiry date in the config. */
    expiresAt: readonly string[];
  };
}

/** OAuth 2.0: asks for an access token, once for all requests, and anew when it expires or is refused. */
export function oauth(options: OAuthOptions): Auth {
  return ({ send, config, configPath, log, announce, signal }) => {
    const { keepIn, names = {} } = options;
    const store = keepIn
      ? configStore({
        config,
        configPath,
        paths: keepIn,
        log,
        message: (message) => message.type === "CONTROL" && announce(message.control.connectorConfig.config),
      })
      : memoryStore({
        accessToken: options.accessToken,
        expiresAt: options.expiresAt ? parseIsoLike(options.expiresAt) : DateTime.fromEpochSeconds(0),
      });
    const tokenNames: TokenNames = {
      accessToken: names.accessToken ?? "access_token",
      expiresIn: names.expiresIn ?? "expires_in",
      refreshToken: keepIn ? names.refreshToken ?? "refresh_token" : undefined,
      expiryIsPointInTime: false,
    };
    const ask = () => {
      const kept = keepIn && configValue(config, keepIn.refreshToken);
      const refreshToken = typeof kept === "string" ? kept : options.refreshToken;
      const { clientId, clientSecret, basicAuth, scopes, extra } = options;
      return requestTokens({
        client: { send },
        signal,
        log,
        request: prepareRequest({
          method: "POST",
          url: options.tokenUrl,
          headers: basicAuth ? { Authorization: basic(clientId, clientSecret) } : {},
          bodyData: {
            grant_type: refreshToken === undefined ? "client_credentials" : "refresh_token",
            ...(basicAuth ? {} : { client_id: clientId, client_secret: clientSecret }),
            ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
            ...(scopes ? { scope: scopes.join(" ") } : {}),
            ...extra,
          },
        }),
        rejected: { statuses: [400, 401], key: "error", values: ["invalid_grant"] },
      });
    };
    const tokens = accessTokens(store, () => tokenNames, ask);
    return {
      options: async () => ({ headers: { Authorization: `Bearer ${await tokens.get()}` } }),
      token: () => tokens.get(),
      refresh: () => tokens.refresh(),
    };
  };
}
