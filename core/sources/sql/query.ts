/** The queries that read a table. */
import type { Column, Query, StoredValue, Table } from "./database.ts";

/** Which rows, and in which order. */
export interface Rows {
  columns: readonly Column[];
  /** The order; none where empty. */
  by?: readonly Column[];
  /** Only rows after these values of `by`. */
  after?: readonly StoredValue[] | undefined;
  /** Only rows with a value (`null`: without one) in this column, or from a value up. */
  where?: { column: Column; is: "null" | "not null" | { atLeast: StoredValue } };
  limit?: number;
}

/** Selects rows. */
export function selectRows(table: Table, { columns, by = [], after, where, limit }: Rows): Query {
  const values: StoredValue[] = [];
  const place = (column: Column, value: StoredValue) => column.placeholder(values.push(value));
  const conditions: string[] = [];
  if (where) {
    const { column, is } = where;
    if (is === "null") conditions.push(`${column.order} IS NULL`);
    else if (is === "not null") {
      // What is greater than a value is not null.
      if (column.nullable && !after) conditions.push(`${column.order} IS NOT NULL`);
    } else conditions.push(`${column.order} >= ${place(column, is.atLeast)}`);
  }
  if (after) {
    const bounds = after.map((value, i) => place(by[i]!, value));
    conditions.push(`${tuple(by.slice(0, after.length).map(({ order }) => order))} > ${tuple(bounds)}`);
  }
  const text = [
    `SELECT ${columns.map(({ select }) => select).join(", ")} FROM ${table.from} AS t`,
    ...(conditions.length > 0 ? [`WHERE ${conditions.join(" AND ")}`] : []),
    ...(by.length > 0 ? [`ORDER BY ${by.map(({ order }) => order).join(", ")}`] : []),
    ...(limit === undefined ? [] : [`LIMIT ${limit}`]),
  ].join(" ");
  return { text, values };
}

/** Counts the rows that have a value. */
export function countRows(table: Table, column: Column, value: StoredValue): Query {
  return {
    text: `SELECT count(*) FROM ${table.from} AS t WHERE ${column.order} = ${column.placeholder(1)}`,
    values: [value],
  };
}

const tuple = (parts: readonly string[]): string => parts.length === 1 ? parts[0]! : `(${parts.join(", ")})`;
