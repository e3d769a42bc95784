/** The databases that `sqlSource()` reads. */
import type { Dialect } from "./database.ts";
import { duckdb } from "./duckdb/dialect.ts";
import { postgres } from "./postgres/dialect.ts";
import { sqlite } from "./sqlite/dialect.ts";

/** The name of a kind of database. */
export type DialectName = "postgres" | "sqlite" | "duckdb";

export const dialects: Record<DialectName, Dialect> = { postgres, sqlite, duckdb };
