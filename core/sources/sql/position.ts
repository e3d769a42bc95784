/**
 * How far a table is read, and the state that says so. The keys are those of Airbyte's own database sources, so
 * that a state of its source-postgres (cursor method) goes on here.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { Column, StoredValue, Table } from "./database.ts";

/** Everything up to here is read. */
export interface Position {
  /** The last row's cursor value; undefined where no row, or only rows without one, were read. */
  readonly cursor: StoredValue | undefined;
  /** Rows read that have this cursor value. */
  readonly count: number;
  /** The last row's key; undefined where all rows with the cursor value are read. */
  readonly key: readonly StoredValue[] | undefined;
}

const head = (table: Table, type: string): JsonObject => ({
  version: 2,
  state_type: type,
  stream_name: table.name,
  ...(table.namespace === undefined ? {} : { stream_namespace: table.namespace }),
});

/** The state in the middle of a full refresh. */
export function keyState(table: Table, key: readonly StoredValue[]): JsonObject {
  return { ...head(table, "primary_key"), primary_key: keyObject(table, key) };
}

/** The state of an incremental read; with a `primary_key` only in the middle of it. */
export function cursorState(
  table: Table,
  cursor: Column,
  { cursor: value, count, key }: Position,
): JsonObject {
  return {
    ...head(table, "cursor_based"),
    cursor_field: [cursor.name],
    ...(value === undefined ? {} : { cursor: value, cursor_record_count: count }),
    ...(key ? { primary_key: keyObject(table, key) } : {}),
  };
}

/** Where a full refresh goes on; undefined: at the start. */
export function keyOf(table: Table, state: JsonObject | undefined): StoredValue[] | undefined {
  return state?.state_type === "primary_key" ? storedKey(table, state.primary_key) : undefined;
}

/**
 * Where an incremental read goes on; undefined: at the start.
 *
 * @throws {ConnectorError} state.cursor_value
 */
export function positionOf(
  table: Table,
  cursor: Column,
  state: JsonObject | undefined,
  warn: (text: string) => void,
): Position | undefined {
  if (!state || state.__ab_no_cursor_state_message === true) return undefined;
  const field = Array.isArray(state.cursor_field) ? state.cursor_field.map(String).join(".") : undefined;
  if (field === undefined) return undefined;
  if (field !== cursor.name) {
    warn(`The state is of the cursor "${field}", the catalog asks for "${cursor.name}": all rows are read`);
    return undefined;
  }
  const key = storedKey(table, state.primary_key);
  const value = state.cursor ?? undefined;
  if (value === undefined) return key && { cursor: undefined, count: 0, key };
  const count = Number(state.cursor_record_count ?? 0);
  return { cursor: storedValue(value, table, cursor.name), count: Number.isFinite(count) ? count : 0, key };
}

function keyObject(table: Table, key: readonly StoredValue[]): JsonObject {
  return Object.fromEntries(table.key.map(({ name }, i) => [name, key[i]!]));
}

/** Undefined where the table's key is another one by now. */
function storedKey(table: Table, value: Json | undefined): StoredValue[] | undefined {
  if (!isObject(value) || table.key.length === 0) return undefined;
  if (Object.keys(value).length !== table.key.length) return undefined;
  if (!table.key.every(({ name }) => Object.hasOwn(value, name))) return undefined;
  return table.key.map(({ name }) => storedValue(value[name], table, name));
}

function storedValue(value: Json | undefined, table: Table, column: string): StoredValue {
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  throw new ConnectorError("state.cursor_value", {
    failureType: "config_error",
    message: `Cannot read the state of "${table.name}": the value of "${column}" is ${JSON.stringify(value)}`,
    hint: "Reset the stream, or write a text or a number there",
    stream: table.name,
  });
}
