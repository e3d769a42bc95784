/** The tables of a PostgreSQL database, as its catalog tells. */
import { ConnectorError, nearest } from "../../../errors.ts";
import type { Table } from "../database.ts";
import { columnOf, type ColumnRow } from "./types.ts";

/** Runs a query and gives its rows, each a list of texts. */
export type Ask = (query: string, ...values: string[]) => Promise<(string | null)[][]>;

/** Tables, views, foreign and partitioned tables that may be read; of a partitioned table not its parts. */
const columnsQuery = `
  SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), b.typname,
    CASE WHEN b.typcategory = 'A' AND b.typlen = -1 AND b.typname LIKE '\\_%' THEN e.typname END,
    a.attnotnull OR d.typnotnull, array_position(i.indkey::int2[], a.attnum)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type d ON d.oid = a.atttypid
  JOIN pg_catalog.pg_type b ON b.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
  LEFT JOIN pg_catalog.pg_type e ON e.oid = b.typelem
  LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT c.relispartition
    AND n.nspname IN (SELECT json_array_elements_text($1::text::json))
    AND has_schema_privilege(n.oid, 'USAGE')
    AND has_column_privilege(c.oid, a.attnum, 'SELECT')
  ORDER BY n.nspname, c.relname, a.attnum`;

const schemasQuery = `
  SELECT nspname FROM pg_catalog.pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY nspname`;

/** An identifier in quotes. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** @throws {ConnectorError} sql.no_schema */
export async function readTables(ask: Ask, schemas: readonly string[], database: string): Promise<Table[]> {
  const known = (await ask(schemasQuery)).map(([name]) => String(name));
  for (const schema of schemas) {
    if (known.includes(schema)) continue;
    const near = nearest(schema, known);
    throw new ConnectorError("sql.no_schema", {
      failureType: "config_error",
      message: `Cannot read the schema "${schema}": the database "${database}" has none of this name`,
      hint: near ? `Did you mean "${near}"?` : `It has: ${known.join(", ")}`,
    });
  }
  const rows = await ask(columnsQuery, JSON.stringify(schemas));
  const tables = Map.groupBy(rows, ([schema, name]) => JSON.stringify([schema, name]));
  return [...tables.values()].map((rows) => tableOf(rows));
}

function tableOf(rows: (string | null)[][]): Table {
  const [schema, name] = rows[0]!.map(String);
  const keyed: { position: number; name: string }[] = [];
  const columns = rows.map(([, , column, type, base, element, notNull, position]) => {
    const row: ColumnRow = {
      name: String(column),
      type: String(type),
      base: String(base),
      element: element ?? undefined,
      nullable: notNull !== "t",
    };
    if (position !== null && position !== undefined) {
      keyed.push({ position: Number(position), name: row.name });
    }
    return columnOf(row, quote);
  });
  const primaryKey = keyed.sort((a, b) => a.position - b.position).map(({ name }) => name);
  return {
    namespace: schema,
    name: name!,
    from: `${quote(schema!)}.${quote(name!)}`,
    columns,
    primaryKey,
    key: primaryKey.map((name) => columns.find((column) => column.name === name)!),
  };
}
