import { strictEqual } from "node:assert/strict";
import { judgeStopCondition } from "./stop_condition.ts";

const cases: { condition: string; minimum?: number; verdict: string }[] = [
  { condition: "{{ last_page_size < page_size }}", verdict: "safe" },
  { condition: "{{ page_size > last_page_size }}", verdict: "safe" },
  { condition: "{{ last_page_size == 0 }}", verdict: "safe" },
  { condition: "{{ last_page_size < 1 }}", verdict: "safe" },
  { condition: "{{ last_page_size <= 9 }}", minimum: 10, verdict: "safe" },
  { condition: "{{ last_page_size >= 100 }}", verdict: "safe" },
  { condition: "{{ not response.next }}", verdict: "safe" },
  { condition: "{{ last_page_size < 100 }}", verdict: "truncates" },
  { condition: "{{ 100 > last_page_size }}", verdict: "truncates" },
  { condition: "{{ last_page_size < config['page_size'] }}", verdict: "truncates" },
  { condition: "{{ not response.next or last_page_size < 100 }}", verdict: "truncates" },
  { condition: "{% if last_page_size < 100 %}true{% endif %}", verdict: "truncates" },
  { condition: "{% if last_page_size < 100 %}true{% else %}x{% endif %}", verdict: "unknown" },
  { condition: "{{ not (last_page_size >= 100) }}", verdict: "unknown" },
  { condition: "{{ last_page_size - 100 < 0 }}", verdict: "unknown" },
  { condition: "{{ last_page_size < page_size + 50 }}", verdict: "unknown" },
  { condition: "{{ response['data'] | length < 100 }}", verdict: "unknown" },
  { condition: "{{ last_page_size }}", verdict: "unknown" },
  { condition: "{{ last_page_size < 100 }} ", verdict: "unknown" },
  { condition: "{{ last_page_size < }}", verdict: "unknown" },
];

for (const { condition, minimum, verdict } of cases) {
  Deno.test(`stop condition ${condition} is ${verdict}`, () => {
    strictEqual(judgeStopCondition(condition, minimum ?? 1).verdict, verdict);
  });
}
