/** The request that gets a new access token, and what is made of its failures. */
import { ConnectorError } from "../errors.ts";
import type { HttpClient } from "../http/client.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { TransportError, withoutQuery } from "../http/transport_error.ts";
import { clock, wait } from "../http/wait.ts";
import { isObject, type Json } from "../json.ts";
import type { LogLevel } from "../protocol/messages.ts";

/** How a provider tells that the refresh token is of no use any more. */
export interface RejectedToken {
  statuses: readonly number[];
  key: string;
  values: readonly string[];
}

export interface TokenRequest {
  client: HttpClient;
  request: HttpRequest;
  rejected: RejectedToken;
  log(level: LogLevel, text: string): void;
  signal?: AbortSignal | undefined;
}

/** Seconds in which a token endpoint that cannot be reached is tried again. */
const longestTry = 300;
const retried = new Set(["ConnectionError", "SSLError", "ProxyError", "ConnectTimeout", "ReadTimeout"]);

/**
 * Asks for tokens; rate limits, server errors and network failures are tried again for five minutes.
 *
 * @throws {ConnectorError} http.oauth_unreachable, http.oauth_rejected, auth.refresh_token_rejected,
 * auth.token_response
 */
export async function requestTokens(parts: TokenRequest): Promise<Json> {
  const { client, request, signal, log } = parts;
  const start = clock();
  for (let attempt = 0;; attempt++) {
    const elapsed = clock() - start;
    const outcome = await client.send(request, { signal }).catch(transportErrorOnly);
    if (!mayPass(outcome)) return await tokensIn(outcome, parts);
    if (elapsed >= longestTry) throw unreachable(outcome, request);
    const seconds = Math.min(Math.random() * 2 ** attempt, longestTry - elapsed);
    log(
      "INFO",
      `Cannot get an OAuth access token (${
        outcome instanceof Error ? outcome.message : `status ${outcome.status}`
      }): retry ${attempt + 1} in ${seconds.toFixed(1)} seconds`,
    );
    // A tick at least, so that the time limit is reached even where waits are skipped.
    await wait(Math.max(seconds, 0.01), signal);
  }
}

function transportErrorOnly(error: unknown): TransportError {
  if (error instanceof TransportError) return error;
  if (!(error instanceof ConnectorError) || error.code !== "http.private_network") throw error;
  // An address that may not be asked: the token endpoint is the manifest's, not the user's.
  throw new ConnectorError("http.oauth_unreachable", {
    failureType: "system_error",
    message: "OAuth access token refresh request failed",
    internalMessage: error.message,
    hint: error.message,
    cause: error,
  });
}

function mayPass(outcome: HttpResponse | TransportError): boolean {
  if (outcome instanceof Error) return retried.has(outcome.exceptionName);
  return outcome.status === 429 || outcome.status >= 500;
}

async function tokensIn(outcome: HttpResponse | TransportError, parts: TokenRequest): Promise<Json> {
  if (outcome instanceof Error) throw unreachable(outcome, parts.request);
  if (!outcome.ok) throw await refused(outcome, parts.rejected);
  try {
    return await outcome.json();
  } catch (cause) {
    throw new ConnectorError("auth.token_response", {
      failureType: "system_error",
      message: `Cannot read the response of the token endpoint ${withoutQuery(outcome.url)}: it is no JSON`,
      cause,
    });
  }
}

function unreachable(outcome: HttpResponse | TransportError, request: HttpRequest): ConnectorError {
  if (!(outcome instanceof Error)) {
    const { status } = outcome;
    return new ConnectorError("http.oauth_unreachable", {
      failureType: "transient_error",
      message: `Cannot get an OAuth access token: ${
        withoutQuery(request.url)
      } keeps answering status ${status}`,
    });
  }
  const isNetwork = retried.has(outcome.exceptionName);
  return new ConnectorError("http.oauth_unreachable", {
    // What is wrong with the address, or with the answer, does not pass.
    failureType: isNetwork ? "transient_error" : "system_error",
    message: isNetwork
      ? "OAuth access token refresh request failed due to a network error"
      : "OAuth access token refresh request failed",
    internalMessage: outcome.message,
    hint: outcome.hint,
    cause: outcome,
  });
}

async function refused(response: HttpResponse, rejected: RejectedToken): Promise<ConnectorError> {
  const text = await response.text();
  const body = await response.json().catch(() => undefined);
  const internalMessage = `HTTP ${response.status}: ${text.slice(0, 1000)}`;
  const told = isObject(body) ? body[rejected.key] : undefined;
  if (
    rejected.statuses.includes(response.status) && typeof told === "string" && rejected.values.includes(told)
  ) {
    const detail = providerDetail(body);
    return new ConnectorError("auth.refresh_token_rejected", {
      failureType: "config_error",
      message: "Refresh token was rejected by the OAuth provider (invalid, expired, or already used). " +
        "Re-authenticate this source's credentials in its connection settings." +
        (detail ? ` Provider error: ${detail}` : ""),
      internalMessage,
    });
  }
  return new ConnectorError("http.oauth_rejected", {
    failureType: "system_error",
    message: `Cannot get an OAuth access token: ${
      withoutQuery(response.url)
    } answers status ${response.status}`,
    internalMessage,
    hint: "Check the client id, the client secret and the refresh token, or authenticate again",
  });
}

/** The OAuth error code and the provider's own: the same for the same failure, unlike the prose around them. */
function providerDetail(body: Json | undefined): string {
  if (!isObject(body)) return "";
  const { error, error_description: description } = body;
  const code = typeof description === "string"
    ? /^\s*([A-Za-z]{3,}\d{4,})\b/.exec(description)?.[1]
    : undefined;
  return [typeof error === "string" ? error.trim().split(/\s+/).join(" ") : "", code ?? ""]
    .filter(Boolean).join(": ").slice(0, 64);
}
