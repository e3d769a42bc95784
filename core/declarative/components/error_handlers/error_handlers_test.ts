import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { HeaderTable } from "../../../http/headers.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { BufferedResponse } from "../../../http/response.ts";
import { firstAnswer } from "../../../http/retry.ts";
import { TransportError } from "../../../http/transport_error.ts";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const url = "https://user:pw@a.com/items?key=secret";
const config = { n: 4, header: "Retry-After" };

function respond(status: number, body: unknown = {}, headers: Record<string, string> = {}): HttpResponse {
  return new BufferedResponse({
    status,
    reason: "",
    headers: new HeaderTable(Object.entries(headers)),
    url,
    request: { method: "GET", url, headers: {}, body: undefined },
    body: new TextEncoder().encode(typeof body === "string" ? body : JSON.stringify(body)),
  });
}

const filtered = (...response_filters: JsonObject[]): JsonObject => ({
  type: "DefaultErrorHandler",
  response_filters,
});
const composite = (...error_handlers: JsonObject[]): JsonObject => ({
  type: "CompositeErrorHandler",
  error_handlers,
});

const judged: {
  name: string;
  fragment: JsonObject;
  outcome: HttpResponse | Error;
  expected: [action: string, failureType: string | undefined, message: unknown];
}[] = [
  {
    name: "by status",
    fragment: filtered(),
    outcome: respond(404),
    expected: [
      "FAIL",
      "system_error",
      "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the server.",
    ],
  },
  {
    name: "a filter's status",
    fragment: filtered({ http_codes: [404], action: "IGNORE" }),
    outcome: respond(404),
    expected: [
      "IGNORE",
      "system_error",
      "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the server.",
    ],
  },
  {
    name: "a condition on the body",
    fragment: filtered({ predicate: "{{ response.code == 'slow' }}", action: "RATE_LIMITED" }),
    outcome: respond(200, { code: "slow" }),
    expected: ["RATE_LIMITED", "system_error", ""],
  },
  {
    name: "a condition on headers",
    fragment: filtered({ predicate: "{{ headers['X-Left'] == '0' }}", action: "RETRY" }),
    outcome: respond(200, {}, { "x-left": "0" }),
    expected: ["RETRY", "system_error", ""],
  },
  {
    name: "an error text deep in the body",
    fragment: filtered({ error_message_contains: "too many", action: "RETRY" }),
    outcome: respond(400, { errors: [{ message: "too many calls" }] }),
    expected: [
      "RETRY",
      "system_error",
      "HTTP Status Code: 400. Error: Bad request. Please check your request parameters.",
    ],
  },
  {
    name: "its own message and type",
    fragment: filtered({
      http_codes: [500],
      action: "FAIL",
      failure_type: "config_error",
      error_message: "{{ response.why }} at {{ request_url }}",
    }),
    outcome: respond(500, { why: "broken" }),
    expected: ["FAIL", "config_error", "broken at https://a.com/items"],
  },
  {
    name: "no filter for lost connections",
    fragment: filtered({ http_codes: [500], action: "IGNORE" }),
    outcome: new TransportError("reset", "closed"),
    expected: ["RETRY", "system_error", "ConnectionError: closed"],
  },
  {
    name: "a later handler over a first failure",
    fragment: composite(filtered(), filtered({ http_codes: [404], action: "IGNORE" })),
    outcome: respond(404),
    expected: [
      "IGNORE",
      "system_error",
      "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the server.",
    ],
  },
  {
    name: "the first handler that is sure",
    fragment: composite(
      filtered({ http_codes: [404], action: "RETRY" }),
      filtered({ http_codes: [404], action: "IGNORE" }),
    ),
    outcome: respond(404),
    expected: [
      "RETRY",
      "system_error",
      "HTTP Status Code: 404. Error: Not found. The requested resource was not found on the server.",
    ],
  },
];

for (const { name, fragment, outcome, expected } of judged) {
  Deno.test(`error handlers judge ${name}`, async () => {
    const { action, failureType, message } = await buildComponent("error_handler", fragment, { config })
      .interpret(outcome);
    deepStrictEqual([action, failureType, message], expected);
  });
}

const retries: { written: JsonObject; expected: number }[] = [
  { written: {}, expected: 5 },
  { written: { max_retries: 0 }, expected: 0 },
  { written: { max_retries: "{{ config.n }}" }, expected: 4 },
];

for (const { written, expected } of retries) {
  Deno.test(`DefaultErrorHandler ${JSON.stringify(written)} retries ${expected} times`, () => {
    strictEqual(
      buildComponent("error_handler", { type: "DefaultErrorHandler", ...written }, { config }).maxRetries,
      expected,
    );
  });
}

const now = Math.floor(Date.now() / 1000);
const waits: {
  name: string;
  strategies: JsonObject[];
  outcome?: HttpResponse;
  expected: number | undefined | RegExp;
}[] = [
  {
    name: "constant",
    strategies: [{ type: "ConstantBackoffStrategy", backoff_time_in_seconds: "{{ config.n }}" }],
    expected: 4,
  },
  { name: "exponential, third attempt", strategies: [{ type: "ExponentialBackoffStrategy" }], expected: 40 },
  {
    name: "a header",
    strategies: [{ type: "WaitTimeFromHeader", header: "{{ config.header }}" }],
    outcome: respond(429, {}, { "retry-after": "7" }),
    expected: 7,
  },
  {
    name: "a part of a header",
    strategies: [{ type: "WaitTimeFromHeader", header: "Retry-After", regex: "\\d+" }],
    outcome: respond(429, {}, { "retry-after": "7 s" }),
    expected: 7,
  },
  {
    name: "the next strategy where a header is no number",
    strategies: [{ type: "WaitTimeFromHeader", header: "Retry-After" }, {
      type: "ConstantBackoffStrategy",
      backoff_time_in_seconds: 3,
    }],
    outcome: respond(429, {}, { "retry-after": "soon" }),
    expected: 3,
  },
  {
    name: "never longer than allowed",
    strategies: [{ type: "WaitTimeFromHeader", header: "Retry-After", max_waiting_time_in_seconds: 60 }],
    outcome: respond(429, {}, { "retry-after": "60" }),
    expected: /longer than the connector is allowed/,
  },
  {
    name: "until a time, a minimum at least",
    strategies: [{ type: "WaitUntilTimeFromHeader", header: "Reset", min_wait: 9 }],
    outcome: respond(429, {}, { reset: String(now - 100) }),
    expected: 9,
  },
  {
    name: "not for a time that is over",
    strategies: [{ type: "WaitUntilTimeFromHeader", header: "Reset" }],
    outcome: respond(429, {}, { reset: String(now - 100) }),
    expected: undefined,
  },
  {
    name: "a body",
    strategies: [{ type: "WaitTimeFromResponse", wait_time_in_seconds: "{{ response.error.wait }}" }],
    outcome: respond(429, { error: { wait: "12.5" } }),
    expected: 12.5,
  },
  {
    name: "nothing for a body of another shape",
    strategies: [{ type: "WaitTimeFromResponse", wait_time_in_seconds: "{{ response.error.wait }}" }],
    outcome: respond(429, "slow down"),
    expected: undefined,
  },
];

for (const { name, strategies, outcome = respond(503), expected } of waits) {
  Deno.test(`backoff strategies wait ${name}`, async () => {
    const { backoffStrategies } = buildComponent("error_handler", {
      type: "DefaultErrorHandler",
      backoff_strategies: strategies,
    }, { config });
    const answer = await firstAnswer(backoffStrategies, outcome, 3).catch((error) => error);
    if (expected instanceof RegExp) strictEqual(expected.test(String(answer)), true, String(answer));
    else strictEqual(answer, expected);
  });
}

Deno.test("WaitTimeFromResponse refuses names that it will never see", () => {
  throws(
    () =>
      buildComponent("backoff_strategy", {
        type: "WaitTimeFromResponse",
        wait_time_in_seconds: "{{ resposne.x }}",
      }),
    /"resposne" is not in scope/,
  );
});
