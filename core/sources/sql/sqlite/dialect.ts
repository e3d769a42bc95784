import { string } from "../../../schema/builders.ts";
import type { Dialect } from "../database.ts";

/** A file of SQLite. The driver is part of Deno, and reads in turns with everything else. */
export const sqlite: Dialect = {
  concurrency: 1,
  chunkRows: 100_000,
  spec: {
    path: string({
      title: "Path",
      description: "The database file.",
      examples: ["/local/shop.db"],
      minLength: 1,
      order: 0,
    }),
  },
  async open(options) {
    const { openSqlite } = await import("./database.ts");
    return openSqlite(options);
  },
};
