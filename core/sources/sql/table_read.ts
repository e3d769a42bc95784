/**
 * Reads the rows of one table: in chunks by its key, by a cursor column, or all at once where it has neither.
 * A state follows the rows that it covers · memory does not grow with the number of rows.
 */
import type { JsonObject } from "../../json.ts";
import { doneState } from "../progress/full_refresh.ts";
import type { RecordBatch } from "../stream.ts";
import type { Column, Database, RawValue, StoredValue, Table } from "./database.ts";
import { cursorState, keyState, type Position } from "./position.ts";
import { countRows, selectRows } from "./query.ts";

/** What to read of a table, and how. */
export interface TableReadOptions {
  readonly database: Database;
  readonly table: Table;
  /** The columns of a record. */
  readonly columns: readonly Column[];
  /** Rows after which a state is written. */
  readonly checkpointEvery: number;
  /** Rows of one query, where the table can be read in chunks. */
  readonly chunkRows: number;
}

/** One read of a table. */
export interface TableRead {
  batches(): AsyncIterable<RecordBatch>;
  /** The state after the last row. */
  end(): JsonObject;
  /** The state after the rows read so far, where reading can go on from there. */
  now(): JsonObject | undefined;
}

/** Rows that are in memory at once, at most. */
const pageRows = 1000;

/** All rows, once. Where the table has a key, reading can go on after `from`. */
export function fullRead(options: TableReadOptions, from: readonly StoredValue[] | undefined): TableRead {
  const { database, table, chunkRows } = options;
  const selected = selection(options.columns, table.key);
  let key = from;
  const now = () => key && keyState(table, key);
  const checkpoint = checkpoints(options.checkpointEvery);
  return {
    async *batches() {
      const isKeyed = table.key.length > 0;
      for (;;) {
        const limit = isKeyed ? { limit: chunkRows } : {};
        const query = selectRows(table, { columns: selected.columns, by: table.key, after: key, ...limit });
        let count = 0;
        for await (const rows of database.rows(query, Math.min(pageRows, options.checkpointEvery))) {
          count += rows.length;
          if (isKeyed) key = selected.keyOf(rows.at(-1)!);
          yield { records: rows.map(selected.record), state: checkpoint(rows.length) ? now() : undefined };
        }
        if (!isKeyed || count < chunkRows) return;
      }
    },
    end: () => doneState,
    now,
  };
}

/** What of a cursor column is read, in its order. */
export interface CursorReadOptions extends TableReadOptions {
  readonly cursor: Column;
}

/**
 * Rows in the order of a cursor column, those without a value first and only in the first run. Where the table
 * has a key it breaks ties, so that reading can go on between rows of one cursor value.
 */
export function cursorRead(options: CursorReadOptions, from: Position | undefined): TableRead {
  const { database, table, cursor, checkpointEvery } = options;
  const isKeyed = table.key.length > 0;
  const ties = table.key.filter((column) => column !== cursor);
  const selected = selection(options.columns, table.key, cursor);
  const size = Math.min(pageRows, checkpointEvery);
  const checkpoint = checkpoints(checkpointEvery);
  let last: Position = from ?? { cursor: undefined, count: 0, key: undefined };
  /** The last position at which all rows with the cursor's value are read. */
  let boundary: Position | undefined;
  const now = () => {
    const position = isKeyed ? last : boundary;
    return position && (position.cursor !== undefined || position.key)
      ? cursorState(table, cursor, position)
      : undefined;
  };

  async function* withoutValue(): AsyncGenerator<RecordBatch> {
    const where = { column: cursor, is: "null" } as const;
    const query = selectRows(table, { columns: selected.columns, by: table.key, after: from?.key, where });
    for await (const rows of database.rows(query, size)) {
      if (isKeyed) last = { cursor: undefined, count: 0, key: selected.keyOf(rows.at(-1)!) };
      yield { records: rows.map(selected.record), state: checkpoint(rows.length) ? now() : undefined };
    }
    last = { cursor: undefined, count: 0, key: undefined };
  }

  /** Where the rows with a value begin. */
  async function start() {
    const column = cursor;
    if (last.cursor === undefined) return { where: { column, is: "not null" } } as const;
    if (last.key) {
      const key = new Map(table.key.map((column, i) => [column, last.key![i]!]));
      return { after: [last.cursor, ...ties.map((column) => key.get(column)!)] };
    }
    // Rows of this value that came after the last read: they and their like are read again.
    if (last.count > 0 && await countOf(database, table, cursor, last.cursor) !== last.count) {
      const value = last.cursor;
      last = { ...last, count: 0 };
      return { where: { column, is: { atLeast: value } } };
    }
    return { after: [last.cursor] };
  }

  return {
    async *batches() {
      if (cursor.nullable && last.cursor === undefined) yield* withoutValue();
      const by = [cursor, ...ties];
      const query = selectRows(table, { columns: selected.columns, by, ...await start() });
      for await (const rows of database.rows(query, size)) {
        let { cursor: value, count } = last;
        for (const row of rows) {
          const next = selected.cursorOf(row);
          if (next === value) count++;
          else {
            if (value !== undefined) boundary = { cursor: value, count, key: undefined };
            value = next;
            count = 1;
          }
        }
        last = { cursor: value, count, key: isKeyed ? selected.keyOf(rows.at(-1)!) : undefined };
        yield { records: rows.map(selected.record), state: checkpoint(rows.length) ? now() : undefined };
      }
    },
    end: () => cursorState(table, cursor, { ...last, key: undefined }),
    now,
  };
}

async function countOf(
  database: Database,
  table: Table,
  column: Column,
  value: StoredValue,
): Promise<number> {
  for await (const [row] of database.rows(countRows(table, column, value), 1)) return Number(row?.[0]);
  return 0;
}

/** Says after how many rows a state is due. */
function checkpoints(every: number): (rows: number) => boolean {
  let since = 0;
  return (rows) => {
    since += rows;
    if (since < every) return false;
    since = 0;
    return true;
  };
}

/** The columns to ask for, and what their rows hold. */
function selection(wanted: readonly Column[], key: readonly Column[], cursor?: Column) {
  const columns = [...new Set([...wanted, ...key, ...(cursor ? [cursor] : [])])];
  const reader = (column: Column) => {
    const index = columns.indexOf(column);
    return (row: RawValue[]) => column.store(row[index]);
  };
  const keys = key.map(reader);
  return {
    columns,
    record(row: RawValue[]): JsonObject {
      const record: JsonObject = {};
      for (let i = 0; i < wanted.length; i++) {
        const column = wanted[i]!, raw = row[i];
        record[column.name] = raw === null ? null : column.decode(raw);
      }
      return record;
    },
    keyOf: (row: RawValue[]): StoredValue[] => keys.map((read) => read(row)),
    cursorOf: cursor ? reader(cursor) : () => "",
  };
}
