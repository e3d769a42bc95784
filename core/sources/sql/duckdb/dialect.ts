import { array, optional, string } from "../../../schema/builders.ts";
import type { Dialect } from "../database.ts";

/** A file of DuckDB. Its driver is native code, fetched when it is first needed. */
export const duckdb: Dialect = {
  concurrency: 2,
  chunkRows: 1_000_000,
  spec: {
    path: string({
      title: "Path",
      description: "The database file.",
      examples: ["/local/shop.duckdb"],
      minLength: 1,
      order: 0,
    }),
    schemas: optional(
      array(string(), {
        title: "Schemas",
        description: "The schemas whose tables are read.",
        minItems: 1,
        order: 1,
      }),
      ["main"],
    ),
  },
  async open(options) {
    const { openDuckdb } = await import("./database.ts");
    return await openDuckdb(options);
  },
};
