/** What a file format can do, and where each is loaded. */
import type { JsonObject } from "../../../json.ts";
import type { FileFormat } from "../options.ts";
import type { Content } from "../packed/unpack.ts";

/** A JSON Schema for each column. */
export type Properties = Record<string, JsonObject>;

/** What reading a file may need besides its bytes. */
export interface ReadRequest {
  /** The file, as records name it. */
  readonly uri: string;
  /** Column → type, as the catalog has them; undefined where values are left as they are. */
  readonly types: ReadonlyMap<string, string> | undefined;
  warn(text: string): void;
}

/** Reads files of one format. */
export interface Format {
  /** Files are zip archives by nature. */
  readonly isZip?: boolean;
  /** It reads here and there, not from the start to the end. */
  readonly isRandom?: boolean;
  /** Values are text until types say what they are. */
  readonly needsTypes?: boolean;
  /** What its columns are, by a look at the file that does not read more than it has to. */
  infer(content: Content, uri: string): Promise<Properties>;
  /** Its records in order, in batches. */
  read(content: Content, request: ReadRequest): AsyncIterable<JsonObject[]>;
}

/** A format as a stream wants it. @throws {ConnectorError} config.csv_format */
export async function loadFormat(format: FileFormat): Promise<Format> {
  switch (format.filetype) {
    case "csv":
      return (await import("./csv.ts")).csvFormat(format);
    case "jsonl":
      return (await import("./jsonl.ts")).jsonlFormat;
    case "parquet":
      return (await import("./parquet.ts")).parquetFormat(format);
    case "avro":
      return (await import("./avro.ts")).avroFormat(format);
    case "excel":
      return (await import("./excel.ts")).excelFormat;
  }
}

/** So many bytes of a text file tell discover what its columns are. */
export const inferenceBytes = 1_000_000;

/** So many records make a batch. */
export const batchSize = 500;
