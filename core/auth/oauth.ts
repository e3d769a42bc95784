/** OAuth access tokens: kept while they are valid, refreshed once for all who wait. */
import { DateTime, TimeDelta } from "../datetime/mod.ts";
import { ConnectorError } from "../errors.ts";
import type { Json } from "../json.ts";
import { str } from "../jinja/python/text.ts";
import { expiryOf, findValue } from "./token_response.ts";

export interface Tokens {
  accessToken: string;
  expiresAt: DateTime;
  /** Where the provider gives a new one with each access token. */
  refreshToken?: string | undefined;
}

/** Where tokens live: in memory, or in the config where refresh tokens can be used once only. */
export interface TokenStore {
  accessToken(): string | undefined;
  /** Undefined where there is no token yet. */
  expiresAt(): DateTime | undefined;
  save(tokens: Tokens): void | Promise<void>;
}

/** What tokens are called in the response of the token endpoint. */
export interface TokenNames {
  accessToken: string;
  expiresIn: string;
  /** Only where new refresh tokens are to be kept. */
  refreshToken?: string | undefined;
  /** The expiry is a date rather than a number of seconds. */
  expiryIsPointInTime: boolean;
}

export interface AccessTokens {
  /** A valid access token, refreshed if need be. */
  get(): Promise<string>;
  /** Gets a new one whatever the age of the present one; joins a refresh that is under way. */
  refresh(): Promise<void>;
}

/** Access tokens over a store and a way to ask the token endpoint. */
export function accessTokens(
  store: TokenStore,
  names: () => TokenNames,
  ask: () => Promise<Json>,
): AccessTokens {
  let pending: Promise<void> | undefined;
  const refresh = () =>
    pending ??= (async () => {
      await store.save(tokensOf(await ask(), names(), store));
    })().finally(() => pending = undefined);
  return {
    refresh,
    async get() {
      if (pending || hasExpired(store)) await refresh();
      return store.accessToken() ?? "";
    },
  };
}

/** A store that forgets at the end of the run. */
export function memoryStore(initial: { accessToken: string | undefined; expiresAt: DateTime }): TokenStore {
  let { accessToken, expiresAt } = initial;
  return {
    accessToken: () => accessToken,
    expiresAt: () => accessToken === undefined ? undefined : expiresAt,
    save(tokens) {
      ({ accessToken, expiresAt } = tokens);
    },
  };
}

function hasExpired(store: TokenStore): boolean {
  const expiresAt = store.expiresAt();
  return expiresAt === undefined || DateTime.now().compare(expiresAt) > 0;
}

function tokensOf(body: Json, names: TokenNames, store: TokenStore): Tokens {
  const accessToken = findValue(body, names.accessToken);
  if (accessToken === undefined || accessToken === "") {
    throw new ConnectorError("auth.no_access_token", {
      failureType: "system_error",
      message:
        `Cannot get an OAuth access token: the token endpoint's response has no "${names.accessToken}"`,
      hint: "Set access_token_name to the name of the token in the response",
    });
  }
  const refreshToken = names.refreshToken === undefined ? undefined : findValue(body, names.refreshToken);
  return {
    accessToken: str(accessToken),
    expiresAt: expiry(findValue(body, names.expiresIn), names, store),
    refreshToken: refreshToken === undefined ? undefined : str(refreshToken),
  };
}

/** Without an expiry in the response: the present one while it lasts, else an hour. */
function expiry(value: Json | undefined, names: TokenNames, store: TokenStore): DateTime {
  if (value !== undefined) return expiryOf(value, names.expiryIsPointInTime);
  const present = store.expiresAt();
  return present && !hasExpired(store) ? present : DateTime.now().plus(TimeDelta.of({ hours: 1 }));
}
