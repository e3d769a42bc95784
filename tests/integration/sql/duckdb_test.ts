/** `connectors/source-duckdb` on a file that DuckDB wrote. Its driver is fetched on the way. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { sqlSource } from "airbyte-ts";
import { catalogWith, checkSource, conformanceCases, discoverSource, runSource } from "airbyte-ts/testing";
import { writeJson } from "../../../core/json.ts";
import { loadDriver } from "../../../core/sources/sql/duckdb/driver.ts";

const source = sqlSource({ dialect: "duckdb", checkpointEvery: 100, chunkRows: 1000 });

const script = [
  `CREATE TABLE kinds (id BIGINT PRIMARY KEY, flag BOOLEAN, huge HUGEINT, price DECIMAL(38, 10), f FLOAT, d DOUBLE,
     day DATE, clock TIME, local TIMESTAMP, moment TIMESTAMPTZ, raw BLOB, uid UUID, list INTEGER[],
     item STRUCT(a INTEGER, b VARCHAR), dict MAP(VARCHAR, INTEGER), doc JSON, "odd ""name" VARCHAR)`,
  `INSERT INTO kinds VALUES (1, true, 170141183460469231731687303715884105727, 1234567890123456789.0123456789, 1.1,
     'nan', '2025-01-26', '13:20:05.5', '2025-01-26 13:20:05.123456', '2025-01-26 13:20:05+02', '\\x00\\xFF'::BLOB,
     '7f0c4a4e-0000-4000-8000-000000000001', [1, NULL], {'a': 1, 'b': 'x'}, MAP {'k': 1}, '{"n": [1.0]}', NULL)`,
  "CREATE TABLE orders (shop VARCHAR, id INTEGER, paid_at TIMESTAMP, PRIMARY KEY (shop, id))",
  `INSERT INTO orders SELECT 'shop ' || i % 3, i, TIMESTAMP '2025-01-01' + INTERVAL (i // 10) SECOND
     FROM range(5000) t(i)`,
  "CREATE VIEW latest AS SELECT max(paid_at) AS at FROM orders",
];

Deno.test("source-duckdb reads a real file", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-duckdb-" });
  const path = `${folder}/shop.duckdb`;
  const { DuckDBInstance } = await loadDriver();
  const writer = await DuckDBInstance.create(path, {});
  const connection = await writer.connect();
  for (const statement of script) await (await connection.stream(statement)).fetchChunk();
  connection.closeSync();
  writer.closeSync();
  const config = { path };
  try {
    for (const { name, run } of conformanceCases) {
      // The suite's validator does not know integers beyond 2^53.
      await t.step(
        name,
        () => run(source, { config, badConfig: { path: `${path}.no` }, looseSchemas: ["kinds"] }),
      );
    }
    await t.step("values are exact", async () => {
      const { records } = await runSource(source, { config, streams: ["kinds"] });
      strictEqual(
        writeJson(records.kinds?.[0]),
        '{"id":1,"flag":true,"huge":170141183460469231731687303715884105727,' +
          '"price":1234567890123456789.0123456789,"f":1.1,"d":null,"day":"2025-01-26","clock":"13:20:05.5",' +
          '"local":"2025-01-26T13:20:05.123456","moment":"2025-01-26T11:20:05Z","raw":"AP8=",' +
          '"uid":"7f0c4a4e-0000-4000-8000-000000000001","list":[1,null],"item":{"a":1,"b":"x"},"dict":{"k":1},' +
          '"doc":{"n":[1.0]},"odd \\"name":null}',
      );
      const streams = await discoverSource(source, { config });
      const { list, item, doc } = Object(
        streams.find(({ name }) => name === "kinds")?.json_schema.properties,
      );
      deepStrictEqual([list, item, doc], [
        { type: ["null", "array"], items: { type: ["null", "integer"] } },
        { type: ["null", "object"] },
        {},
      ]);
    });
    for (const entry of [{ syncMode: "full_refresh" as const }, { cursorField: ["paid_at"] }]) {
      await t.step(`goes on in the middle of a table: ${entry.cursorField ?? "full refresh"}`, async () => {
        const catalog = catalogWith({ name: "orders", ...entry });
        const first = await runSource(source, { config, catalog, killAfter: 1950 });
        const rest = await runSource(source, { config, catalog, state: first.state });
        strictEqual(rest.records.orders?.length, 5000 - 1900);
        strictEqual(
          new Set([...first.records.orders ?? [], ...rest.records.orders].map(({ id }) => id)).size,
          5000,
        );
      });
    }
    await t.step("check tells what is wrong", async () => {
      const { status, message } = await checkSource(source, { config: { path, schemas: ["mian"] } });
      strictEqual(status, "FAILED");
      match(message ?? "", /Cannot read the schema "mian".*Did you mean "main"\?/);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
