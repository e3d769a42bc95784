/** Ways to prove who is asking. */
import { basic as basicValue } from "../../auth/credentials.ts";
import type { Awaitable } from "../../declarative/roles.ts";
import type { HttpRequest, HttpResponse } from "../../http/message.ts";
import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import type { LogLevel } from "../../protocol/messages.ts";

/** What an authentication adds to requests. */
export interface Authentication {
  /** Headers and query parameters for the next request. */
  options(): Awaitable<{ headers?: Record<string, string>; params?: Record<string, string> }>;
  /** Signs or changes the finished request; for signatures that need the URL or the body. */
  sign?(request: HttpRequest): Awaitable<HttpRequest>;
  /** Gets a new token after the API has answered 401. */
  refresh?(): Promise<void>;
  /** Sees each response, such as those that tell of quotas. */
  observe?(response: HttpResponse): void;
  /** Whether a rate-limited request may be sent again at once, with another token. */
  canRotate?(): boolean;
}

/** What an authentication may need of the run. */
export interface AuthContext {
  /** Sends its own requests, such as those for tokens: one try, no authentication. */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The config; a rotated refresh token is written into it. */
  readonly config: JsonObject;
  /** The file that the config came from. */
  readonly configPath: string | undefined;
  /** Writes a LOG message. */
  log(level: LogLevel, text: string): void;
  /** Tells the platform that the config has changed, such as a refresh token in it. */
  announce(config: JsonObject): void;
  /** Aborted when the run ends. */
  readonly signal: AbortSignal | undefined;
}

/** A way to prove who is asking: one of those below, or an object of one's own that adds headers or signs. */
export type Auth = Authentication | ((context: AuthContext) => Authentication);

/** A token in a header: `Authorization: Bearer …` unless told otherwise. */
export function bearer(
  token: string,
  { method = "Bearer", header = "Authorization" }: {
    /** What stands before the token. */
    method?: string;
    /** The name of the header. */
    header?: string;
  } = {},
): Authentication {
  const value = method === "" ? token : `${method} ${token}`;
  return { options: () => ({ headers: { [header]: value } }) };
}

/** User and password (RFC 7617), as UTF-8. */
export function basic(user: string, password: string): Authentication {
  const value = basicValue(user, password);
  return { options: () => ({ headers: { Authorization: value } }) };
}

/** A key under a name, in a header or in the query. */
export function apiKey(place: { header: string } | { query: string }, key: string): Authentication {
  return "header" in place
    ? { options: () => ({ headers: { [place.header]: key } }) }
    : { options: () => ({ params: { [place.query]: key } }) };
}

/**
 * Several ways in rotation, one for each request: tokens of several accounts. Where one of them is rate
 * limited, the next is tried at once; each once before anybody waits.
 */
export function rotate(ways: readonly Authentication[]): Authentication {
  if (ways.length === 0) {
    throw new ConnectorError("auth.no_tokens", {
      failureType: "config_error",
      message: "Cannot rotate tokens: there is none",
      hint: "Give at least one token in the config",
    });
  }
  let next = 0;
  let limited = 0;
  return {
    options() {
      const way = ways[next % ways.length]!;
      next = (next + 1) % ways.length;
      return way.options();
    },
    observe({ status }) {
      limited = status === 429 ? limited + 1 : 0;
    },
    canRotate: () => limited % ways.length !== 0,
  };
}

/** What `hmac()` takes. */
export interface HmacOptions {
  /** The shared secret. */
  secret: string;
  /** The text to sign. `date` is the time of signing. */
  message: (request: HttpRequest, date: Date) => string;
  /** The hash; SHA-256 where left out. */
  hash?: "SHA-1" | "SHA-256" | "SHA-384" | "SHA-512";
  /** How the signature is written; hexadecimal where left out. */
  encoding?: "hex" | "base64";
  /** What to send with the request. */
  headers: (signature: string, date: Date) => Record<string, string>;
}

/** Signs each request with a shared secret. */
export function hmac(options: HmacOptions): Authentication {
  const { secret, message, hash = "SHA-256", encoding = "hex", headers } = options;
  const encoder = new TextEncoder();
  let key: Promise<CryptoKey> | undefined;
  return {
    options: () => ({}),
    async sign(request) {
      key ??= crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash }, false, ["sign"]);
      const date = new Date();
      const text = encoder.encode(message(request, date));
      const bytes = new Uint8Array(await crypto.subtle.sign("HMAC", await key, text));
      const signature = encoding === "hex" ? bytes.toHex() : bytes.toBase64();
      return { ...request, headers: { ...request.headers, ...headers(signature, date) } };
    },
  };
}

/** What `awsSignature()` takes. */
export interface AwsSignatureOptions {
  /** The access key's id. */
  accessKeyId: string;
  /** The access key's secret. */
  secretAccessKey: string;
  /** Of temporary credentials. */
  sessionToken?: string;
  /** The service in the signature: `execute-api`, `s3`, `athena`; read from the host where left out. */
  service?: string;
  /** The region: `us-east-1`; read from the host where left out. */
  region?: string;
}

/** Signs each request as AWS wants it (Signature Version 4). */
export function awsSignature(options: AwsSignatureOptions): Authentication {
  return {
    options: () => ({}),
    async sign(request) {
      const { AwsV4Signer } = await import("aws4fetch");
      const { method, url, headers, body } = request;
      const signer = new AwsV4Signer({
        method,
        url,
        headers,
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
        ...options,
      });
      const signed = await signer.sign();
      return { ...request, url: signed.url.href, headers: Object.fromEntries(signed.headers) };
    },
  };
}

/** What `session()` takes. */
export interface SessionOptions {
  /** Logs in and gives the token. */
  login: (send: AuthContext["send"]) => Awaitable<string>;
  /** Seconds after which to log in again; never where left out. */
  seconds?: number;
  /** What to send with each request; `Authorization: Bearer …` where left out. */
  headers?: (token: string) => Record<string, string>;
}

/** A token that a login gives for a while. One login, however many requests wait for it. */
export function session({ login, seconds = Infinity, headers }: SessionOptions): Auth {
  return ({ send }) => {
    let token: Promise<string> | undefined;
    let since = 0;
    const current = () => {
      if (!token || performance.now() - since > seconds * 1000) {
        since = performance.now();
        const got = Promise.resolve(login(send));
        // A login that failed is tried again by the next request.
        got.catch(() => token = token === got ? undefined : token);
        token = got;
      }
      return token;
    };
    return {
      async options() {
        const value = await current();
        return { headers: headers?.(value) ?? { Authorization: `Bearer ${value}` } };
      },
      async refresh() {
        token = undefined;
        await current();
      },
    };
  };
}
