/** Parquet files, row group by row group: what is held is one packed group and some of its rows. */
import type { AsyncBuffer, ColumnData, FileMetaData } from "hyparquet";
import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import type { ParquetFormat } from "../options.ts";
import type { RandomAccess } from "../stored_file.ts";
import { batchSize, type Format, type Properties } from "./format.ts";
import { type Column, columnsOf } from "./parquet_columns.ts";

/** Rows that are unpacked at once where columns hold single values. */
const rowsAtOnce = 50_000;

export function parquetFormat({ decimal_as_float = false }: ParquetFormat): Format {
  return {
    isRandom: true,
    async infer(content, uri) {
      const { columns } = await opened(await content.random(), decimal_as_float);
      const properties: Properties = {};
      for (const { name, schema } of columns) properties[name] = schema;
      for (const name of Object.keys(partitionsOf(uri))) properties[name] = { type: "string" };
      return properties;
    },
    async *read(content, { uri }) {
      const partitions = partitionsOf(uri);
      const { file, metadata, columns } = await opened(await content.random(), decimal_as_float);
      const isFlat = columns.every((column) => column.isFlat);
      let start = 0;
      for (const group of metadata.row_groups) {
        const end = start + Number(group.num_rows);
        // Lists are unpacked whole each time, however few rows are wanted.
        const step = isFlat ? rowsAtOnce : Infinity;
        for (let from = start; from < end; from += step) {
          yield* rows(file, metadata, columns, from, Math.min(end, from + step), partitions);
        }
        file.forget();
        start = end;
      }
    },
  };
}

interface GroupBuffer extends AsyncBuffer {
  /** The group is read. */
  forget(): void;
}

async function opened(
  random: RandomAccess,
  decimalAsFloat: boolean,
): Promise<{ file: GroupBuffer; metadata: FileMetaData; columns: Column[] }> {
  const { parquetMetadataAsync, parquetSchema } = await import("hyparquet");
  const file = groupBuffer(random);
  let metadata: FileMetaData;
  try {
    metadata = await parquetMetadataAsync(file, {
      initialFetchSize: Math.min(random.size, 64 * 1024),
      geoparquet: false,
    });
  } catch (cause) {
    throw unreadable(cause);
  }
  file.forget();
  return { file, metadata, columns: columnsOf(parquetSchema(metadata), decimalAsFloat) };
}

/** Remembers the bytes of the group that is being read: its rows are unpacked in several goes. */
function groupBuffer({ size, read }: RandomAccess): GroupBuffer {
  const held = new Map<string, Promise<ArrayBuffer>>();
  return {
    byteLength: size,
    slice(start, end = size) {
      const key = `${start}-${end}`;
      let bytes = held.get(key);
      if (!bytes) {
        bytes = read(start, end).then(bufferOf);
        held.set(key, bytes);
      }
      return bytes;
    },
    forget: () => held.clear(),
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && byteOffset === 0 && buffer.byteLength === byteLength) return buffer;
  const copy = new Uint8Array(byteLength);
  copy.set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy.buffer;
}

async function* rows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  columns: readonly Column[],
  rowStart: number,
  rowEnd: number,
  partitions: Record<string, string>,
): AsyncGenerator<JsonObject[]> {
  const { parquetRead } = await import("hyparquet");
  const { compressors } = await import("hyparquet-compressors");
  const found = new Map<string, ColumnData[]>();
  const onChunk = (chunk: ColumnData) => {
    const chunks = found.get(chunk.columnName);
    if (chunks) chunks.push(chunk);
    else found.set(chunk.columnName, [chunk]);
  };
  try {
    const parsers = { timestampFromNanoseconds: (ticks: bigint) => ticks };
    await parquetRead({
      file,
      metadata,
      rowStart,
      rowEnd,
      compressors,
      utf8: false,
      geoparquet: false,
      parsers,
      onChunk,
    });
  } catch (cause) {
    throw unreadable(cause);
  }
  const cursors = columns.map((column) => ({
    ...column,
    next: valuesFrom(found.get(column.name) ?? [], rowStart),
  }));
  for (let row = rowStart; row < rowEnd;) {
    const batch: JsonObject[] = [];
    for (const end = Math.min(rowEnd, row + batchSize); row < end; row++) {
      const record: JsonObject = {};
      for (const { name, next, convert } of cursors) {
        const value = next();
        record[name] = value === null || value === undefined ? null : convert(value);
      }
      batch.push(Object.assign(record, partitions));
    }
    yield batch;
  }
}

/** Gives the values of a column from a row on, one by one. */
function valuesFrom(chunks: readonly ColumnData[], row: number): () => unknown {
  const sorted = chunks.toSorted((a, b) => a.rowStart - b.rowStart);
  let index = sorted.findIndex(({ rowEnd }) => rowEnd > row);
  let data = sorted[index]?.columnData;
  let at = row - (sorted[index]?.rowStart ?? 0);
  return () => {
    while (data && at >= data.length) {
      data = sorted[++index]?.columnData;
      at = 0;
    }
    return data?.[at++];
  };
}

/** Folders named `year=2025` tell values of columns. */
function partitionsOf(uri: string): Record<string, string> {
  const partitions: Record<string, string> = {};
  for (const part of uri.split("/")) {
    const [name, value] = unquoted(part).split("=");
    if (name !== undefined && value !== undefined) partitions[name] = value;
  }
  return partitions;
}

function unquoted(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function unreadable(cause: unknown): unknown {
  // What the store says is not the format's fault.
  if (cause instanceof ConnectorError) return cause;
  return new ConnectorError("record.parquet", {
    failureType: "config_error",
    message: `Cannot read the Parquet: ${cause instanceof Error ? cause.message : cause}`,
    cause,
  });
}
