import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { JsonObject } from "../../json.ts";
import {
  type CatalogEntry,
  catalogWith,
  checkSource,
  conformanceCases,
  discoverSource,
  runSource,
} from "../../testing/mod.ts";
import { sqlSource } from "./sql_source.ts";

const source = sqlSource({ dialect: "sqlite", checkpointEvery: 10, chunkRows: 25 });

/** A database file that is gone after the test. */
async function withDatabase(
  script: string,
  test: (path: string, run: (sql: string) => void) => Promise<void>,
) {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-sql-" });
  const path = `${folder}/shop.db`;
  const run = (sql: string) => {
    const database = new DatabaseSync(path);
    database.exec(sql);
    database.close();
  };
  try {
    run(script);
    await test(path, run);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** 100 rows; `day` has ties, and is missing in every 20th row. */
const orders = (key: string) => `
  CREATE TABLE orders (a TEXT NOT NULL, b INTEGER NOT NULL, day TEXT${key ? `, PRIMARY KEY (${key})` : ""});
  WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 99)
  INSERT INTO orders SELECT 'k' || (i / 10), i, CASE WHEN i % 20 > 0 THEN '2025-01-' || (10 + (i * 7) % 9) END FROM n;`;

const incremental: CatalogEntry = { name: "orders", cursorField: ["day"] };
const full: CatalogEntry = { name: "orders", syncMode: "full_refresh" };

interface Part {
  config: JsonObject;
  entry: CatalogEntry;
  state?: JsonObject;
  killAfter?: number;
}

async function read({ config, entry, state = {}, killAfter }: Part) {
  const result = await runSource(source, {
    config,
    catalog: catalogWith(entry),
    state,
    ...(killAfter === undefined ? {} : { killAfter }),
  });
  if (result.failure) throw result.failure;
  return { ids: (result.records.orders ?? []).map(({ b }) => Number(b)), state: result.state, result };
}

const sorted = (ids: number[]) => [...ids].sort((a, b) => a - b);
const everything = Array.from({ length: 100 }, (_, i) => i);

for (const { name, run } of conformanceCases) {
  Deno.test(`sqlSource conforms: ${name}`, () =>
    withDatabase(
      `${orders("a, b")} CREATE VIEW days AS SELECT DISTINCT day FROM orders;`,
      (path) => run(source, { config: { path }, badConfig: { path: `${path}.missing` } }),
    ));
}

const resumed: { name: string; key: string; entry: CatalogEntry; atMost: number }[] = [
  { name: "full refresh, by a key of two columns", key: "a, b", entry: full, atMost: 55 },
  { name: "incremental, with ties broken by the key", key: "b", entry: incremental, atMost: 55 },
  { name: "incremental, among rows without a value", key: "b", entry: incremental, atMost: 55 },
  {
    name: "incremental without a key, from the last whole cursor value",
    key: "",
    entry: incremental,
    atMost: 67,
  },
];
for (const { name, key, entry, atMost } of resumed) {
  Deno.test(`sqlSource goes on in the middle of a table: ${name}`, () =>
    withDatabase(orders(key), async (path) => {
      const config = { path };
      const killAfter = name.includes("among") ? 3 : 47;
      const small = killAfter === 3 ? sqlSource({ dialect: "sqlite", checkpointEvery: 2 }) : source;
      const first = await runSource(small, { config, catalog: catalogWith(entry), killAfter });
      const rest = await read({ config, entry, state: first.state });
      const before = (first.records.orders ?? []).map(({ b }) => Number(b));
      deepStrictEqual(sorted([...new Set([...before, ...rest.ids])]), everything);
      if (killAfter > 3) ok(rest.ids.length <= atMost, `${rest.ids.length} rows are read again`);
      else strictEqual(rest.ids.length, 98);
    }));
}

Deno.test("sqlSource reads only what is new, and ties that came late", () =>
  withDatabase(orders("b"), async (path, run) => {
    const config = { path };
    const first = await read({ config, entry: incremental });
    deepStrictEqual(first.state, {
      orders: {
        version: 2,
        state_type: "cursor_based",
        stream_name: "orders",
        cursor_field: ["day"],
        cursor: "2025-01-18",
        cursor_record_count: 11,
      },
    });
    deepStrictEqual((await read({ config, entry: incremental, state: first.state })).ids, []);

    run("INSERT INTO orders VALUES ('new', 200, '2025-02-01'), ('old', 201, '2025-01-01')");
    const second = await read({ config, entry: incremental, state: first.state });
    deepStrictEqual(second.ids, [200]);

    run("INSERT INTO orders VALUES ('late', 150, '2025-02-01')");
    deepStrictEqual((await read({ config, entry: incremental, state: second.state })).ids, [150, 200]);
  }));

Deno.test("sqlSource reads the columns of the catalog", () =>
  withDatabase(orders("b"), async (path) => {
    const entry = { ...incremental, schema: { type: "object", properties: { a: { type: "string" } } } };
    const { result } = await read({ config: { path }, entry });
    deepStrictEqual(result.records.orders?.[0], { a: "k0" });
  }));

Deno.test("sqlSource maps the values of SQLite, by their declared types and exactly", () =>
  withDatabase(
    `CREATE TABLE "odd ""name" (id INTEGER PRIMARY KEY, big BIGINT, price DECIMAL(10, 2), flag BOOLEAN, at DATETIME,
       doc JSON, raw BLOB, "a ""b" TEXT, free);
     INSERT INTO "odd ""name" VALUES
       (1, 9223372036854775807, 12.5, 1, '2025-01-26 13:20:05', '{"n":12345678901234567890}', x'00ff', 7, 'x'),
       (2, NULL, 'n/a', 'false', 1737897605, 'no json', NULL, NULL, 1.5);`,
    async (path) => {
      const [stream] = await discoverSource(source, { config: { path } });
      deepStrictEqual(stream?.json_schema.properties, {
        id: { type: "integer" },
        big: { type: ["null", "integer"] },
        price: { type: ["null", "number"] },
        flag: { type: ["null", "boolean"] },
        at: { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_without_timezone" },
        doc: {},
        raw: { type: ["null", "string"], contentEncoding: "base64" },
        'a "b': { type: ["null", "string"] },
        free: {},
      });
      const { records } = await runSource(source, { config: { path } });
      deepStrictEqual(records['odd "name'], [
        {
          id: 1,
          big: 9223372036854775807n,
          price: 12.5,
          flag: true,
          at: "2025-01-26T13:20:05",
          doc: { n: 12345678901234567890n },
          raw: "AP8=",
          'a "b': "7",
          free: "x",
        },
        {
          id: 2,
          big: null,
          price: "n/a",
          flag: false,
          at: "1737897605",
          doc: "no json",
          raw: null,
          'a "b': null,
          free: 1.5,
        },
      ]);
    },
  ));

Deno.test("sqlSource reads a table whole where its key may be NULL", () =>
  withDatabase(
    "CREATE TABLE orders (a TEXT, b INTEGER, PRIMARY KEY (a)); INSERT INTO orders VALUES (NULL, 1), (NULL, 2), ('x', 3)",
    async (path) => {
      deepStrictEqual(sorted((await read({ config: { path }, entry: full })).ids), [1, 2, 3]);
      const [stream] = await discoverSource(source, { config: { path } });
      strictEqual(stream?.is_resumable, false);
    },
  ));

const failing: { name: string; entry: CatalogEntry; state?: JsonObject; error: RegExp }[] = [
  {
    name: "a cursor that is no column",
    entry: { name: "orders", cursorField: ["dayy"] },
    error: /the table has no such column\. Did you mean "day"\?/,
  },
  {
    name: "a cursor without an order",
    entry: { name: "orders", cursorField: ["raw"] },
    error: /by the cursor "raw": values of type BLOB have no order\. It can be read by: a, b, day/,
  },
  {
    name: "a state that is no value",
    entry: incremental,
    state: { orders: { cursor_field: ["day"], cursor: {} } },
    error: /Cannot read the state of "orders": the value of "day" is \{\}/,
  },
];
for (const { name, entry, state = {}, error } of failing) {
  Deno.test(`sqlSource refuses ${name}`, () =>
    withDatabase(`${orders("b")} ALTER TABLE orders ADD COLUMN raw BLOB;`, async (path) => {
      const { errors } = await runSource(source, { config: { path }, catalog: catalogWith(entry), state });
      strictEqual(errors.length, 1);
      ok(error.test(errors[0]!), errors[0]);
    }));
}

Deno.test("sqlSource warns where the cursor of the state is another one", () =>
  withDatabase(orders("b"), async (path) => {
    const state = { orders: { cursor_field: ["a"], cursor: "k5" } };
    const { ids, result } = await read({ config: { path }, entry: incremental, state });
    strictEqual(ids.length, 100);
    deepStrictEqual(result.logs.filter((line) => line.startsWith("WARN")), [
      'WARN Stream orders: The state is of the cursor "a", the catalog asks for "day": all rows are read',
    ]);
  }));

Deno.test("sqlSource tells which file it cannot open", async () => {
  deepStrictEqual(await checkSource(source, { config: { path: "/nowhere/shop.db" } }), {
    status: "FAILED",
    message:
      'Cannot open the SQLite database "/nowhere/shop.db": unable to open database file. Check that the file is there and may be read',
  });
});
