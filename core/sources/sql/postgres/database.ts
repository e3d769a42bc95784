/** A PostgreSQL database: sessions that only read, in UTC, with cursors of the server. */
import type { Sql } from "postgres";
import type { Json } from "../../../json.ts";
import type { Database, OpenOptions, Query, RawValue, Table } from "../database.ts";
import { type Ask, readTables } from "./catalog.ts";
import { failureOf, type Server } from "./failure.ts";
import { tlsOptions } from "./tls_options.ts";

/**
 * How the server writes values. Local to a transaction, so that poolers between here and there do not mind.
 * A slow reader of stdout must not make the server end the session.
 */
const settings = [
  "TimeZone = 'UTC'",
  "DateStyle = 'ISO'",
  "IntervalStyle = 'iso_8601'",
  "bytea_output = 'hex'",
  "extra_float_digits = 1",
  "idle_in_transaction_session_timeout = 0",
];
const begin = `BEGIN READ ONLY; ${settings.map((setting) => `SET LOCAL ${setting}`).join("; ")}`;

/** Types that the driver would read by itself: their texts are exact, its values are not. */
const readByDriver = [16, 17, 21, 23, 26, 114, 700, 701, 1082, 1114, 1184, 3802];

/** @throws nothing: the first query connects */
export async function openPostgres(options: OpenOptions): Promise<Database> {
  const { default: connect } = await import("postgres");
  const { config, application, log } = options;
  const [host, port] = [textOf(config.host), Number(config.port ?? 5432)];
  const database = textOf(config.database);
  const server: Server = { place: `${host}:${port}`, database, user: textOf(config.username) };
  const idle: Sql[] = [];
  const all = new Set<Sql>();

  /** A client of one connection: what follows in it stays in one transaction. */
  const newClient = (): Sql => {
    const client = connect({
      host,
      port,
      database,
      username: server.user,
      password: textOf(config.password),
      ssl: tlsOptions(config.ssl_mode, host),
      max: 1,
      connect_timeout: Number(config.connect_timeout ?? 30),
      // A connection in the middle of a table is not to be replaced for its age.
      max_lifetime: 0,
      fetch_types: false,
      prepare: false,
      connection: { application_name: application },
      types: { text: { to: 25, from: readByDriver, serialize: String, parse: (text: string) => text } },
      onnotice: (notice) => log("DEBUG", `PostgreSQL: ${notice.message}`),
    });
    all.add(client);
    return client;
  };

  /** Runs queries in a transaction that only reads. */
  async function* transaction<T>(action: string, run: (client: Sql) => AsyncIterable<T>): AsyncGenerator<T> {
    const client = idle.pop() ?? newClient();
    let isSound = false;
    try {
      await client.unsafe(begin).catch((error) => {
        throw failureOf(error, "connect to", server);
      });
      try {
        yield* run(client);
      } finally {
        isSound = await client.unsafe("ROLLBACK").then(() => true, () => false);
      }
    } catch (error) {
      throw failureOf(error, action, server);
    } finally {
      if (isSound) idle.push(client);
      else {
        all.delete(client);
        await client.end({ timeout: 0 });
      }
    }
  }

  return {
    async tables() {
      const schemas = Array.isArray(config.schemas) ? config.schemas.map(String) : ["public"];
      const tables: Table[] = [];
      const read = async function* (client: Sql) {
        const ask: Ask = async (query, ...values) => await client.unsafe(query, values).values();
        yield* await readTables(ask, schemas, database);
      };
      for await (const table of transaction("list the tables of", read)) tables.push(table);
      return tables;
    },
    rows: (query, size) => transaction("read from", (client) => fetchRows(client, query, size)),
    async close() {
      await Promise.all([...all].map((client) => client.end({ timeout: 1 })));
    },
  };
}

/** Fetches the next rows while those before are being written. */
async function* fetchRows(
  client: Sql,
  { text, values }: Query,
  size: number,
): AsyncGenerator<RawValue[][]> {
  await client.unsafe(`DECLARE airbyte NO SCROLL CURSOR FOR ${text}`, values.map(String));
  const fetch = (): Promise<RawValue[][]> => {
    const rows = client.unsafe(`FETCH ${size} FROM airbyte`).values().then((rows) => [...rows]);
    // Its failure is thrown where it is awaited, which may be later.
    rows.catch(() => {});
    return rows;
  };
  let coming = fetch();
  try {
    for (;;) {
      const rows = await coming;
      if (rows.length === 0) return;
      const isLast = rows.length < size;
      if (!isLast) coming = fetch();
      yield rows;
      if (isLast) return;
    }
  } finally {
    // What was asked for too early is awaited, its failure is not of interest any more.
    await coming.catch(() => {});
  }
}

const textOf = (value: Json | undefined): string => typeof value === "string" ? value : String(value ?? "");
