import { ConnectorError } from "../errors.ts";

/** What went wrong where no response came, or only a part of it. */
export type TransportFailure =
  | "connect"
  | "dns"
  | "tls"
  | "connect_timeout"
  | "timeout"
  | "reset"
  | "broken_body"
  | "decode"
  | "redirects"
  | "invalid_url"
  | "invalid_schema"
  | "aborted"
  | "other";

/** The exception that `requests` raises for each failure: error handlers and messages go by its name. */
const exceptionNames: Record<TransportFailure, string> = {
  connect: "ConnectionError",
  dns: "ConnectionError",
  tls: "SSLError",
  connect_timeout: "ConnectTimeout",
  timeout: "ReadTimeout",
  reset: "ConnectionError",
  broken_body: "ChunkedEncodingError",
  decode: "ContentDecodingError",
  redirects: "TooManyRedirects",
  invalid_url: "InvalidURL",
  invalid_schema: "InvalidSchema",
  aborted: "RequestException",
  other: "RequestException",
};

/** A request without a response: the one error of the HTTP client. */
export class TransportError extends ConnectorError {
  readonly failure: TransportFailure;
  /** The name of the `requests` exception that stands for it. */
  readonly exceptionName: string;

  constructor(
    failure: TransportFailure,
    message: string,
    options: { hint?: string | undefined; cause?: unknown; exceptionName?: string } = {},
  ) {
    // A system_error, as the Python CDK has it where no error handler sees the exception.
    super("http.transport", {
      failureType: "system_error",
      message,
      hint: options.hint,
      cause: options.cause,
    });
    this.name = "TransportError";
    this.failure = failure;
    this.exceptionName = options.exceptionName ?? exceptionNames[failure];
  }
}

/** Network errors as `fetch` and sockets word them → what they are. The first that matches decides. */
const wordings: [RegExp, TransportFailure][] = [
  [/dns error|failed to lookup|name or service not known|nodename nor servname|no such host/i, "dns"],
  [/certificate|unknownissuer|handshake|\btls\b|ssl|corrupt message/i, "tls"],
  [/scheme '[^']*' not supported/i, "invalid_schema"],
  [/invalid url|relative url/i, "invalid_url"],
  [/error reading a body|unexpected eof during chunk|end of file before message length/i, "broken_body"],
  [/unexpected end of file|invalid gzip|corrupt (?:gzip|deflate)|brotli|incorrect header check/i, "decode"],
  [/tcp connect error|connection refused|network is unreachable|no route to host|tunnel|proxy/i, "connect"],
  [/timed out|timeout/i, "connect_timeout"],
  [/reset|closed|broken pipe|eof|connection|sendrequest|invalid http version/i, "reset"],
];

/** The typed error for what `fetch` or a socket threw. */
export function transportError(thrown: unknown, method: string, url: string): TransportError {
  if (thrown instanceof TransportError) return thrown;
  const causes: string[] = [];
  for (let error = thrown; error instanceof Error; error = error.cause) causes.push(error.message);
  const wording = causes.at(-1) ?? String(thrown);
  const failure = wordings.find(([pattern]) => pattern.test(causes.join(" ")))?.[1] ?? "other";
  // The query may hold a key; the wording of fetch repeats the URL.
  const detail = wording.replace(/^.*\bfor url \([^)]*\): /s, "").replace(
    /^.*client error \([A-Za-z]+\): /s,
    "",
  );
  return new TransportError(failure, `Cannot get a response to ${method} ${withoutQuery(url)}: ${detail}`, {
    cause: thrown,
    hint: hints[failure]?.(url),
  });
}

const hints: Partial<Record<TransportFailure, (url: string) => string>> = {
  dns: (url) => `The host "${hostOf(url)}" does not resolve: check its spelling and the network`,
  tls: (url) =>
    `The certificate of "${
      hostOf(url)
    }" is not trusted. If a proxy or a private CA signs it, set SSL_CERT_FILE, ` +
    "REQUESTS_CA_BUNDLE or DENO_CERT to a PEM file with that CA",
  connect: (url) =>
    `Nothing answers at "${
      hostOf(url)
    }": check the address, the firewall, and HTTPS_PROXY, HTTP_PROXY and NO_PROXY`,
  invalid_url: () => "A URL reads https://HOST/PATH",
  invalid_schema: () => "URLs begin with https:// or http://",
};

/** A URL without its query, for messages. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, "").replace(/\/\/[^/@]*@/, "//");
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
