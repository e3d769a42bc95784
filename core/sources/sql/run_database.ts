/** A database source in one run. */
import { ConnectorError } from "../../errors.ts";
import type { Json } from "../../json.ts";
import type { ConfiguredSource, SourceInput } from "../stream.ts";
import type { Database } from "./database.ts";
import { dialects } from "./dialects.ts";
import type { SqlSourceOptions } from "./sql_source.ts";
import { tableStream } from "./table_stream.ts";

/** A database that knows its config. */
export function runDatabase(
  { name, dialect, checkpointEvery = 10_000, chunkRows = dialects[dialect].chunkRows }: SqlSourceOptions & {
    name: string;
  },
  input: SourceInput,
): ConfiguredSource {
  const { config, sink } = input;
  const concurrency = countOf(config.concurrency) ?? dialects[dialect].concurrency;
  let opened: Promise<Database> | undefined;
  const open = () =>
    opened ??= dialects[dialect].open({
      config,
      application: name,
      connections: concurrency,
      log: sink.log.bind(sink),
    });
  return {
    config,
    concurrency,
    async check() {
      try {
        const tables = await (await open()).tables();
        if (tables.length > 0) return { succeeded: true };
        return { succeeded: false, message: "The connection works, but there is no table that can be read" };
      } catch (error) {
        if (!(error instanceof ConnectorError) || error.failureType === "system_error") throw error;
        return { succeeded: false, message: error.hint ? `${error.message}. ${error.hint}` : error.message };
      }
    },
    async streams() {
      const database = await open();
      const tables = await database.tables();
      return tables.map((table) => tableStream(table, { database, input, checkpointEvery, chunkRows }));
    },
    async close() {
      // One that could not be opened has told so already.
      await (await opened?.catch(() => undefined))?.close();
    },
  };
}

const countOf = (value: Json | undefined): number | undefined =>
  typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
