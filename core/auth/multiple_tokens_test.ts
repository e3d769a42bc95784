import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { requestMatcher } from "../http/budget.ts";
import { HeaderTable } from "../http/headers.ts";
import type { HttpRequest } from "../http/message.ts";
import { BufferedResponse } from "../http/response.ts";
import { type MultipleTokens, rotateTokens, type TokenQuota } from "./multiple_tokens.ts";

const request: HttpRequest = { method: "GET", url: "https://a.com/x", headers: {}, body: undefined };
const quota: TokenQuota = {
  name: "core",
  remainingPath: ["core", "remaining"],
  resetPath: ["core", "reset"],
  limitPath: ["core", "limit"],
  matchers: [],
  remainingHeader: "X-Remaining",
  resetHeader: "X-Reset",
  limitHeader: undefined,
  exhaustedStatuses: [403, 429],
};
const soon = () => Math.floor(Date.now() / 1000) + 3600;

function respond(to: HttpRequest, status: number, body: unknown, headers: [string, string][] = []) {
  return new BufferedResponse({
    status,
    reason: "",
    headers: new HeaderTable(headers),
    url: to.url,
    request: to,
    body: new TextEncoder().encode(JSON.stringify(body)),
  });
}

/** Tokens and the calls that the status endpoint says they have. */
function rotation(remaining: Record<string, number>, options: Partial<MultipleTokens> = {}, status = 200) {
  const [first = "", ...others] = Object.keys(remaining);
  return rotateTokens({
    tokens: [first, ...others],
    quotas: [quota],
    unavailableStatuses: [404],
    header: "Authorization",
    authMethod: "token",
    maxWait: 60,
    reserveFraction: 0,
    minReserve: 0,
    fetchStatus: ({ Authorization = "" }) =>
      Promise.resolve(
        respond(request, status, {
          core: { remaining: remaining[Authorization.replace("token ", "")], limit: 10, reset: soon() },
        }),
      ),
    log() {},
    signal: undefined,
    ...options,
  });
}

const sent = async (tokens: ReturnType<typeof rotation>, count: number) => {
  const used: (string | undefined)[] = [];
  for (let i = 0; i < count; i++) used.push((await tokens.sign(request)).headers["Authorization"]);
  return used.map((value) => value?.replace("token ", "")).join("");
};

const uses: { name: string; remaining: Record<string, number>; status?: number; expected: string }[] = [
  { name: "one token until it is spent", remaining: { a: 2, b: 5 }, expected: "aabb" },
  { name: "a spent one is left out from the start", remaining: { a: 0, b: 4 }, expected: "bbbb" },
  { name: "turns where nothing is counted", remaining: { a: 1, b: 1 }, status: 404, expected: "abab" },
];

for (const { name, remaining, status, expected } of uses) {
  Deno.test(`rotateTokens: ${name}`, async () => {
    strictEqual(await sent(rotation(remaining, {}, status), 4), expected);
  });
}

Deno.test("rotateTokens: all spent and the reset too far is an error", async () => {
  await rejects(rotation({ a: 0, b: 0 }).sign(request), {
    code: "http.rate_limited",
    failureType: "transient_error",
  });
});

const responses: {
  name: string;
  status: number;
  headers: [string, string][];
  expected: string;
  rotates: boolean;
}[] = [
  {
    name: "a refusal spends the token that was sent",
    status: 403,
    headers: [],
    expected: "b",
    rotates: true,
  },
  {
    name: "the server's count lowers ours",
    status: 200,
    headers: [["X-Remaining", "0"]],
    expected: "b",
    rotates: true,
  },
  {
    name: "it does not raise ours",
    status: 200,
    headers: [["X-Remaining", "100"]],
    expected: "a",
    rotates: false,
  },
  {
    name: "an old window does not count",
    status: 200,
    headers: [["X-Remaining", "0"], ["X-Reset", "1000"]],
    expected: "a",
    rotates: false,
  },
];

for (const { name, status, headers, expected, rotates } of responses) {
  Deno.test(`rotateTokens: ${name}`, async () => {
    const tokens = rotation({ a: 5, b: 5 });
    const first = await tokens.sign(request);
    tokens.observe(respond(first, status, {}, headers));
    strictEqual(tokens.canRotate(first), rotates);
    strictEqual(await sent(tokens, 1), expected);
  });
}

Deno.test("rotateTokens: pools are counted apart", async () => {
  const search: TokenQuota = {
    ...quota,
    name: "search",
    matchers: [requestMatcher({ path: /search/ })],
    remainingPath: ["search"],
    limitPath: undefined,
  };
  const tokens = rotateTokens({
    tokens: ["a", "b"],
    quotas: [quota, search],
    unavailableStatuses: [],
    header: "Authorization",
    authMethod: "",
    maxWait: 60,
    reserveFraction: 0,
    minReserve: 0,
    fetchStatus: ({ Authorization }) =>
      Promise.resolve(
        respond(request, 200, {
          core: { remaining: 5, limit: 5, reset: soon() },
          search: Authorization === "a" ? 0 : 5,
        }),
      ),
    log() {},
    signal: undefined,
  });
  const used = [
    (await tokens.sign(request)).headers["Authorization"],
    (await tokens.sign({ ...request, url: "https://a.com/search" })).headers["Authorization"],
  ];
  deepStrictEqual(used, ["a", "b"]);
});

Deno.test("rotateTokens: a wrong path in the status is told", async () => {
  const tokens = rotation({ a: 1 }, { quotas: [{ ...quota, remainingPath: ["core", "left"] }] });
  await rejects(tokens.sign(request), { code: "auth.quota_path" });
});
