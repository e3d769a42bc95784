/** Files where they are stored, and how their bytes are read. */
import type { Bytes } from "../../formats/text_stream.ts";
import type { Glob } from "./glob.ts";

/** A file as a listing tells of it. */
export interface StoredFile {
  /** Tells it apart from all others of its store: a path, a key, a URL. */
  readonly uri: string;
  /** UTC, `2025-01-26T13:20:05.000000Z`: of one length, so that texts compare as times do. */
  readonly lastModified: string;
  /** Bytes, where the listing tells. */
  readonly size?: number | undefined;
  /** Of this version, where the listing tells. */
  readonly etag?: string | undefined;
}

/** Where files are. */
export interface Storage {
  /** Files that match any of the globs, each once. @throws {ConnectorError} file.listing, http.* */
  list(globs: readonly Glob[]): AsyncIterable<StoredFile>;
  /** @throws {ConnectorError} file.opening, http.* */
  open(file: StoredFile): Promise<OpenFile>;
  /** For messages: `the bucket "exports"`. */
  readonly place: string;
}

/** Bytes at any place of a file. */
export interface RandomAccess {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array>;
}

/** A file that is being read. */
export interface OpenFile {
  /** The bytes from the start; may be asked for again. */
  stream(): Bytes;
  /** Undefined where the store gives files as a whole only. */
  readonly random: RandomAccess | undefined;
  close(): Promise<void>;
}

/** A time in the form of {@link StoredFile.lastModified}. */
export function timestamp(date: Date, microseconds = date.getUTCMilliseconds() * 1000): string {
  return `${date.toISOString().slice(0, 19)}.${String(microseconds).padStart(6, "0")}Z`;
}
