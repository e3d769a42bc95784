/** What is in a stored file: itself, or what it is packed around. Told by its first bytes, not by its name. */
import { open, rm } from "node:fs/promises";
import type { Bytes } from "../../../formats/text_stream.ts";
import { unpacked as gunzipped } from "../../../formats/unpack.ts";
import { openLocal } from "../storage/local.ts";
import type { OpenFile, RandomAccess } from "../stored_file.ts";

/** Unpacked bytes that a format reads. */
export interface Content {
  /** In an archive: the name of this file in it. */
  readonly name: string | undefined;
  stream(): Bytes;
  /** Bytes at any place; of what is packed, a copy on disk is made. */
  random(): Promise<RandomAccess>;
}

const none = new Uint8Array();

/** How a format reads. */
export interface Access {
  /** A zip archive is the format itself, as in Excel files. */
  readonly isZip?: boolean;
  /** It reads here and there, not from the start to the end. */
  readonly isRandom?: boolean;
}

/**
 * The contents of a file, one after the other.
 *
 * @throws {ConnectorError} record.zip, record.gzip, record.bzip2
 */
export async function* contentsOf(file: OpenFile, { isZip, isRandom }: Access): AsyncGenerator<Content> {
  const begun = isRandom && file.random ? undefined : beginning(file.stream());
  const stream = () => begun?.take() ?? file.stream();
  const kind = kindOf(await (begun ? begun.first(4) : file.random!.read(0, 4)));
  const copies: { path: string; file: OpenFile }[] = [];
  const copied = async (data: Bytes): Promise<RandomAccess> => {
    const copy = await copyOnDisk(data);
    copies.push(copy);
    return copy.file.random!;
  };
  try {
    if (kind === "zip" && !isZip) {
      if (file.random) await begun?.end();
      const { zipEntries } = await import("./zip.ts");
      for (const entry of await zipEntries(file.random ?? await copied(stream()))) {
        const { name, stream } = entry;
        if (!isMetadata(name)) yield { name, stream, random: () => copied(stream()) };
      }
    } else if (kind === undefined || kind === "zip") {
      yield { name: undefined, stream, random: async () => file.random ?? await copied(stream()) };
    } else {
      const unpacked = () => unpackers[kind](stream());
      yield { name: undefined, stream: unpacked, random: () => copied(unpacked()) };
    }
  } finally {
    await begun?.end();
    for (const copy of copies) {
      await copy.file.close();
      await rm(copy.path, { force: true });
    }
  }
}

interface Beginning {
  /** The first bytes, fewer where the file has no more. */
  first(count: number): Promise<Uint8Array>;
  /** All of the file, the first time that it is asked for. */
  take(): Bytes | undefined;
  end(): Promise<void>;
}

/** Looks at the start of a file without asking for it twice. */
function beginning(data: Bytes): Beginning {
  const source = data[Symbol.asyncIterator]();
  let start: Uint8Array = none;
  let isTaken = false;
  async function* whole(): AsyncGenerator<Uint8Array> {
    try {
      if (start.length > 0) yield start;
      for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
    } finally {
      await source.return?.();
    }
  }
  return {
    async first(count) {
      while (start.length < count) {
        const next = await source.next();
        if (next.done) break;
        start = start.length === 0 ? next.value : Uint8Array.from([...start, ...next.value]);
      }
      return start.subarray(0, count);
    },
    take() {
      if (isTaken) return undefined;
      isTaken = true;
      return whole();
    },
    async end() {
      if (!isTaken) await source.return?.();
      isTaken = true;
    },
  };
}

type Kind = "gzip" | "bzip2" | "zstd" | "zip";

function kindOf([a, b, c, d]: Uint8Array): Kind | undefined {
  if (a === 0x1f && b === 0x8b) return "gzip";
  if (a === 0x42 && b === 0x5a && c === 0x68 && d !== undefined && d >= 0x31 && d <= 0x39) return "bzip2";
  if (a === 0x28 && b === 0xb5 && c === 0x2f && d === 0xfd) return "zstd";
  if (a === 0x50 && b === 0x4b && (c === 3 && d === 4 || c === 5 && d === 6)) return "zip";
  return undefined;
}

const unpackers: Record<Exclude<Kind, "zip">, (data: Bytes) => Bytes> = {
  gzip: gunzipped,
  async *bzip2(data) {
    const { bunzip2 } = await import("./bzip2.ts");
    yield* bunzip2(data);
  },
  async *zstd(data) {
    const { pipeline, Readable } = await import("node:stream");
    const { createZstdDecompress } = await import("node:zlib");
    const unpack = createZstdDecompress();
    pipeline(Readable.from(data), unpack, () => {});
    for await (const chunk of unpack) yield chunk;
  },
};

/** What macOS puts beside the files. */
function isMetadata(name: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\.)/.test(name);
}

async function copyOnDisk(data: Bytes): Promise<{ path: string; file: OpenFile }> {
  const path = await Deno.makeTempFile({ prefix: "airbyte-ts-" });
  try {
    const file = await open(path, "w");
    try {
      for await (const chunk of data) await file.writeFile(chunk);
    } finally {
      await file.close();
    }
    return { path, file: await openLocal(path) };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}
