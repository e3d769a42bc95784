/** A stream of files as the reader runs it: one slice for each file, one state after each. */
import type { Clock } from "../../clock.ts";
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { AirbyteStream } from "../../protocol/messages.ts";
import type { Partition, RecordBatch, SourceInput, Stream, StreamRead } from "../stream.ts";
import { StreamSlice } from "../stream_slice.ts";
import { stateOf } from "../../protocol/parse.ts";
import { type FileHistory, fileHistory, lastModifiedField } from "./history.ts";
import { streamSchema, urlField } from "./infer.ts";
import { readFile } from "./read_file.ts";
import { conformanceTo, typesOf } from "./schema.ts";
import type { StreamSettings } from "./settings.ts";
import type { Storage, StoredFile } from "./stored_file.ts";

export interface FileStreamContext {
  readonly input: Pick<SourceInput, "catalog" | "state" | "sink">;
  readonly storage: Storage;
  readonly clock: Clock;
}

/** What checks need of a stream, besides reading it. */
export interface FileStreamRun extends Stream {
  /** Reads one record of one file. @throws {ConnectorError} file.none, file.policy, and what reading throws */
  probe(): Promise<void>;
}

export function fileStream(settings: StreamSettings, context: FileStreamContext): FileStreamRun {
  const { name, primaryKey } = settings;
  const { storage, clock, input: { catalog, state, sink } } = context;
  const configured = catalog?.streams.find(({ stream }) => stream.name === name);
  const log = (level: "ERROR" | "WARN", text: string) => sink.log(level, text);
  let schema: Promise<JsonObject> | undefined;
  const inferredSchema = () => schema ??= streamSchema({ storage, settings, files, log });

  async function* files(): AsyncGenerator<StoredFile> {
    const seen = new Set<string>();
    for await (const file of storage.list(settings.globs)) {
      if (settings.startDate !== undefined && file.lastModified < settings.startDate) continue;
      if (seen.has(file.uri)) continue;
      seen.add(file.uri);
      yield file;
    }
  }

  /** The columns by the catalog. Without one, by the files, where records cannot be read otherwise. */
  async function knownProperties(): Promise<JsonObject | undefined> {
    const given = configured?.stream.json_schema.properties;
    if (isObject(given) && Object.keys(given).length > 0) return given;
    const { format, input, policy, schemaless } = settings;
    if (input) return input;
    if (schemaless || (!format.needsTypes && policy === "Emit Record")) return undefined;
    const { properties } = await inferredSchema();
    return isObject(properties) ? properties : undefined;
  }

  function openRead(): StreamRead {
    const before = stateOf(state, name);
    const isIncremental = configured?.sync_mode !== "full_refresh";
    const history = isIncremental
      ? fileHistory({
        state: before,
        days: settings.days,
        now: clock.now(),
        warn: (text) => log("WARN", text),
      })
      : undefined;
    const known = new Map<Partition, StoredFile>();
    const stopped = new Set<StoredFile>();
    let hasBegun = false;
    let properties: Promise<JsonObject | undefined> | undefined;
    let lastState = -Infinity;
    return {
      async *partitions() {
        const wanted = await wantedFiles(files(), history);
        if (history?.isFull) {
          log(
            "WARN",
            `Stream ${name}: the state holds as many files as it can, older ones are read again for days`,
          );
        }
        history?.begin(wanted);
        hasBegun = true;
        for (const file of wanted) {
          const partition: Partition = {
            slice: new StreamSlice({ partition: { uri: file.uri, last_modified: file.lastModified } }),
            async *read() {
              const schema = await (properties ??= knownProperties());
              yield* records({
                ...context,
                settings,
                file,
                properties: schema,
                stop: () => stopped.add(file),
                log,
              });
            },
          };
          known.set(partition, file);
          yield partition;
        }
      },
      close(partition) {
        const file = known.get(partition);
        known.delete(partition);
        if (!file || !history || stopped.has(file)) return undefined;
        history.done(file);
        // The state of many files is long: the more there are, the rarer it is written.
        const now = performance.now();
        const pause = history.size() < 500 ? 0 : history.size();
        if (now - lastState < pause) return undefined;
        lastState = now;
        return history.state();
      },
      finish() {
        if (!history) return { __ab_no_cursor_state_message: true };
        return hasBegun ? history.state() : before;
      },
      current: () => hasBegun ? history?.state() : undefined,
    };
  }

  return {
    name,
    async describe(): Promise<AirbyteStream> {
      return {
        name,
        json_schema: await placed(name, inferredSchema),
        supported_sync_modes: ["full_refresh", "incremental"],
        source_defined_cursor: true,
        default_cursor_field: [lastModifiedField],
        ...(primaryKey.length > 0 ? { source_defined_primary_key: primaryKey.map((key) => [key]) } : {}),
        is_resumable: true,
        is_file_based: false,
      };
    },
    open: openRead,
    async probe() {
      for await (const file of files()) {
        const fits = settings.input && settings.policy === "Wait for Discover"
          ? conformanceTo(settings.input)
          : undefined;
        for await (const [record] of readFile({ storage, settings, file })) {
          if (record && fits && !fits(record)) throw misfit(name, file);
          return;
        }
        return;
      }
      const globs = settings.globs.map(({ text }) => `"${text}"`).join(", ");
      throw new ConnectorError("file.none", {
        failureType: "config_error",
        message: `Cannot read the stream "${name}": no file in ${storage.place} matches ${globs}`,
        hint: settings.startDate ? "Check the globs and the start_date" : "Check the globs",
        stream: name,
      });
    },
  };
}

/** Files to read, those that changed first before all others. */
async function wantedFiles(
  files: AsyncIterable<StoredFile>,
  history: FileHistory | undefined,
): Promise<StoredFile[]> {
  const wanted: StoredFile[] = [];
  for await (const file of files) if (!history || history.isWanted(file)) wanted.push(file);
  const keyOf = ({ lastModified, uri }: StoredFile) => lastModified + uri;
  return wanted.map((file) => ({ file, key: keyOf(file) }))
    .sort((a, b) => a.key < b.key ? -1 : 1)
    .map(({ file }) => file);
}

interface RecordsRequest {
  settings: StreamSettings;
  storage: Storage;
  file: StoredFile;
  properties: JsonObject | undefined;
  /** The file is left, and is read again by the next run. */
  stop(): void;
  log(level: "WARN", text: string): void;
}

async function* records(request: RecordsRequest): AsyncGenerator<RecordBatch> {
  const { settings, file, properties, log } = request;
  const { name, policy, schemaless } = settings;
  const types = properties && !schemaless ? typesOf(properties) : undefined;
  const fits = properties && !schemaless && policy !== "Emit Record" ? conformanceTo(properties) : undefined;
  let skipped = 0;
  const warn = (text: string) => log("WARN", `Stream ${name}: ${text}`);
  try {
    for await (const batch of readFile({ ...request, types, warn })) {
      let kept = batch;
      if (fits) {
        const stopAt = policy === "Wait for Discover" ? batch.findIndex((record) => !fits(record)) : -1;
        kept = stopAt >= 0 ? batch.slice(0, stopAt) : batch.filter(fits);
        if (stopAt >= 0) {
          yield { records: kept.map(finished(file, schemaless)) };
          request.stop();
          warn(`the file ${file.uri} has records that do not fit the schema: it waits for the next discover`);
          return;
        }
        skipped += batch.length - kept.length;
      }
      yield { records: kept.map(finished(file, schemaless)) };
    }
  } catch (error) {
    throw error instanceof ConnectorError ? named(error, name) : error;
  } finally {
    if (skipped > 0) {
      warn(`${skipped} records of the file ${file.uri} do not fit the schema: they are skipped`);
    }
  }
}

/** Adds the file to a record. */
function finished(
  { uri, lastModified }: StoredFile,
  schemaless: boolean,
): (record: JsonObject) => JsonObject {
  const modified: Json = lastModified, url: Json = uri;
  if (schemaless) return (record) => ({ data: record, [lastModifiedField]: modified, [urlField]: url });
  return (record) => {
    record[lastModifiedField] = modified;
    record[urlField] = url;
    return record;
  };
}

function misfit(stream: string, { uri }: StoredFile): ConnectorError {
  return new ConnectorError("file.policy", {
    failureType: "config_error",
    message:
      `Cannot read the stream "${stream}": a record of the file "${uri}" does not fit the input_schema`,
    hint: "Change the input_schema, or choose another validation_policy",
    stream,
  });
}

async function placed<T>(stream: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ConnectorError ? named(error, stream) : error;
  }
}

function named(error: ConnectorError, stream: string): ConnectorError {
  error.stream ??= stream;
  return error;
}
