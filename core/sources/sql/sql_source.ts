/** Sources that are databases. */
import type { JsonObject } from "../../json.ts";
import { integer, optional } from "../../schema/builders.ts";
import { type Fields, objectSchema, withDefaults } from "../../schema/schema.ts";
import type { TypedSource } from "../define_source.ts";
import type { Source } from "../stream.ts";
import { type DialectName, dialects } from "./dialects.ts";

/** What `sqlSource()` takes. */
export interface SqlSourceOptions {
  /** The kind of database. DuckDB's driver is fetched when a DuckDB source first runs (about 140 MB). */
  dialect: DialectName;
  /** The connector's name; `source-<dialect>` where left out. */
  name?: string;
  /** Where the user can read more. */
  documentationUrl?: string;
  /** Rows after which a STATE is written; 10,000 where left out. */
  checkpointEvery?: number;
  /** Rows of one query, in tables with a primary key; 100,000 (DuckDB: 1,000,000) where left out. */
  chunkRows?: number;
}

/**
 * A database as a source: its tables and views are the streams. Each is read in full, or incrementally by the
 * column that the catalog's `cursor_field` names; a read that was killed goes on in the middle of the table.
 *
 * @example
 * ```ts
 * import { sqlSource } from "airbyte-ts";
 *
 * export default sqlSource({ dialect: "postgres" });
 * ```
 */
export function sqlSource(options: SqlSourceOptions): TypedSource {
  const dialect = dialects[options.dialect];
  const { name = `source-${options.dialect}`, documentationUrl = dialect.documentationUrl } = options;
  const spec: Fields = {
    ...dialect.spec,
    concurrency: optional(
      integer({
        title: "Concurrency",
        description: "How many tables are read at once.",
        minimum: 1,
        order: 20,
      }),
      dialect.concurrency,
    ),
  };
  const connectionSpecification: JsonObject = {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: `Source ${options.dialect}`,
    ...objectSchema(spec),
  };
  const made: Source = {
    name,
    spec: () => ({
      connectionSpecification,
      ...(documentationUrl === undefined ? {} : { documentationUrl }),
    }),
    async configure(input) {
      const { runDatabase } = await import("./run_database.ts");
      const config = withDefaults(input.config, connectionSpecification);
      return runDatabase({ ...options, name }, { ...input, config });
    },
  };
  return made;
}
