/** A file of SQLite, opened for reading only. */
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { ConnectorError } from "../../../errors.ts";
import type { Database, OpenOptions, Query, RawValue, Table } from "../database.ts";
import { columnOf } from "./types.ts";

/** So long another program's write is waited for, in milliseconds. */
const busyTimeout = 10_000;

/** @throws {ConnectorError} sql.connect */
export function openSqlite({ config }: OpenOptions): Database {
  const path = String(config.path);
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeout });
  } catch (error) {
    throw failureOf(error, path, "open");
  }
  const all = (query: string) => database.prepare(query).all();
  return {
    // deno-lint-ignore require-await -- the driver is synchronous
    async tables() {
      try {
        return all("SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' ORDER BY name")
          .filter(({ name, type }) => type !== "shadow" && !String(name).startsWith("sqlite_"))
          .map(({ name, wr }) => tableOf(String(name), wr === 1, all))
          .filter(({ columns }) => columns.length > 0);
      } catch (error) {
        throw failureOf(error, path, "list the tables of");
      }
    },
    async *rows(query, size) {
      try {
        for (const rows of pages(database, query, size)) {
          yield rows;
          // The driver does not wait for anything: timers and signals get their turn here.
          await new Promise((resolve) => setTimeout(resolve));
        }
      } catch (error) {
        throw failureOf(error, path, "read from");
      }
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

function* pages(database: DatabaseSync, { text, values }: Query, size: number): Generator<RawValue[][]> {
  const statement = database.prepare(text);
  statement.setReadBigInts(true);
  asArrays(statement);
  let rows: RawValue[][] = [];
  for (const row of statement.iterate(...values)) {
    if (rows.push(listOf(row)) < size) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

/** Columns of one name, and names that are numbers, survive in lists only. The types do not know the method. */
function asArrays(statement: object): void {
  if ("setReturnArrays" in statement && typeof statement.setReturnArrays === "function") {
    statement.setReturnArrays(true);
  }
}

function listOf(row: object): RawValue[] {
  return Array.isArray(row) ? row : Object.values(row);
}

type All = (query: string) => Record<string, SQLOutputValue>[];

function tableOf(name: string, isWithoutRowid: boolean, all: All): Table {
  const infos = all(`SELECT * FROM pragma_table_xinfo(${literal(name)})`).filter(({ hidden }) =>
    hidden !== 1
  );
  const keyed = infos.filter(({ pk }) => Number(pk) > 0).sort((a, b) => Number(a.pk) - Number(b.pk));
  const isRowid = keyed.length === 1 && String(keyed[0]!.type).toUpperCase() === "INTEGER";
  const columns = infos.map((info) =>
    columnOf({
      name: String(info.name),
      type: String(info.type),
      nullable: info.notnull !== 1 && !(Number(info.pk) > 0 && (isRowid || isWithoutRowid)),
    }, quote)
  );
  const primaryKey = keyed.map((info) => String(info.name));
  const key = primaryKey.map((name) => columns.find((column) => column.name === name)!);
  return {
    namespace: undefined,
    name,
    from: quote(name),
    columns,
    primaryKey,
    key: holdsNull(name, key.filter(({ nullable }) => nullable), all) ? [] : key,
  };
}

/** SQLite lets a primary key be NULL, several times too, unless its columns say otherwise. */
function holdsNull(table: string, columns: Table["key"], all: All): boolean {
  return columns.some(({ name }) =>
    all(`SELECT 1 FROM ${quote(table)} WHERE ${quote(name)} IS NULL LIMIT 1`).length > 0
  );
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** SQLITE_BUSY and SQLITE_LOCKED. */
const busyCodes: readonly unknown[] = [5, 6];

function failureOf(error: unknown, path: string, action: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const text = error instanceof Error ? error.message.replace(`: ${path}`, "") : String(error);
  const code = typeof error === "object" && error !== null && "errcode" in error ? error.errcode : undefined;
  const isBusy = busyCodes.includes(code);
  return new ConnectorError(action === "open" ? "sql.connect" : isBusy ? "sql.busy" : "sql.query", {
    failureType: isBusy ? "transient_error" : "config_error",
    message: `Cannot ${action} the SQLite database "${path}": ${text}`,
    ...(action === "open" ? { hint: "Check that the file is there and may be read" } : {}),
    cause: error,
  });
}
