/** The part of `@duckdb/node-api` that is used here, told in types of our own so that no run fetches it in vain. */
import { ConnectorError } from "../../../errors.ts";

/** A piece of an answer. */
export interface Chunk {
  readonly rowCount: number;
  getRows(): unknown[][];
}

/** An answer that is fetched piece by piece. */
export interface Result {
  fetchChunk(): Promise<Chunk | null>;
}

export interface Connection {
  stream(query: string, values?: unknown[]): Promise<Result>;
  interrupt(): void;
  closeSync(): void;
}

export interface Instance {
  connect(): Promise<Connection>;
  closeSync(): void;
}

interface Driver {
  DuckDBInstance: { create(path: string, options: Record<string, string>): Promise<Instance> };
}

// Not a literal: what is imported by a literal is fetched by every run of the program.
const driver: string = "@duckdb/node-api";

/** @throws {ConnectorError} sql.driver */
export async function loadDriver(): Promise<Driver> {
  try {
    const loaded: unknown = await import(driver);
    if (isDriver(loaded)) return loaded;
    throw new TypeError("it has no DuckDBInstance");
  } catch (error) {
    throw new ConnectorError("sql.driver", {
      failureType: "system_error",
      message: `Cannot load DuckDB: ${error instanceof Error ? error.message : error}`,
      hint: `Add "${driver}" to the imports of deno.json: deno add npm:${driver}`,
      cause: error,
    });
  }
}

function isDriver(value: unknown): value is Driver {
  return typeof value === "object" && value !== null && "DuckDBInstance" in value;
}
