import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isConnectorError, runSource } from "../../testing/run.ts";
import { type ApiRequest, fakeApi, type Reply } from "../../testing/fake_api.ts";
import { fixedClock } from "../../testing/clock.ts";
import type { JsonObject } from "../../json.ts";
import { source } from "../define_source.ts";
import { stream } from "../define_stream.ts";
import { lastId, nextLink, nextToken, offset, pageNumber } from "./next_page.ts";
import type { HttpOptions } from "./options.ts";
import type { PageOptions } from "./pages.ts";

/** A source of one stream that pages through /items. */
function pager(options: PageOptions<JsonObject>, http: Partial<HttpOptions> = {}) {
  const items = stream({ name: "items", read: ({ http }) => http.pages("items", options) });
  return source({
    name: "source-pager",
    spec: {},
    http: () => ({ baseUrl: "https://api.test/v1/", ...http }),
    streams: [items],
  });
}

const ids = (from: number, count: number) => Array.from({ length: count }, (_, i) => ({ id: from + i }));

/** Three pages of two items each, by the number that the request names. */
const byNumber = (name: string) => ({ query }: ApiRequest): Reply => {
  const page = Number(query[name] ?? 1);
  return { json: { data: page > 3 ? [] : ids(page * 2 - 1, page === 3 ? 1 : 2) } };
};
/** A page of two items after the one that the request names. */
const after = (last: number) => ids(last + 1, Math.min(2, 5 - last));

const pagings: {
  name: string;
  options: PageOptions<JsonObject>;
  api: (request: ApiRequest) => Reply;
  requests: string[];
}[] = [
  {
    name: "page numbers to an empty page",
    options: { items: "data", next: pageNumber({ param: "page" }) },
    api: byNumber("page"),
    requests: ["?page=1", "?page=2", "?page=3", "?page=4"],
  },
  {
    name: "page numbers to a short page",
    options: { items: "data", next: pageNumber({ param: "p", size: 2, sizeParam: "size" }) },
    api: byNumber("p"),
    requests: ["?p=1&size=2", "?p=2&size=2", "?p=3&size=2"],
  },
  {
    name: "offsets",
    options: { next: offset({ param: "offset", size: 2, sizeParam: "limit" }) },
    api: ({ query }) => ({ json: after(Number(query.offset)) }),
    requests: ["?offset=0&limit=2", "?offset=2&limit=2", "?offset=4&limit=2"],
  },
  {
    name: "the last id while there is more",
    options: { items: "data", next: lastId({ param: "starting_after", more: "has_more" }) },
    api: ({ query }) => {
      const last = Number(query.starting_after ?? 0);
      return { json: { data: after(last), has_more: last < 4 } };
    },
    requests: ["", "?starting_after=2", "?starting_after=4"],
  },
  {
    name: "a token of the body",
    options: { items: "data", query: { size: 2 }, next: nextToken("meta.cursor", { param: "cursor" }) },
    api: ({ query }) => {
      const last = Number(query.cursor ?? 0);
      return { json: { data: after(last), meta: { cursor: last < 4 ? last + 2 : null } } };
    },
    requests: ["?size=2", "?size=2&cursor=2", "?size=2&cursor=4"],
  },
  {
    name: "a token that a function finds and the query takes",
    options: {
      items: "data",
      next: ({ items }) => items.length < 2 ? null : Number(items.at(-1)?.id),
      query: ({ token }) => ({ after: token ?? 0 }),
    },
    api: ({ query }) => ({ json: { data: after(Number(query.after)) } }),
    requests: ["?after=0", "?after=2", "?after=4"],
  },
  {
    name: "whole URLs",
    options: { items: "data", query: { size: 2 }, next: "links.next" },
    api: ({ query }) => {
      const last = Number(query.c ?? 0);
      const next = last < 4 ? `https://api.test/v1/items?size=2&c=${last + 2}` : null;
      return { json: { data: after(last), links: { next } } };
    },
    requests: ["?size=2", "?size=2&c=2", "?size=2&c=4"],
  },
  {
    name: "partial URLs",
    options: { items: "data", next: "next" },
    api: ({ query }) => {
      const last = Number(query.c ?? 0);
      return { json: { data: after(last), next: ["/v1/items?c=2", "", "?c=4", "", null][last] ?? null } };
    },
    requests: ["", "?c=2", "?c=4"],
  },
  {
    name: "Link headers",
    options: { next: nextLink() },
    api: ({ query }) => {
      const last = Number(query.c ?? 0);
      const link = last < 4 ? { link: `<https://api.test/v1/items?c=${last + 2}>; rel="next"` } : {};
      return { json: after(last), headers: link as Record<string, string> };
    },
    requests: ["", "?c=2", "?c=4"],
  },
  {
    name: "a Link header, detected",
    options: {},
    api: ({ query }) => {
      const last = Number(query.c ?? 0);
      const link = last < 4 ? { link: `<https://api.test/v1/items?c=${last + 2}>; rel="next"` } : {};
      return { json: after(last), headers: link as Record<string, string> };
    },
    requests: ["", "?c=2", "?c=4"],
  },
  {
    name: "a URL in the body, detected",
    options: { items: "value" },
    api: ({ query }) => {
      const last = Number(query.c ?? 0);
      const next = last < 4 ? { "@odata.nextLink": `https://api.test/v1/items?c=${last + 2}` } : {};
      return { json: { value: after(last), ...next } };
    },
    requests: ["", "?c=2", "?c=4"],
  },
  {
    name: "a token, detected",
    options: { items: "items" },
    api: ({ query }) => {
      const last = Number(query.pageToken ?? 0);
      return { json: { items: after(last), nextPageToken: last < 4 ? String(last + 2) : "" } };
    },
    requests: ["", "?pageToken=2", "?pageToken=4"],
  },
  {
    name: "page numbers, detected",
    options: { items: "data", query: { page: 1 } },
    api: (request) => {
      const page = Number(request.query.page);
      return { json: { ...Object(byNumber("page")(request).json), page, total_pages: 3 } };
    },
    requests: ["?page=1", "?page=2", "?page=3"],
  },
  {
    name: "a single page",
    options: { items: "data", next: false },
    api: () => ({ json: { data: ids(1, 5), next: "https://api.test/v1/items?c=2" } }),
    requests: [""],
  },
];

for (const { name, options, api: items, requests } of pagings) {
  Deno.test(`pages follow ${name}`, async () => {
    const api = fakeApi({ "GET /v1/items": items });
    const { records, failure } = await runSource(pager(options), { api });
    strictEqual(failure, undefined);
    deepStrictEqual(records.items, ids(1, 5));
    deepStrictEqual(api.requests, requests.map((query) => `GET /v1/items${query}`));
  });
}

Deno.test("pages refuse to go round in circles", async () => {
  const api = fakeApi({ "GET /v1/items": { json: { data: ids(1, 1), next: "https://api.test/v1/items" } } });
  const { errors } = await runSource(pager({ items: "data" }), { api });
  deepStrictEqual(api.requests.length, 2);
  strictEqual(errors[0]?.startsWith("Cannot page on: the next request is the same as the last one"), true);
});

const bodies: { name: string; options: PageOptions<JsonObject>; reply: Reply; expected: unknown[] }[] = [
  { name: "a list", options: {}, reply: { json: [{ id: 1 }, { id: 2 }] }, expected: [{ id: 1 }, { id: 2 }] },
  { name: "one object", options: {}, reply: { json: { id: 1 } }, expected: [{ id: 1 }] },
  { name: "an empty body", options: {}, reply: { text: "" }, expected: [] },
  { name: "no content", options: {}, reply: { status: 204 }, expected: [] },
  { name: "a missing path", options: { items: "data" }, reply: { json: {} }, expected: [] },
  {
    name: "a path through lists",
    options: { items: "groups.*.members" },
    reply: { json: { groups: [{ members: [{ id: 1 }] }, { members: [{ id: 2 }] }] } },
    expected: [{ id: 1 }, { id: 2 }],
  },
  {
    name: "what parse makes of them",
    options: { parse: (body) => Array.isArray(body) ? body.map((id) => ({ id })) : [] },
    reply: { json: [1, 2] },
    expected: [{ id: 1 }, { id: 2 }],
  },
  {
    name: "lines",
    options: { format: "jsonl" },
    reply: { text: '{"id":1}\n{"id":2}\n' },
    expected: ids(1, 2),
  },
  {
    name: "XML of a SOAP envelope",
    options: { format: "xml", items: "soap:Envelope.soap:Body.Users.User" },
    reply: {
      text: '<soap:Envelope xmlns:soap="s"><soap:Body><Users><User><Id>1</Id></User><User><Id>2</Id></User>' +
        "</Users></soap:Body></soap:Envelope>",
    },
    expected: [{ Id: "1" }, { Id: "2" }],
  },
];

for (const { name, options, reply, expected } of bodies) {
  Deno.test(`pages read ${name}`, async () => {
    const { records, errors } = await runSource(pager({ next: false, ...options }), {
      api: fakeApi({ "GET /v1/items": reply }),
    });
    deepStrictEqual([records.items ?? [], errors], [expected, []]);
  });
}

Deno.test("pages name what is no object", async () => {
  const { errors } = await runSource(pager({ items: "ids" }), {
    api: fakeApi({ "GET /v1/items": { json: { ids: [1] } } }),
  });
  strictEqual(
    errors[0],
    'Cannot read the items at "ids": one of them is a number. Point `items` to a list of objects, or make objects of them in `parse`',
  );
});

Deno.test("requests see slice, state and token in path, query, headers and bodies", async () => {
  const calls = stream({
    name: "calls",
    slices: [{ team: "a b" }],
    state: { initial: { seen: 3 } },
    async *read({ http, slice, state }) {
      yield* http.pages(`teams/${encodeURIComponent(slice.team)}`, {
        method: "POST",
        headers: ({ token }) => ({ "X-Page": String(token ?? 0) }),
        json: ({ token }) => ({ seen: state.seen ?? null, token: token ?? null }),
        next: ({ token }) => token === undefined ? 1 : null,
      });
      yield* http.pages("forms", { form: { team: slice.team, on: true, none: undefined }, next: false });
      yield* http.pages("raw", { body: "<a/>", headers: { "Content-Type": "text/xml" }, next: false });
    },
  });
  const api = fakeApi({
    "POST /teams/:team": { json: [] },
    "POST /forms": { json: [] },
    "POST /raw": { json: [] },
  });
  const one = source({
    name: "s",
    spec: {},
    http: () => ({ baseUrl: "https://api.test", headers: { "X-App": "1" }, query: { lang: "en" } }),
    streams: [calls],
  });
  await runSource(one, { api });
  deepStrictEqual(
    api.received.map(({ params, query, headers, text }) => [params.team, query, headers["x-page"], text]),
    [
      ["a b", { lang: "en" }, "0", '{"seen": 3, "token": null}'],
      ["a b", { lang: "en" }, "1", '{"seen": 3, "token": 1}'],
      [undefined, { lang: "en" }, undefined, "team=a+b&on=true"],
      [undefined, { lang: "en" }, undefined, "<a/>"],
    ],
  );
  strictEqual(api.received[3]?.headers["content-type"], "text/xml");
});

const retries: {
  name: string;
  http: Partial<HttpOptions>;
  faults: Parameters<typeof fakeApi>[1];
  waits: number[];
  outcome: number | string;
}[] = [
  {
    name: "5xx with growing waits, five times",
    http: {},
    faults: [{ reply: { status: 503 } }],
    waits: [1, 2, 4, 8, 16],
    outcome: "http.retries_exhausted",
  },
  {
    name: "429 with growing waits, five times",
    http: {},
    faults: [{ reply: { status: 429 } }],
    waits: [1, 2, 4, 8, 16],
    outcome: "http.rate_limited",
  },
  {
    name: "429 after Retry-After and a second",
    http: {},
    faults: [{ nth: 1, reply: { status: 429, headers: { "retry-after": "30" } } }],
    waits: [31],
    outcome: 5,
  },
  {
    name: "Retry-After as a date",
    http: {},
    faults: [{ nth: 1, reply: { status: 503, headers: { "retry-after": "Sun, 26 Jan 2025 00:01:00 GMT" } } }],
    waits: [61],
    outcome: 5,
  },
  {
    name: "a reset connection",
    http: {},
    faults: [{ nth: [1, 2], reply: "reset" }],
    waits: [1, 2],
    outcome: 5,
  },
  {
    name: "as often as told",
    http: { retry: { retries: 1 } },
    faults: [{ reply: { status: 500 } }],
    waits: [1],
    outcome: "http.retries_exhausted",
  },
  {
    name: "what shouldRetry says",
    http: { retry: { shouldRetry: (outcome) => "status" in outcome && outcome.status === 418 } },
    faults: [{ nth: 1, reply: { status: 418 } }],
    waits: [1],
    outcome: 5,
  },
  {
    name: "not what shouldRetry refuses",
    http: { retry: { shouldRetry: () => false } },
    faults: [{ reply: { status: 503 } }],
    waits: [],
    outcome: "http.failed",
  },
  {
    name: "after what backoffTime says",
    http: { retry: { backoffTime: (_, attempt) => attempt * 10 } },
    faults: [{ nth: [1, 2], reply: { status: 500 } }],
    waits: [11, 21],
    outcome: 5,
  },
  {
    name: "nothing on 401",
    http: {},
    faults: [{ reply: { status: 401 } }],
    waits: [],
    outcome: "http.failed",
  },
  {
    name: "nothing on an ignored status",
    http: { statuses: { 404: "ignore" } },
    faults: [{ reply: { status: 404 } }],
    waits: [],
    outcome: 0,
  },
];

for (const { name, http, faults, waits, outcome } of retries) {
  Deno.test(`requests retry ${name}`, async () => {
    const api = fakeApi({ "GET /v1/items": { json: ids(1, 5) } }, faults);
    const clock = fixedClock("2025-01-26T00:00:00Z");
    const items = stream({
      name: "items",
      async *read({ http }) {
        try {
          yield* http.pages("items");
        } catch (error) {
          codes.push(error);
          throw error;
        }
      },
    });
    const codes: unknown[] = [];
    const one = source({
      name: "s",
      spec: {},
      http: () => ({ baseUrl: "https://api.test/v1", ...http }),
      streams: [items],
    });
    const { records } = await runSource(one, { api, clock });
    deepStrictEqual(clock.waits, waits);
    if (typeof outcome === "number") strictEqual(records.items?.length ?? 0, outcome);
    else strictEqual(isConnectorError(codes[0], outcome), true, String(codes[0]));
  });
}
