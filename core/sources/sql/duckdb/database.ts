/** A file of DuckDB, opened for reading only. */
import { ConnectorError, nearest } from "../../../errors.ts";
import type { Database, OpenOptions, Query, RawValue, Table } from "../database.ts";
import { type Connection, type Instance, loadDriver } from "./driver.ts";
import { columnOf } from "./types.ts";

/** @throws {ConnectorError} sql.connect, sql.driver */
export async function openDuckdb({ config }: OpenOptions): Promise<Database> {
  const path = String(config.path);
  const schemas = Array.isArray(config.schemas) ? config.schemas.map(String) : ["main"];
  const { DuckDBInstance } = await loadDriver();
  let instance: Instance;
  try {
    instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" });
  } catch (error) {
    throw failureOf(error, path, "open");
  }
  const open = new Set<Connection>();

  /** Each query has a connection: an answer that is being fetched keeps it busy. */
  async function* answer({ text, values }: Query): AsyncGenerator<RawValue[][]> {
    const connection = await instance.connect();
    open.add(connection);
    try {
      await connection.stream("SET TimeZone = 'UTC'");
      const result = await connection.stream(text, [...values]);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.getRows();
      }
    } finally {
      open.delete(connection);
      connection.closeSync();
    }
  }

  const all = async (text: string): Promise<RawValue[][]> => {
    const rows: RawValue[][] = [];
    for await (const some of answer({ text, values: [] })) rows.push(...some);
    return rows;
  };

  return {
    async tables() {
      try {
        return await readTables(all, schemas, path);
      } catch (error) {
        throw failureOf(error, path, "list the tables of");
      }
    },
    async *rows(query, size) {
      try {
        for await (const rows of answer(query)) {
          // Its chunks have 2,048 rows.
          for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
        }
      } catch (error) {
        throw failureOf(error, path, "read from");
      }
    },
    close() {
      for (const connection of open) connection.interrupt();
      if (open.size === 0) instance.closeSync();
      return Promise.resolve();
    },
  };
}

async function readTables(
  all: (query: string) => Promise<RawValue[][]>,
  schemas: readonly string[],
  path: string,
): Promise<Table[]> {
  const known = (await all(
    "SELECT DISTINCT schema_name FROM duckdb_schemas() WHERE NOT internal OR schema_name = 'main'",
  ))
    .map(([name]) => String(name));
  for (const schema of schemas) {
    if (known.includes(schema)) continue;
    const near = nearest(schema, known);
    throw new ConnectorError("sql.no_schema", {
      failureType: "config_error",
      message: `Cannot read the schema "${schema}": "${path}" has none of this name`,
      hint: near ? `Did you mean "${near}"?` : `It has: ${known.join(", ")}`,
    });
  }
  const keys = new Map<string, string[]>();
  // One row per column of the key, in its order.
  const keyRows = await all(`SELECT schema_name, table_name, unnest(constraint_column_names)
    FROM duckdb_constraints() WHERE constraint_type = 'PRIMARY KEY' AND database_name = current_database()`);
  for (const [schema, table, column] of keyRows) {
    const place = JSON.stringify([schema, table]);
    keys.set(place, [...keys.get(place) ?? [], String(column)]);
  }
  const rows = await all(`SELECT table_schema, table_name, column_name, data_type, is_nullable
    FROM information_schema.columns WHERE table_catalog = current_database()
    ORDER BY table_schema, table_name, ordinal_position`);
  const tables = Map.groupBy(
    rows.filter(([schema]) => schemas.includes(String(schema))),
    ([schema, table]) => JSON.stringify([schema, table]),
  );
  return [...tables].map(([place, rows]) => tableOf(rows, keys.get(place) ?? []));
}

function tableOf(rows: RawValue[][], primaryKey: string[]): Table {
  const [schema, name] = rows[0]!.map(String);
  const columns = rows.map(([, , column, type, nullable]) =>
    columnOf({ name: String(column), type: String(type), nullable: nullable !== "NO" }, quote)
  );
  return {
    namespace: schema,
    name: name!,
    from: `${quote(schema!)}.${quote(name!)}`,
    columns,
    primaryKey,
    key: primaryKey.map((name) => columns.find((column) => column.name === name)!),
  };
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function failureOf(error: unknown, path: string, action: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const text = error instanceof Error ? error.message : String(error);
  return new ConnectorError(action === "open" ? "sql.connect" : "sql.query", {
    // Whoever writes to the file holds it alone.
    failureType: /lock/i.test(text) ? "transient_error" : "config_error",
    message: `Cannot ${action} the DuckDB database "${path}": ${text}`,
    ...(action === "open"
      ? { hint: "Check that the file is there, and that no other program writes to it" }
      : {}),
    cause: error,
  });
}
