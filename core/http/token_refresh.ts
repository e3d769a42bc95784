import type { Authenticator, ErrorResolution } from "../declarative/roles.ts";
import { ConnectorError } from "../errors.ts";
import type { LogLevel } from "../protocol/messages.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";
import { describe, messageOf } from "./request_failure.ts";

/** Whether the token was refreshed for a request already, and how that went. */
export interface Refreshed {
  succeeded?: boolean;
}

interface RefreshSettings {
  authenticator?: Authenticator | undefined;
  log(level: LogLevel, text: string): void;
}

/** Gets a new token, at most once per request; a request that the new token does not help fails. */
export async function refreshToken(
  { authenticator, log }: RefreshSettings,
  request: HttpRequest,
  outcome: HttpResponse | Error,
  resolution: ErrorResolution,
  refreshed: Refreshed,
): Promise<void> {
  if (refreshed.succeeded !== undefined) {
    throw new ConnectorError("http.token_rejected", {
      failureType: refreshed.succeeded ? "config_error" : "transient_error",
      message: refreshed.succeeded
        ? "Refreshed OAuth access token is rejected by the API."
        : "API rejects the current OAuth access token and the token refresh failed.",
      internalMessage: `${describe(request, outcome)}; the token was refreshed once already. ` +
        (messageOf(resolution) ?? ""),
    });
  }
  if (!authenticator?.refresh) {
    log(
      "WARN",
      "The error handler asks for a new token, but the authenticator cannot get one: retrying as it is",
    );
    return;
  }
  refreshed.succeeded = false;
  try {
    if (await tokenChangedSince(authenticator, request)) {
      log("INFO", "The token was replaced meanwhile: retrying with it");
    } else {
      await authenticator.refresh();
      log("INFO", "Got a new token, since the API refused the old one");
    }
    refreshed.succeeded = true;
  } catch (error) {
    if (error instanceof ConnectorError) {
      if (error.failureType === "config_error") throw error;
      if (error.code === "http.oauth_rejected") {
        throw new ConnectorError("http.oauth_rejected", {
          failureType: "config_error",
          message: "OAuth token refresh request is rejected by the token endpoint.",
          internalMessage: error.message,
          cause: error,
        });
      }
    }
    log(
      "WARN",
      `Cannot get a new token: ${error instanceof Error ? error.message : error}. Retrying with the old one`,
    );
  }
}

async function tokenChangedSince(authenticator: Authenticator, request: HttpRequest): Promise<boolean> {
  const sent = authorization(request.headers);
  if (!sent) return false;
  const { headers } = await authenticator.options({ slice: undefined, nextPageToken: undefined });
  const current = authorization(headers ?? {});
  return current !== undefined && current !== sent;
}

function authorization(headers: Record<string, string>): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "authorization")?.[1];
}
