/** A PostgreSQL database: sessions that only read, in UTC, with cursors of the server. */
import type { ReservedSql, Sql } from "postgres";
import type { Json } from "../../../json.ts";
import type { Database, OpenOptions, Query, RawValue } from "../database.ts";
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
  const { config, connections, application, log } = options;
  const [host, port] = [textOf(config.host), Number(config.port ?? 5432)];
  const database = textOf(config.database);
  const server: Server = { place: `${host}:${port}`, database, user: textOf(config.username) };
  const sql = connect({
    host,
    port,
    database,
    username: server.user,
    password: textOf(config.password),
    ssl: tlsOptions(config.ssl_mode),
    max: connections,
    connect_timeout: Number(config.connect_timeout ?? 30),
    // A connection in the middle of a table is not to be replaced for its age.
    max_lifetime: 0,
    idle_timeout: 30,
    fetch_types: false,
    prepare: false,
    connection: { application_name: application },
    types: { text: { to: 25, from: readByDriver, serialize: String, parse: (text: string) => text } },
    onnotice: (notice) => log("DEBUG", `PostgreSQL: ${notice.message}`),
  });

  const transaction = async (action: string): Promise<ReservedSql> => {
    try {
      const session = await sql.reserve();
      try {
        await session.unsafe(begin);
      } catch (error) {
        session.release();
        throw error;
      }
      return session;
    } catch (error) {
      throw failureOf(error, action, server);
    }
  };

  return {
    async tables() {
      const session = await transaction("connect to");
      try {
        const schemas = Array.isArray(config.schemas) ? config.schemas.map(String) : ["public"];
        return await readTables(asker(session), schemas, database);
      } catch (error) {
        throw failureOf(error, "list the tables of", server);
      } finally {
        await finish(session);
      }
    },
    async *rows(query, size) {
      const session = await transaction("read from");
      try {
        yield* fetchRows(session, query, size);
      } catch (error) {
        throw failureOf(error, "read from", server);
      } finally {
        await finish(session);
      }
    },
    close: () => closeAll(sql),
  };
}

/** Fetches the next rows while those before are being written. */
async function* fetchRows(
  session: ReservedSql,
  { text, values }: Query,
  size: number,
): AsyncGenerator<RawValue[][]> {
  await session.unsafe(`DECLARE airbyte NO SCROLL CURSOR FOR ${text}`, values.map(String));
  const fetch = (): Promise<RawValue[][]> => {
    const rows = session.unsafe(`FETCH ${size} FROM airbyte`).values().then((rows) => [...rows]);
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

function asker(session: ReservedSql): Ask {
  return async (query, ...values) => await session.unsafe(query, values).values();
}

async function finish(session: ReservedSql): Promise<void> {
  try {
    await session.unsafe("ROLLBACK");
  } catch {
    // The connection is gone, and with it the transaction.
  }
  session.release();
}

async function closeAll(sql: Sql): Promise<void> {
  await sql.end({ timeout: 1 });
}

const textOf = (value: Json | undefined): string => typeof value === "string" ? value : String(value ?? "");
