/** What a database tells and does, whichever it is. `sqlSource()` knows no more of PostgreSQL, SQLite or DuckDB. */
import type { LogLevel } from "../../protocol/messages.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { Fields } from "../../schema/schema.ts";

/** A value as the driver gives it: text, bytes, a number. Only its column understands it. */
export type RawValue = unknown;

/** A value that a state can hold and a query can take back, exactly. */
export type StoredValue = string | number;

/** One column of a table. */
export interface Column {
  readonly name: string;
  /** Its type as the database writes it, for messages. */
  readonly type: string;
  /** The JSON Schema of its values. */
  readonly schema: JsonObject;
  /** The expression that reads it; its table is `t`. */
  readonly select: string;
  /** The expression that it is compared and sorted by. */
  readonly order: string;
  /** Its values have an order: it can be a cursor. */
  readonly ordered: boolean;
  readonly nullable: boolean;
  /** The value in a record. */
  decode(raw: RawValue): Json;
  /** The value in a state. */
  store(raw: RawValue): StoredValue;
  /** The expression of a stored value that is the query's n-th parameter, from 1. */
  placeholder(n: number): string;
}

/** A table or view. */
export interface Table {
  readonly namespace: string | undefined;
  readonly name: string;
  /** As it stands after FROM. */
  readonly from: string;
  readonly columns: readonly Column[];
  /** Names of its primary key's columns; empty where it has none. */
  readonly primaryKey: readonly string[];
  /** The columns that order its rows without ties and without nulls: reading can go on after any row. */
  readonly key: readonly Column[];
}

/** A query with its parameters. */
export interface Query {
  readonly text: string;
  readonly values: readonly StoredValue[];
}

/** A connection, or a pool of them. Nothing is opened before it is needed. */
export interface Database {
  /** @throws {ConnectorError} sql.* where it cannot be reached, or what the config names is not there */
  tables(): Promise<Table[]>;
  /** Rows in order, in lists of at most `size`: the whole answer is never in memory. */
  rows(query: Query, size: number): AsyncIterable<RawValue[][]>;
  close(): Promise<void>;
}

/** What a database is opened with. */
export interface OpenOptions {
  config: JsonObject;
  /** The connector's name; servers show it among their sessions. */
  application: string;
  /** Queries that run at once, at most. */
  connections: number;
  log(level: LogLevel, text: string): void;
}

/** One kind of database. */
export interface Dialect {
  /** What its connector asks the user for. */
  readonly spec: Fields;
  readonly documentationUrl?: string;
  /** Tables that are read at once, where the config does not say. */
  readonly concurrency: number;
  /** Rows of one query, in tables with a key. */
  readonly chunkRows: number;
  open(options: OpenOptions): Promise<Database>;
}
