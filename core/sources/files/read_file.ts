/** One file: unpacked, read, its errors named after it. */
import { ConnectorError } from "../../errors.ts";
import { TransportError } from "../../http/transport_error.ts";
import type { JsonObject } from "../../json.ts";
import type { Properties } from "./formats/format.ts";
import { type Content, contentsOf } from "./packed/unpack.ts";
import { mergeProperties } from "./schema.ts";
import type { StreamSettings } from "./settings.ts";
import type { Storage, StoredFile } from "./stored_file.ts";

/** What a file's records need. */
export interface FileRequest {
  storage: Storage;
  settings: Pick<StreamSettings, "format" | "filetype">;
  file: StoredFile;
  types?: ReadonlyMap<string, string> | undefined;
  warn?(text: string): void;
}

/** The records of a file, in batches. @throws {ConnectorError} file.unreadable, file.opening, http.* */
export async function* readFile(request: FileRequest): AsyncGenerator<JsonObject[]> {
  const { file, settings, types, warn } = request;
  yield* eachContent(request, (content) =>
    settings.format.read(content, {
      uri: file.uri,
      types,
      warn: (text) => warn?.(`File ${file.uri}: ${text}`),
    }));
}

/** The columns of a file. @throws {ConnectorError} file.unreadable, file.opening, http.* */
export async function inferFile(request: FileRequest): Promise<Properties> {
  let properties: Properties = {};
  const { file, settings } = request;
  const inferred = eachContent(request, async function* (content) {
    yield await settings.format.infer(content, file.uri);
  });
  for await (const found of inferred) properties = mergeProperties(properties, found);
  return properties;
}

async function* eachContent<T>(
  { storage, settings, file }: FileRequest,
  read: (content: Content) => AsyncIterable<T>,
): AsyncGenerator<T> {
  const open = await storage.open(file);
  let member: string | undefined;
  try {
    for await (const content of contentsOf(open, settings.format)) {
      member = content.name;
      yield* read(content);
    }
  } catch (cause) {
    throw unreadable(file, member, settings.filetype, cause);
  } finally {
    await open.close();
  }
}

function unreadable(
  { uri }: StoredFile,
  member: string | undefined,
  filetype: string,
  cause: unknown,
): unknown {
  const isFormat = cause instanceof ConnectorError && /^(?:record|manifest)\./.test(cause.code);
  if (cause instanceof ConnectorError && !isFormat) return cause;
  const reason = (cause instanceof Error ? cause.message : String(cause)).replace(/^Cannot [^:]*: /, "");
  const where = member === undefined ? `"${uri}"` : `"${member}" in "${uri}"`;
  return new ConnectorError("file.unreadable", {
    failureType: isFormat
      ? "config_error"
      : cause instanceof TransportError
      ? "transient_error"
      : "system_error",
    message: `Cannot read the file ${where} as ${filetype}: ${reason}`,
    cause,
  });
}
