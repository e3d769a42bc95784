/** `connectors/source-postgres` against a real server. Without one installed it says so and tests nothing. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { sqlSource } from "airbyte-ts";
import { catalogWith, checkSource, conformanceCases, discoverSource, runSource } from "airbyte-ts/testing";
import { writeJson } from "../../../core/json.ts";
import { messagesOf, recordsOf, runCli, startCli } from "../../cli/run_cli.ts";
import { binaries, startPostgres } from "./postgres_server.ts";
import { fileURLToPath } from "node:url";

if (!binaries) console.log("PostgreSQL is not installed: its tests are skipped (apt-get install postgresql)");

const source = sqlSource({ dialect: "postgres" });
const connector = fileURLToPath(new URL("../../../connectors/source-postgres", import.meta.url));

Deno.test({ name: "source-postgres reads a real server", ignore: !binaries }, async (t) => {
  await using server = await startPostgres();
  const config = {
    host: "127.0.0.1",
    port: server.port,
    database: "postgres",
    username: server.user,
    password: server.password,
  };

  await server.run(`
    CREATE TABLE empty_one (id int PRIMARY KEY);
    CREATE TABLE lines (a text, b int, "c ""d" numeric(30, 10), PRIMARY KEY (b, a));
    INSERT INTO lines SELECT 'k' || i % 7, i / 7, i / 8.0 FROM generate_series(1, 100) i;
    CREATE VIEW few AS SELECT b, count(*) AS n FROM lines GROUP BY b;`);
  for (const { name, run } of conformanceCases) {
    await t.step(
      name,
      () => run(source, { config, badConfig: { ...config, password: "wrong" }, emptyStreams: ["empty_one"] }),
    );
  }

  await t.step("values are exact", async () => {
    await server.run(`
      CREATE SCHEMA kinds;
      CREATE TYPE kinds.mood AS ENUM ('sad', 'ok');
      CREATE DOMAIN kinds.positive AS int CHECK (VALUE > 0);
      CREATE TABLE kinds.every (id bigint PRIMARY KEY, flag bool, big bigint, price numeric, real4 real, cash money,
        day date, clock time, clock_zone timetz, local timestamp, moment timestamptz, span interval, fixed char(4),
        raw bytea, doc json, docb jsonb, uid uuid, ints int[], grid text[], mood kinds.mood, pos kinds.positive,
        range int4range, missing text);
      INSERT INTO kinds.every VALUES (1, true, 9223372036854775807, 12345678901234567890.1234567890, 1.1, 1234.5,
        '2025-01-26', '13:20:05.5', '13:20:05+02', '2025-01-26 13:20:05.123456', '2025-01-26 13:20:05.123456+02',
        '1 day 2 hours', 'ab', '\\x00ff', '{"a": 1.0}', '{"b": [1, 12345678901234567890]}',
        '7f0c4a4e-0000-4000-8000-000000000001', ARRAY[1, NULL, 2], ARRAY[['a', 'b "q"'], ['c,', 'd']], 'ok', 5,
        '[1,5)', NULL);`);
    const kinds = { ...config, schemas: ["kinds"] };
    const { records, messages } = await runSource(source, { config: kinds });
    strictEqual(
      writeJson(records.every?.[0]),
      '{"id":1,"flag":true,"big":9223372036854775807,"price":12345678901234567890.123456789,"real4":1.1,' +
        '"cash":1234.5,"day":"2025-01-26","clock":"13:20:05.5","clock_zone":"13:20:05+02",' +
        '"local":"2025-01-26T13:20:05.123456","moment":"2025-01-26T11:20:05.123456Z","span":"P1DT2H",' +
        '"fixed":"ab  ","raw":"AP8=","doc":{"a":1.0},"docb":{"b":[1,12345678901234567890]},' +
        '"uid":"7f0c4a4e-0000-4000-8000-000000000001","ints":[1,null,2],"grid":[["a","b \\"q\\""],["c,","d"]],' +
        '"mood":"ok","pos":5,"range":"[1,5)","missing":null}',
    );
    const record = messages.find(({ type }) => type === "RECORD");
    strictEqual(record?.type === "RECORD" && record.record.namespace, "kinds");
    const [stream] = await discoverSource(source, { config: kinds });
    const { moment, price, ints } = Object(stream?.json_schema.properties);
    deepStrictEqual([moment, price, ints], [
      { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" },
      { type: ["null", "number"] },
      { type: ["null", "array"], items: { type: ["null", "integer"] } },
    ]);
  });

  await server.run(`
    CREATE SCHEMA large;
    CREATE TABLE large.events (id bigserial PRIMARY KEY, at timestamptz NOT NULL, note text);
    INSERT INTO large.events (at, note)
      SELECT '2025-01-01'::timestamptz + (i / 3) * interval '0.000001 second', repeat('x', 200)
      FROM generate_series(1, 150000) i;`);
  const large = { ...config, schemas: ["large"] };

  for (const entry of [{ syncMode: "full_refresh" as const }, { cursorField: ["at"] }]) {
    const mode = entry.cursorField ? "incremental" : "full refresh";
    await t.step(
      `${mode}: killed in the middle of a table, the next run asks for the rest only`,
      async () => {
        const catalog = catalogWith({ name: "events", ...entry });
        const files = { "config.json": large, "catalog.json": catalog };
        const args = ["read", connector, "--config", "config.json", "--catalog", "catalog.json"];
        const states: unknown[] = [];
        let read = 0;
        {
          await using run = await startCli(args, { files });
          const decoder = new TextDecoderStream();
          run.child.stderr.cancel();
          let text = "";
          for await (const chunk of run.child.stdout.pipeThrough(decoder)) {
            const lines = (text + chunk).split("\n");
            text = lines.pop()!;
            for (const line of lines) {
              const message = JSON.parse(line);
              // What comes after the last state is lost with the process.
              if (message.type === "STATE") states.push(message.state);
              if (message.type === "RECORD" && states.length === 0) read++;
            }
            if (states.length > 0) break;
          }
          run.child.kill("SIGKILL");
          await run.child.status;
        }
        const before = (await server.statements()).length;
        const result = await runCli([...args, "--state", "state.json"], {
          files: { ...files, "state.json": states.slice(0, 1) },
        });
        strictEqual(result.code, 0, result.stdout.slice(-2000));
        const ids = recordsOf(result, "events").map(({ id }) => id);
        ok(read >= 10_000, `${read} rows before the first state`);
        strictEqual(ids.length, 150_000 - read);
        strictEqual(ids[0], read + 1);
        const asked = (await server.statements()).slice(before)
          .filter((text) => text.startsWith("DECLARE") && text.includes('"events"'));
        ok(asked.length > 0);
        for (const statement of asked) {
          match(statement, entry.cursorField ? /WHERE \(t\."at", t\."id"\) > \(\$1/ : /WHERE t\."id" > \$1/);
        }
        const last = messagesOf(result).findLast(({ type }) => type === "STATE").state.stream;
        deepStrictEqual(last.stream_descriptor, { name: "events", namespace: "large" });
        if (!entry.cursorField) return;
        deepStrictEqual(
          [last.stream_state.cursor, last.stream_state.cursor_record_count],
          ["2025-01-01T00:00:00.05Z", 1],
        );
        await server.run("INSERT INTO large.events (at, note) VALUES ('2025-01-01 00:00:00.05+00', 'late')");
        const { records } = await runSource(source, {
          config: large,
          catalog,
          state: { events: last.stream_state },
        });
        deepStrictEqual(records.events?.map(({ note }) => String(note).slice(0, 4)), ["xxxx", "late"]);
      },
    );
  }

  await t.step("a connection that is lost leaves a state to go on from", async () => {
    const small = sqlSource({ dialect: "postgres", checkpointEvery: 1000, name: "source-lost" });
    let ended = false;
    const catalog = catalogWith({ name: "events", syncMode: "full_refresh" });
    const ending = (async () => {
      while (!ended) {
        await server.run(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'source-lost' AND query LIKE 'FETCH%'",
        );
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const first = await runSource(small, { config: large, catalog });
    ended = true;
    await ending;
    match(first.errors[0] ?? "", /the connection was lost|terminating connection|CONNECTION_CLOSED/);
    const rest = await runSource(small, { config: large, catalog, state: first.state });
    const ids = [...first.records.events ?? [], ...rest.records.events ?? []].map(({ id }) => Number(id));
    deepStrictEqual([ids.length, new Set(ids).size], [150_001, 150_001]);
  });

  await t.step("every transaction only reads", async () => {
    const begun = (await server.statements()).filter((text) =>
      text.startsWith("BEGIN") && text.includes("UTC")
    );
    ok(begun.length > 0 && begun.every((text) => text.startsWith("BEGIN READ ONLY;")));
  });

  const checks: {
    name: string;
    change: Record<string, string | number | string[] | object>;
    message?: RegExp;
  }[] = [
    { name: "works", change: {} },
    {
      name: "wrong password",
      change: { password: "wrong" },
      message: /password authentication failed.*Check the user/,
    },
    { name: "wrong database", change: { database: "nope" }, message: /database "nope" does not exist/ },
    { name: "wrong port", change: { port: 1 }, message: /127\.0\.0\.1:1.*ECONNREFUSED.*Check the host/ },
    { name: "wrong host", change: { host: "nowhere.invalid" }, message: /nowhere\.invalid.*Check the host/ },
    { name: "wrong schema", change: { schemas: ["pubic"] }, message: /"pubic".*Did you mean "public"\?/ },
    { name: "TLS not checked", change: { ssl_mode: { mode: "require" } } },
    { name: "no TLS", change: { ssl_mode: { mode: "disable" } } },
    {
      name: "TLS checked",
      change: { host: "localhost", ssl_mode: { mode: "verify-full", ca_certificate: server.ca } },
    },
    {
      name: "TLS of an unknown authority",
      change: { host: "localhost", ssl_mode: { mode: "verify-full" } },
      message: /certificate.*Check ssl_mode/i,
    },
    {
      name: "TLS with another name",
      change: { ssl_mode: { mode: "verify-full", ca_certificate: server.ca } },
      message: /certificate.*Check ssl_mode/i,
    },
    {
      name: "TLS whose name is not checked",
      change: { ssl_mode: { mode: "verify-ca", ca_certificate: server.ca } },
    },
  ];
  for (const { name, change, message } of checks) {
    await t.step(`check: ${name}`, async () => {
      const answer = await checkSource(source, { config: { ...config, ...change } as typeof config });
      strictEqual(answer.status, message ? "FAILED" : "SUCCEEDED", answer.message);
      if (message) match(answer.message ?? "", message);
      ok(!answer.message?.includes(server.password));
    });
  }
});
