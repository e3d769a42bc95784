import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { get } from "../../../http/test_network.ts";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

const full = { name: "TimeoutError" };
const allowed = async (budget: JsonObject, calls: number) => {
  const { acquire } = buildComponent("api_budget", budget, { config: { limit: 2 } });
  for (let i = 0; i < calls; i++) await acquire(get("https://a.com/v1/items"), AbortSignal.timeout(30));
};

const budgets: { name: string; policies: JsonObject[]; calls: number }[] = [
  {
    name: "a moving window with a limit of the config",
    policies: [{
      type: "MovingWindowCallRatePolicy",
      rates: [{ limit: "{{ config.limit }}", interval: "PT1M" }],
      matchers: [],
    }],
    calls: 2,
  },
  {
    name: "a fixed window with weights",
    policies: [{
      type: "FixedWindowCallRatePolicy",
      period: "PT1H",
      call_limit: 6,
      matchers: [{ url_path_pattern: "^/v1/", weight: "{{ config.limit }}" }],
    }],
    calls: 3,
  },
];

for (const { name, policies, calls } of budgets) {
  Deno.test(`HTTPAPIBudget allows ${calls} calls by ${name}`, async () => {
    const budget = { type: "HTTPAPIBudget", policies };
    await allowed(budget, calls);
    await rejects(allowed(budget, calls + 1), full);
  });
}

Deno.test("HTTPAPIBudget: an unlimited policy keeps the others from counting", async () => {
  const matchers = [{ method: "GET" }];
  await allowed({
    type: "HTTPAPIBudget",
    policies: [
      { type: "UnlimitedCallRatePolicy", matchers },
      { type: "MovingWindowCallRatePolicy", rates: [{ limit: 1, interval: "PT1M" }], matchers },
    ],
  }, 5);
});

Deno.test("HttpRequestRegexMatcher: fields and weight", () => {
  const matcher = buildComponent("request_matcher", {
    type: "HttpRequestRegexMatcher",
    method: "get",
    url_base: "https://a.com/",
    url_path_pattern: "/\\d+$",
    params: { page: 1 },
    weight: 3,
  });
  deepStrictEqual(
    ["https://a.com/x/7?page=1", "https://a.com/x/7", "https://b.com/x/7?page=1", "https://a.com/x?page=1"]
      .map((url) => matcher.matches(get(url))),
    [true, false, false, false],
  );
  strictEqual(matcher.weight, 3);
  throws(
    () => buildComponent("request_matcher", { type: "HttpRequestRegexMatcher", weight: 0 }),
    /its weight is 0/,
  );
});

Deno.test("Rate refuses lengths of no fixed time", () => {
  throws(() => buildComponent("call_rate", { type: "Rate", limit: 1, interval: "P1M" }), /months and years/);
});
