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

/**
 * The contents of a file, one after the other. `keepZip`: a zip archive is the format itself, as in Excel files.
 *
 * @throws {ConnectorError} record.zip, record.gzip, record.bzip2
 */
export async function* contentsOf(file: OpenFile, keepZip: boolean): AsyncGenerator<Content> {
  const start = await firstBytes(file);
  const kind = kindOf(start);
  const copies: { path: string; file: OpenFile }[] = [];
  const copied = async (stream: Bytes): Promise<RandomAccess> => {
    const copy = await copyOnDisk(stream);
    copies.push(copy);
    return copy.file.random!;
  };
  try {
    if (kind === "zip" && !keepZip) {
      const { zipEntries } = await import("./zip.ts");
      for (const { name, stream } of await zipEntries(file.random ?? await copied(file.stream()))) {
        if (!isMetadata(name)) yield { name, stream, random: () => copied(stream()) };
      }
    } else if (kind === undefined || kind === "zip") {
      yield {
        name: undefined,
        stream: () => file.stream(),
        random: async () => file.random ?? await copied(file.stream()),
      };
    } else {
      const stream = () => unpackers[kind](file.stream());
      yield { name: undefined, stream, random: () => copied(stream()) };
    }
  } finally {
    for (const copy of copies) {
      await copy.file.close();
      await rm(copy.path, { force: true });
    }
  }
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

async function firstBytes({ random, stream }: OpenFile): Promise<Uint8Array> {
  if (random) return await random.read(0, 4);
  let start: Uint8Array = none;
  for await (const chunk of stream()) {
    start = Uint8Array.from([...start, ...chunk.subarray(0, 4)]);
    if (start.length >= 4) break;
  }
  return start;
}

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
