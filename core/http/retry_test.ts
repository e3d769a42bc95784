import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import type { Authenticator, ErrorHandler, ErrorResolution } from "../declarative/roles.ts";
import { ConnectorError } from "../errors.ts";
import type { Message } from "../protocol/messages.ts";
import { HeaderTable } from "./headers.ts";
import { type HttpResponse, RequestSignal } from "./message.ts";
import { BufferedResponse } from "./response.ts";
import { type SendSettings, sendWithRetries } from "./retry.ts";
import { defaultErrorHandler } from "./status_actions.ts";
import { TransportError } from "./transport_error.ts";

const request = { method: "GET", url: "https://a.com/x", headers: {}, body: undefined };

function respond(status: number): HttpResponse {
  const body = new TextEncoder().encode('{"message": "told"}');
  return new BufferedResponse({
    status,
    reason: "",
    headers: new HeaderTable([]),
    url: request.url,
    request,
    body,
  });
}

interface Run {
  result?: HttpResponse | undefined;
  error?: unknown;
  waits: number[];
  messages: Message[];
  log: string[];
}

/** Sends to a server that answers with the outcomes in turn; the last one for ever. */
async function run(outcomes: (number | Error)[], settings: Partial<SendSettings> = {}): Promise<Run> {
  const left = [...outcomes];
  const done: Run = { waits: [], messages: [], log: [] };
  try {
    done.result = await sendWithRetries({
      client: {
        send() {
          const outcome = (left.length > 1 ? left.shift() : left[0]) ?? 200;
          return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(respond(outcome));
        },
      },
      request: () => request,
      errorHandler: defaultErrorHandler,
      streamName: "s",
      log: (_level, text) => done.log.push(text),
      message: (message) => done.messages.push(message),
      wait: (seconds) => {
        done.waits.push(seconds);
        return Promise.resolve();
      },
      ...settings,
    });
  } catch (error) {
    done.error = error;
  }
  return done;
}

const says = (action: ErrorResolution["action"], more: Partial<ErrorHandler> = {}): ErrorHandler => ({
  ...defaultErrorHandler,
  interpret: () => ({ action, failureType: undefined, message: "because" }),
  ...more,
});

const reset = new TransportError("reset", "closed");

const waits: {
  name: string;
  outcomes: (number | Error)[];
  settings?: Partial<SendSettings>;
  waits: number[];
  code?: string;
}[] = [
  { name: "a success does not wait", outcomes: [200], waits: [] },
  {
    name: "server errors wait twice as long each time",
    outcomes: [500, 502, 503, 504, 500, 200],
    waits: [1, 2, 4, 8, 16],
  },
  {
    name: "five retries, then an error",
    outcomes: [500],
    waits: [1, 2, 4, 8, 16],
    code: "http.retries_exhausted",
  },
  { name: "a lost connection is retried", outcomes: [reset, 200], waits: [1] },
  { name: "rate limits end as such", outcomes: [429], waits: [1, 2, 4, 8, 16], code: "http.rate_limited" },
  {
    name: "a server error starts the count of rate limits anew",
    outcomes: [429, 429, 500, 429, 200],
    waits: [1, 2, 1, 1],
  },
  {
    name: "no retries where they are off",
    outcomes: [500],
    settings: { disableRetries: true },
    waits: [],
    code: "http.retries_exhausted",
  },
  {
    name: "a strategy's wait is a second longer",
    outcomes: [500, 500, 200],
    settings: {
      errorHandler: {
        ...defaultErrorHandler,
        backoffStrategies: [() => undefined, () => 0, (_outcome, attempt) => 10 * attempt],
      },
    },
    waits: [11, 21],
  },
  {
    name: "a handler's own number of retries",
    outcomes: [500],
    settings: { errorHandler: { ...defaultErrorHandler, maxRetries: 1 } },
    waits: [1],
    code: "http.retries_exhausted",
  },
  {
    name: "no retry starts after the longest time",
    outcomes: [500],
    settings: { errorHandler: { ...defaultErrorHandler, maxTime: 0 } },
    waits: [],
    code: "http.retries_exhausted",
  },
  { name: "a refusal is not retried", outcomes: [404], waits: [], code: "http.failed" },
];

for (const { name, outcomes, settings, waits: expected, code } of waits) {
  Deno.test(`retry: ${name}`, async () => {
    const done = await run(outcomes, settings);
    deepStrictEqual(done.waits, expected);
    strictEqual(done.error instanceof ConnectorError ? done.error.code : done.error, code);
    if (!code) strictEqual(done.result?.status, 200);
  });
}

Deno.test("retry: a failure tells what the status means and keeps the details apart", async () => {
  const { error } = await run([403]);
  if (!(error instanceof ConnectorError)) throw error;
  strictEqual(error.failureType, "config_error");
  match(error.message, /^HTTP Status Code: 403\. Error: Forbidden/);
  match(error.internalMessage ?? "", /error message: 'told'/);
});

Deno.test("retry: each wait is logged with its reason", async () => {
  const { log } = await run([503, 200]);
  match(
    log.join("\n"),
    /Waiting 1 seconds before retry 1 of 'GET' request to 'https:\/\/a\.com\/x' \(status code '503'\)/,
  );
});

Deno.test("retry: a rate limit is told as a stream status", async () => {
  const { messages } = await run([429, 200]);
  const [message] = messages;
  const trace = message?.type === "TRACE" && message.trace.type === "STREAM_STATUS"
    ? message.trace.stream_status
    : undefined;
  deepStrictEqual(trace, {
    stream_descriptor: { name: "s" },
    status: "RUNNING",
    reasons: [{ type: "RATE_LIMITED" }],
  });
});

for (const action of ["RESET_PAGINATION", "REDUCE_PAGE_SIZE", "SPLIT_REQUEST_WINDOW"] as const) {
  Deno.test(`retry: ${action} is a signal`, async () => {
    const { error } = await run([200], { errorHandler: says(action) });
    deepStrictEqual(error instanceof RequestSignal && [error.kind, error.reason], [action, "because"]);
  });
}

const ignored: { name: string; outcome: number | Error; status: number | undefined }[] = [
  { name: "a refusal gives nothing", outcome: 404, status: undefined },
  { name: "a lost connection gives nothing", outcome: reset, status: undefined },
  { name: "a good response is still read", outcome: 200, status: 200 },
];

for (const { name, outcome, status } of ignored) {
  Deno.test(`retry: IGNORE: ${name}`, async () => {
    const { result } = await run([outcome], { errorHandler: says("IGNORE") });
    strictEqual(result?.status, status);
  });
}

const refreshing: { name: string; refresh: () => Promise<void>; failureType: string }[] = [
  { name: "a new token that is refused too", refresh: () => Promise.resolve(), failureType: "config_error" },
  {
    name: "a refresh that failed",
    refresh: () => Promise.reject(new Error("no")),
    failureType: "transient_error",
  },
];

for (const { name, refresh, failureType } of refreshing) {
  Deno.test(`retry: REFRESH_TOKEN_THEN_RETRY ends after ${name}`, async () => {
    const authenticator: Authenticator = { options: () => ({}), refresh };
    const { error, waits } = await run([401], {
      errorHandler: says("REFRESH_TOKEN_THEN_RETRY"),
      authenticator,
    });
    deepStrictEqual(error instanceof ConnectorError && [error.code, error.failureType], [
      "http.token_rejected",
      failureType,
    ]);
    deepStrictEqual(waits, [1]);
  });
}

Deno.test("retry: another credential is tried at once", async () => {
  const authenticator: Authenticator = { options: () => ({}), canRotate: () => true };
  const { waits } = await run([429, 200], { authenticator });
  deepStrictEqual(waits, [1.1]);
});

Deno.test("retry: an aborted run is not retried", async () => {
  const reason = new Error("stop");
  const { error, waits } = await run([reason]);
  deepStrictEqual([error, waits], [reason, []]);
});

Deno.test("retry: the request is made anew for each attempt", async () => {
  let made = 0;
  await run([500, 200], { request: () => ({ ...request, url: `${request.url}?${++made}` }) });
  strictEqual(made, 2);
});

Deno.test("retry: what a cache or budget throws goes through", async () => {
  const budget = { acquire: () => Promise.reject(new Error("full")), update() {} };
  const { error } = await run([200], { budget });
  await rejects(() => Promise.reject(error), /full/);
});
