/** A table as a stream. */
import { ConnectorError, nearest } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import type { AirbyteStream, ConfiguredStream } from "../../protocol/messages.ts";
import { stateOf } from "../../protocol/parse.ts";
import type { SourceInput, Stream } from "../stream.ts";
import { StreamSlice } from "../stream_slice.ts";
import type { Column, Database, Table } from "./database.ts";
import { keyOf, positionOf } from "./position.ts";
import { cursorRead, fullRead, type TableRead } from "./table_read.ts";

/** What the streams of a database share. */
export interface TableStreamOptions {
  readonly database: Database;
  readonly input: SourceInput;
  readonly checkpointEvery: number;
  readonly chunkRows: number;
}

/** A table as the reader runs it. */
export function tableStream(table: Table, options: TableStreamOptions): Stream {
  const { name, namespace } = table;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    describe: () => Promise.resolve(describe(table)),
    open() {
      const read = startRead(table, options);
      let failed = false;
      return {
        async *partitions() {
          yield {
            slice: new StreamSlice(),
            async *read() {
              try {
                yield* read.batches();
              } catch (error) {
                failed = true;
                throw error;
              }
            },
          };
        },
        close: () => read.end(),
        finish: () => failed ? read.now() : undefined,
        current: () => read.now(),
      };
    },
  };
}

function describe({ name, namespace, columns, primaryKey, key }: Table): AirbyteStream {
  const isIncremental = columns.some(({ ordered }) => ordered);
  return {
    name,
    json_schema: {
      $schema: "http://json-schema.org/draft-07/schema#",
      type: "object",
      properties: Object.fromEntries(columns.map((column) => [column.name, column.schema])),
    },
    supported_sync_modes: isIncremental ? ["full_refresh", "incremental"] : ["full_refresh"],
    ...(isIncremental ? { source_defined_cursor: false } : {}),
    ...(primaryKey.length > 0 ? { source_defined_primary_key: primaryKey.map((column) => [column]) } : {}),
    ...(namespace === undefined ? {} : { namespace }),
    is_resumable: key.length > 0,
  };
}

function startRead(table: Table, options: TableStreamOptions): TableRead {
  const { input } = options;
  const configured = input.catalog?.streams.find(({ stream }) =>
    stream.name === table.name && (stream.namespace ?? table.namespace) === table.namespace
  );
  const state = stateOf(input.state, table.name, table.namespace) ?? stateOf(input.state, table.name);
  const warn = (text: string) => input.sink.log("WARN", `Stream ${table.name}: ${text}`);
  const read = { ...options, table, columns: chosenColumns(table, configured) };
  if (configured?.sync_mode === "incremental") {
    const field = configured.cursor_field ?? [];
    if (field.length > 0) {
      const cursor = cursorColumn(table, field);
      return cursorRead({ ...read, cursor }, positionOf(table, cursor, state, warn));
    }
    input.sink.log("INFO", `Stream ${table.name}: the catalog names no cursor_field, so all rows are read`);
  }
  return fullRead(read, keyOf(table, state));
}

/** The columns of the catalog; all of them where it names none that the table has. */
function chosenColumns({ columns }: Table, configured: ConfiguredStream | undefined): readonly Column[] {
  const properties: JsonObject[string] | undefined = configured?.stream.json_schema.properties;
  if (!isObject(properties)) return columns;
  const chosen = columns.filter(({ name }) => Object.hasOwn(properties, name));
  return chosen.length > 0 ? chosen : columns;
}

function cursorColumn(table: Table, field: readonly string[]): Column {
  const name = field.join(".");
  const usable = table.columns.filter(({ ordered }) => ordered).map((column) => column.name);
  const column = table.columns.find((column) => column.name === name);
  if (column?.ordered) return column;
  const near = nearest(name, usable);
  throw new ConnectorError("catalog.cursor_field", {
    failureType: "config_error",
    message: column
      ? `Cannot read "${table.name}" by the cursor "${name}": values of type ${column.type} have no order`
      : `Cannot read "${table.name}" by the cursor "${name}": the table has no such column`,
    hint: near && !column ? `Did you mean "${near}"?` : `It can be read by: ${usable.join(", ")}`,
    stream: table.name,
  });
}
