import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import {
  createBudget,
  fixedWindow,
  movingWindow,
  requestMatcher,
  type RequestPattern,
  unlimited,
} from "./budget.ts";
import { HeaderTable } from "./headers.ts";
import type { HttpRequest } from "./message.ts";
import { BufferedResponse } from "./response.ts";

const request: HttpRequest = {
  method: "GET",
  url: "https://a.com/v1/items/?page=1&x=y",
  headers: { "X-Mode": "fast" },
  body: undefined,
};

const patterns: { name: string; pattern: RequestPattern; matches: boolean }[] = [
  { name: "nothing asked", pattern: {}, matches: true },
  { name: "method in any case", pattern: { method: "get" }, matches: true },
  { name: "other method", pattern: { method: "POST" }, matches: false },
  { name: "base without its slash", pattern: { urlBase: "https://a.com/" }, matches: true },
  { name: "other base", pattern: { urlBase: "https://b.com" }, matches: false },
  { name: "path, searched, without its slash", pattern: { path: /items$/ }, matches: true },
  { name: "some parameters", pattern: { params: { page: "1" } }, matches: true },
  { name: "other parameter", pattern: { params: { page: "2" } }, matches: false },
  { name: "header in any case", pattern: { headers: { "x-mode": "fast" } }, matches: true },
  { name: "other header", pattern: { headers: { "x-mode": "slow" } }, matches: false },
];

for (const { name, pattern, matches } of patterns) {
  Deno.test(`requestMatcher ${name}`, () => strictEqual(requestMatcher(pattern).matches(request), matches));
}

Deno.test("fixedWindow: so many calls until the reset", () => {
  let now = 1000;
  const policy = fixedWindow({ limit: 3, period: 60, resetAfter: 10, matchers: [], now: () => now });
  deepStrictEqual([policy.tryAcquire(2), policy.tryAcquire(1), policy.tryAcquire(1)], [
    undefined,
    undefined,
    10,
  ]);
  now = 1011;
  deepStrictEqual([policy.tryAcquire(3), policy.tryAcquire(1)], [undefined, 59]);
  policy.update(undefined, 1020);
  strictEqual(policy.tryAcquire(1), 9);
});

Deno.test("fixedWindow: the API's count only lowers ours", () => {
  const policy = fixedWindow({ limit: 3, period: 60, resetAfter: 10, matchers: [], now: () => 0 });
  policy.update(100, undefined);
  policy.update(1, undefined);
  deepStrictEqual([policy.tryAcquire(1), policy.tryAcquire(1)], [undefined, 10]);
  throws(() => policy.tryAcquire(4), { code: "http.call_weight" });
});

Deno.test("movingWindow: all rates hold at once", () => {
  let now = 0;
  const policy = movingWindow([{ limit: 2, interval: 1 }, { limit: 3, interval: 10 }], [], () => now);
  const seconds = () => Math.round(policy.tryAcquire(1) ?? 0);
  deepStrictEqual([seconds(), seconds(), seconds()], [0, 0, 1]);
  now = 2;
  deepStrictEqual([seconds(), seconds()], [0, 8]);
  now = 11;
  strictEqual(seconds(), 0);
});

Deno.test("movingWindow: a refusal of the API empties it", () => {
  const policy = movingWindow([{ limit: 2, interval: 10 }], [], () => 0);
  policy.update(0, undefined);
  strictEqual(Math.round(policy.tryAcquire(1) ?? 0), 10);
});

Deno.test("budget: the first policy that matches counts", async () => {
  const free = unlimited([requestMatcher({ method: "GET" })]);
  const none = fixedWindow({ limit: 1, period: 60, resetAfter: 3600, matchers: [] });
  const budget = createBudget({ policies: [free, none] });
  for (let i = 0; i < 3; i++) await budget.acquire(request);
  await budget.acquire({ ...request, method: "POST" });
  const signal = AbortSignal.timeout(20);
  await rejects(budget.acquire({ ...request, method: "POST" }, signal), { name: "TimeoutError" });
});

Deno.test("budget: weights of matchers count", async () => {
  const budget = createBudget({
    policies: [movingWindow([{ limit: 10, interval: 60 }], [requestMatcher({ method: "GET", weight: 10 })])],
  });
  await budget.acquire(request);
  await rejects(budget.acquire(request, AbortSignal.timeout(20)), { name: "TimeoutError" });
});

Deno.test("budget: responses tell what is left", async () => {
  const policy = fixedWindow({ limit: 100, period: 60, resetAfter: 3600, matchers: [] });
  const budget = createBudget({ policies: [policy] });
  const headers = new HeaderTable([["RateLimit-Remaining", "1"]]);
  const parts = { reason: "", url: request.url, request, body: new Uint8Array() };
  budget.update(request, new BufferedResponse({ ...parts, status: 200, headers }));
  await budget.acquire(request);
  await rejects(budget.acquire(request, AbortSignal.timeout(20)), { name: "TimeoutError" });
});
