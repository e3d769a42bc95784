/** How an author declares a source of files. */
import type { JsonObject } from "../../json.ts";
import { type Fields, objectSchema } from "../../schema/schema.ts";
import type { ConfigOfSpec, InputOfSpec, TypedSource } from "../define_source.ts";
import type { StreamDefinition } from "../define_stream.ts";
import type { Source } from "../stream.ts";
import type { FileStorage, FileStream } from "./options.ts";
import { fileFields } from "./spec.ts";

/** What `fileSource()` takes. What is left out is asked for in the config. */
export interface FileSourceOptions<S extends Fields, N extends string> {
  /** The connector's name: `source-acme-exports`. */
  name: string;
  /** What the user is asked for besides. */
  spec?: S;
  /** Where the user can read more. */
  documentationUrl?: string;
  /** Where the files are; the config's `provider` where left out. */
  storage?: FileStorage | ((config: NoInfer<ConfigOfSpec<S>>) => FileStorage);
  /** Which files make which stream; the config's `streams` where left out. */
  streams?:
    | readonly FileStream<N>[]
    | ((config: NoInfer<ConfigOfSpec<S>>) => readonly FileStream<N>[]);
  /** Files that are read at once, over all streams; 4 where left out. */
  concurrency?: number;
}

/** What a config may tell besides what the source's own spec asks for. */
export interface FileConfig {
  /** Where the files are, where the source does not know it. */
  provider?: FileStorage;
  /** Which files make which stream, where the source does not know it. */
  streams?: readonly FileStream[];
  /** Files that changed last before it are not read: `2021-01-01`. */
  start_date?: string;
}

/** A source's options, as the reader runs them. */
export interface AnyFileSourceOptions {
  readonly name: string;
  readonly storage?: FileStorage | ((config: JsonObject) => FileStorage);
  readonly streams?: readonly FileStream[] | ((config: JsonObject) => readonly FileStream[]);
  readonly concurrency?: number;
}

/**
 * Declares a source of CSV, JSONL, Parquet, Avro and Excel files: in a folder, behind URLs, in a bucket; packed by
 * gzip, bzip2, zstd or zip, or not. Streams read what is new or has changed since the last run; records get the
 * columns `_ab_source_file_url` and `_ab_source_file_last_modified`. State and config are those of Airbyte's
 * file sources.
 *
 * @example
 * ```ts
 * import { fileSource, secret, string } from "airbyte-ts";
 *
 * export default fileSource({
 *   name: "source-acme-exports",
 *   spec: { key: string(), secret: secret() },
 *   storage: ({ key, secret }) => ({
 *     storage: "S3",
 *     bucket: "acme-exports",
 *     aws_access_key_id: key,
 *     aws_secret_access_key: secret,
 *   }),
 *   streams: [
 *     { name: "orders", globs: ["orders/*.csv.gz"], format: { filetype: "csv" }, primary_key: "id" },
 *     { name: "events", globs: ["events/**"], format: { filetype: "parquet" } },
 *   ],
 * });
 * ```
 */
export function fileSource<const S extends Fields = Record<never, never>, const N extends string = string>(
  options: FileSourceOptions<S, N>,
): TypedSource<InputOfSpec<S> & FileConfig, StreamDefinition<N, JsonObject>> {
  const { name, spec, documentationUrl, storage, streams } = options;
  const schema: JsonObject = {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...objectSchema({ ...fileFields({ storage: !storage, streams: !streams }), ...spec }),
  };
  const made: Source = {
    name,
    spec: () => ({
      connectionSpecification: schema,
      ...(documentationUrl === undefined ? {} : { documentationUrl }),
    }),
    async configure(input) {
      const { runFileSource } = await import("./run_file_source.ts");
      // The config is validated against the spec before it is used.
      return runFileSource(options as unknown as AnyFileSourceOptions, schema, input);
    },
  };
  return made;
}
