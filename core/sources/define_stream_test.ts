import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { array, dateTime, integer, object, optional, secret, string } from "../schema/builders.ts";
import { fakeApi, type Route } from "../testing/fake_api.ts";
import { fixedClock } from "../testing/clock.ts";
import { catalogWith, checkSource, discoverSource, runSource } from "../testing/run.ts";
import { datetimeCursor } from "./cursors/datetime_cursor.ts";
import { cursor } from "./cursors/value_cursor.ts";
import { source } from "./define_source.ts";
import { fromParent, stream } from "./define_stream.ts";

const spec = { api_key: secret(), start_date: dateTime() };
const http = () => ({ baseUrl: "https://api.test/v1" });
const config = { api_key: "k", start_date: "2024-01-01T00:00:00Z" };
const clock = () => fixedClock("2025-12-31T12:00:00Z");

const users = stream({
  name: "users",
  primaryKey: "id",
  schema: { id: integer(), name: string() },
  read: ({ http }) => http.pages("/users", { items: "data" }),
});

const orders = stream({
  name: "orders",
  primaryKey: ["shop", "id"],
  schema: { shop: string(), id: integer(), updated_at: dateTime(), note: optional(string()) },
  cursor: datetimeCursor({ field: "updated_at", step: "P1M", startFrom: "start_date" }),
  async *read({ http, slice }) {
    const pages = http.pages("/orders", { query: { since: slice.start, until: slice.end }, items: "data" });
    for await (const page of pages) yield* page;
  },
});

const acme = source({ name: "source-acme", spec, http, streams: [users, orders] });

const order = (id: number, updated_at: string) => ({ shop: "north", id, updated_at });

const routes: Record<string, Route> = {
  "GET /v1/users": { json: { data: [{ id: 1, name: "Ann" }, { id: 2, name: "Bo" }] } },
  "GET /v1/orders": ({ query }) => ({
    json: { data: [order(1, `${query.since?.slice(0, 7)}-15T00:00:00Z`)] },
  }),
};

Deno.test("stream reads a full refresh", async () => {
  const { records, statuses, state } = await runSource(acme, {
    config,
    api: fakeApi(routes),
    streams: ["users"],
  });
  deepStrictEqual(records.users, [{ id: 1, name: "Ann" }, { id: 2, name: "Bo" }]);
  deepStrictEqual(statuses, { users: ["STARTED", "RUNNING", "COMPLETE"] });
  deepStrictEqual(state, { users: { __ab_no_cursor_state_message: true } });
});

Deno.test("stream is described with keys and cursor", async () => {
  const [, described] = await discoverSource(acme, { config });
  const { json_schema: _, ...rest } = described!;
  deepStrictEqual(rest, {
    name: "orders",
    supported_sync_modes: ["full_refresh", "incremental"],
    is_resumable: true,
    source_defined_cursor: true,
    default_cursor_field: ["updated_at"],
    source_defined_primary_key: [["shop"], ["id"]],
  });
});

Deno.test("stream killed in slice 12 of 24: the next run asks for slices 12 to 24 only", async () => {
  const sequential = source({ name: "source-acme", spec, http, streams: [orders], concurrency: 1 });
  const first = fakeApi(routes);
  const killed = await runSource(sequential, { config, api: first, clock: clock(), killAfter: 12 });
  strictEqual(killed.records.orders?.length, 12);
  deepStrictEqual(killed.state, { orders: { updated_at: "2024-12-01T00:00:00Z" } });

  const second = fakeApi(routes);
  const resumed = await runSource(sequential, { config, api: second, clock: clock(), state: killed.states });
  strictEqual(second.requests.length, 13);
  strictEqual(
    second.requests[0],
    "GET /v1/orders?since=2024-12-01T00%3A00%3A00Z&until=2024-12-31T23%3A59%3A59Z",
  );
  deepStrictEqual(resumed.state, { orders: { updated_at: "2025-12-15T00:00:00Z" } });
});

Deno.test("stream windows that end out of order keep the state at the earliest open one", async () => {
  const first = Promise.withResolvers<void>();
  const api = fakeApi({
    "GET /v1/orders": async ({ query }) => {
      if (query.since?.startsWith("2024-01")) await first.promise;
      if (query.since?.startsWith("2024-06")) first.resolve();
      return { json: { data: [] } };
    },
  });
  const { states } = await runSource(acme, { config, api, clock: clock(), streams: ["orders"] });
  const values = states.map(({ stream }) => stream?.stream_state?.updated_at);
  const known = values.filter((value) => value !== undefined);
  deepStrictEqual(known, known.toSorted());
  strictEqual(values.at(-1), "2025-12-01T00:00:00Z");
});

Deno.test("stream restarts at the slice it was killed in, without a cursor too", async () => {
  const regions = stream({
    name: "cities",
    schema: { name: string() },
    slices: ["a", "b", "c", "d"].map((region) => ({ region })),
    sequential: true,
    read: ({ http, slice }) => http.pages("/cities", { query: { region: slice.region } }),
  });
  const sliced = source({ name: "s", spec: {}, http, streams: [regions] });
  const api = () => fakeApi({ "GET /v1/cities": ({ query }) => ({ json: [{ name: query.region }] }) });
  const killed = await runSource(sliced, { api: api(), killAfter: 3 });
  deepStrictEqual(killed.state, { cities: { last_slice: { region: "b" } } });
  const again = api();
  const resumed = await runSource(sliced, { api: again, state: killed.states });
  deepStrictEqual(again.requests, ["GET /v1/cities?region=c", "GET /v1/cities?region=d"]);
  deepStrictEqual(resumed.state, { cities: { __ab_no_cursor_state_message: true } });
});

Deno.test("stream with slices and a cursor keeps a position per slice", async () => {
  const events = stream({
    name: "events",
    schema: { id: integer() },
    slices: ({ config }) => [{ key: config.api_key }, { key: "other" }],
    spec,
    cursor: cursor({ field: "id" }),
    sequential: true,
    read: ({ http, slice }) => http.pages("/events", { query: { key: slice.key, since: slice.since } }),
  });
  const one = source({ name: "s", spec, http, streams: [events] });
  const api = () =>
    fakeApi({ "GET /v1/events": ({ query }) => ({ json: [{ id: query.key === "k" ? 7 : 9 }] }) });
  const first = await runSource(one, { config, api: api() });
  deepStrictEqual(first.state.events, {
    use_global_cursor: false,
    states: [{ partition: { key: "k" }, cursor: { id: 7 } }, {
      partition: { key: "other" },
      cursor: { id: 9 },
    }],
    state: { id: 9 },
  });
  const again = api();
  await runSource(one, { config, api: again, state: first.state });
  deepStrictEqual(again.requests, ["GET /v1/events?key=k&since=7", "GET /v1/events?key=other&since=9"]);
});

Deno.test("stream checkpoints every N records of an ordered slice", async () => {
  const rows = stream({
    name: "rows",
    schema: { id: integer() },
    cursor: cursor({ field: "id" }),
    checkpointEvery: 2,
    async *read() {
      for (let id = 1; id <= 5; id++) yield [{ id }];
    },
  });
  const { states } = await runSource(source({ name: "s", spec: {}, streams: [rows] }));
  deepStrictEqual(
    states.map(({ stream, sourceStats }) => [stream?.stream_state?.id, sourceStats?.recordCount]),
    [
      [2, 2],
      [4, 2],
      [5, 1],
      [5, 0],
    ],
  );
});

const feed = { name: "feed", schema: { id: integer() } };
const keepers = {
  update: stream({
    ...feed,
    state: {
      initial: { last: 0 },
      update: (state, row) => ({ last: Math.max(Number(state.last), row.id) }),
    },
    read: ({ state }) => [{ id: Number(state.last) + 1 }, { id: Number(state.last) + 2 }],
  }),
  checkpoint: stream({
    ...feed,
    state: { initial: { last: 0 } },
    async *read({ state, checkpoint }) {
      const last = Number(state.last);
      yield [{ id: last + 1 }, { id: last + 2 }];
      checkpoint({ last: last + 2 });
    },
  }),
};
for (const [style, keeper] of Object.entries(keepers)) {
  Deno.test(`stream keeps its own state by ${style}`, async () => {
    const one = source({ name: "s", spec: {}, streams: [keeper], concurrency: 1 });
    const first = await runSource(one);
    const second = await runSource(one, { state: first.state });
    deepStrictEqual([first.state, second.records, second.state], [
      { feed: { last: 2 } },
      { feed: [{ id: 3 }, { id: 4 }] },
      { feed: { last: 4 } },
    ]);
  });
}

Deno.test("stream cursors: nested, chosen by the user, dropping what is old", async () => {
  const rows = [{ meta: { at: 1 }, other: 30 }, { meta: { at: 2 }, other: 10 }];
  const nested = stream({
    name: "nested",
    schema: { meta: object({ at: integer() }), other: integer() },
    primaryKey: [["meta", "at"]],
    cursor: cursor({ field: ["meta", "at"], selectable: true, dropOld: true }),
    read: () => rows,
  });
  const one = source({ name: "s", spec: {}, streams: [nested] });
  const [described] = await discoverSource(one);
  deepStrictEqual(
    [
      described?.source_defined_cursor,
      described?.default_cursor_field,
      described?.source_defined_primary_key,
    ],
    [false, ["meta", "at"], [["meta", "at"]]],
  );
  deepStrictEqual((await runSource(one)).state, { nested: { "meta.at": 2 } });
  const dropped = await runSource(one, { state: { nested: { "meta.at": 1 } } });
  deepStrictEqual(dropped.records.nested, [rows[1]]);
  const chosen = await runSource(one, { catalog: catalogWith({ name: "nested", cursorField: ["other"] }) });
  deepStrictEqual(chosen.state, { nested: { other: 30 } });
});

Deno.test("stream parents are requested once for themselves and three children at once", async () => {
  const child = (name: string) =>
    stream({
      name,
      schema: { user: integer() },
      slices: fromParent(users, (user) => ({ user: user.id })),
      read: ({ slice }) => [{ user: slice.user }],
    });
  const family = source({
    name: "s",
    spec: {},
    http,
    concurrency: 10,
    streams: [users, child("posts"), child("likes"), child("notes")],
  });
  const api = fakeApi(routes);
  const { records } = await runSource(family, { api });
  deepStrictEqual(api.requests, ["GET /v1/users"]);
  deepStrictEqual(records.notes, [{ user: 1 }, { user: 2 }]);
});

Deno.test("source check: a function, names, errors of the API, errors of the source", async () => {
  const answers = async (check: Parameters<typeof source>[0]["check"], reply: Route) => {
    const one = source({ name: "s", spec: {}, http, streams: [users], ...(check ? { check } : {}) });
    return await checkSource(one, { api: fakeApi({ "GET /v1/users": reply }) });
  };
  const good = { json: { data: [{ id: 1, name: "Ann" }] } };
  deepStrictEqual(await answers(undefined, good), { status: "SUCCEEDED" });
  deepStrictEqual(await answers(["users"], { status: 401 }), {
    status: "FAILED",
    message: "HTTP Status Code: 401. Error: Unauthorized. Please ensure you are authenticated correctly.",
  });
  deepStrictEqual(await answers(() => "The key has expired", good), {
    status: "FAILED",
    message: "The key has expired",
  });
  deepStrictEqual(await answers(async ({ http }) => void await http.get("/users"), good), {
    status: "SUCCEEDED",
  });
  const error = await answers(() => {
    throw new TypeError("oops");
  }, good).catch((error) => error);
  strictEqual(error.message, "oops");
});

Deno.test("streams made at run time, with schemas of the API", async () => {
  const dynamic = source({
    name: "s",
    spec: {},
    http,
    async streams({ http }) {
      const names = await http.get("/tables");
      return (Array.isArray(names) ? names.map(String) : []).map((name) =>
        stream({
          name,
          schema: async ({ http }) => ({
            type: "object",
            properties: { table: { const: await http.get(`/${name}`) ?? null } },
          }),
          read: () => [{ any: name }],
        })
      );
    },
  });
  const api = fakeApi({ "GET /v1/tables": { json: ["t1"] }, "GET /v1/t1": { json: "T" } });
  const [t1] = await discoverSource(dynamic, { api });
  deepStrictEqual(t1?.json_schema.properties, { table: { const: "T" } });
});

Deno.test("normalize casts values to the schema", async () => {
  const rows = stream({
    name: "rows",
    normalize: true,
    schema: { id: integer(), tags: array(string()), at: optional(dateTime()) },
    // deno-lint-ignore no-explicit-any
    read: () => [{ id: "12", tags: [1, true] } as any],
  });
  const { records } = await runSource(source({ name: "s", spec: {}, streams: [rows] }));
  deepStrictEqual(records.rows, [{ id: 12, tags: ["1", "true"] }]);
});

// What must not compile.
export function misuse() {
  const schema = { id: integer(), at: dateTime(), owner: object({ id: integer() }) };
  const read = () => [];
  // @ts-expect-error no such field for the primary key
  stream({ name: "a", schema, primaryKey: "uuid", read });
  // @ts-expect-error no such nested field
  stream({ name: "a", schema, primaryKey: [["owner", "uuid"]], read });
  // @ts-expect-error no such cursor field
  stream({ name: "a", schema, cursor: cursor({ field: "updated" }), read });
  // @ts-expect-error a record of another shape
  stream({ name: "a", schema: { id: integer() }, read: () => [{ id: "1" }] });
  // @ts-expect-error no such field in the slice
  stream({ name: "a", schema, slices: [{ shop: "n" }], read: ({ slice }) => [].concat(slice.store) });
  // @ts-expect-error no such key in the config
  stream({ name: "a", schema, spec, read: ({ config }) => [].concat(config.token) });
  // @ts-expect-error no such field in the parent
  fromParent(users, (user) => ({ id: user.uuid }));
  const dated = stream({
    name: "a",
    schema,
    cursor: datetimeCursor({ field: "at", startFrom: "since" }),
    read,
  });
  // @ts-expect-error the spec has no key "since"
  source({ name: "s", spec, streams: [dated] });
  // @ts-expect-error the spec of the stream is another
  source({ name: "s", spec: {}, streams: [stream({ name: "a", schema, spec, read })] });
  // @ts-expect-error no such key in the config
  source({ name: "s", spec, http: (config) => ({ baseUrl: config.url }), streams: [users] });
}
