/** Avro container files, block by block. */
import type { Bytes } from "../../../formats/text_stream.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../../../json.ts";
import type { AvroFormat } from "../options.ts";
import { type AvroInput, avroInput, compileReader, unreadable } from "./avro_reader.ts";
import { avroProperties } from "./avro_schema.ts";
import { batchSize, type Format } from "./format.ts";

export function avroFormat({ double_as_string = false }: AvroFormat): Format {
  return {
    async infer(content) {
      const { schema } = await headerOf(chunkReader(content.stream()));
      return avroProperties(schema, double_as_string);
    },
    async *read(content) {
      const source = chunkReader(content.stream());
      const { schema, codec, sync } = await headerOf(source);
      const readRecord = compileReader(schema, double_as_string);
      const unpack = await unpackerOf(codec);
      while (!await source.isOver()) {
        const count = Number(await source.long());
        const packed = await source.take(Number(await source.long()));
        if (!sameBytes(await source.take(16), sync)) throw unreadable("a block does not end as it has to");
        const block = avroInput(await unpack(packed));
        yield* records(block, count, readRecord);
      }
    },
  };
}

function* records(
  block: AvroInput,
  count: number,
  read: (input: AvroInput) => Json,
): Generator<JsonObject[]> {
  let batch: JsonObject[] = [];
  for (let i = 0; i < count; i++) {
    const record = read(block);
    if (!isObject(record)) throw unreadable("its values are no records");
    if (batch.push(record) < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Header {
  schema: JsonObject;
  codec: string;
  sync: Uint8Array;
}

async function headerOf(source: ChunkReader): Promise<Header> {
  const magic = await source.take(4);
  if (!sameBytes(magic, Uint8Array.of(0x4f, 0x62, 0x6a, 1))) {
    throw unreadable("it does not begin as an Avro file");
  }
  const entries = new Map<string, string>();
  for (let count = await source.long(); count !== 0n; count = await source.long()) {
    if (count < 0n) {
      count = -count;
      await source.long();
    }
    for (let i = 0; i < Number(count); i++) {
      const key = textOf(await source.take(Number(await source.long())));
      entries.set(key, textOf(await source.take(Number(await source.long()))));
    }
  }
  const schema = parseJson(entries.get("avro.schema") ?? "null");
  if (!isObject(schema) || schema.type !== "record") throw unreadable("its values are no records");
  return { schema, codec: entries.get("avro.codec") ?? "null", sync: await source.take(16) };
}

type Unpack = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

async function unpackerOf(codec: string): Promise<Unpack> {
  switch (codec) {
    case "null":
      return (bytes) => bytes;
    case "deflate": {
      const { inflateRawSync } = await import("node:zlib");
      return (bytes) => inflateRawSync(bytes);
    }
    case "zstandard": {
      const { zstdDecompressSync } = await import("node:zlib");
      return (bytes) => zstdDecompressSync(bytes);
    }
    case "snappy": {
      const { decompressSnappy } = await import("hyparquet-compressors");
      // A checksum of four bytes follows the data.
      return (bytes) => decompressSnappy(bytes.subarray(0, -4), Number(avroInput(bytes).unsigned()));
    }
    case "bzip2": {
      const { bunzip2 } = await import("../packed/bzip2.ts");
      return async (bytes) => (await chunkReader(bunzip2(once(bytes))).rest());
    }
  }
  throw unreadable(`it is packed by "${codec}": null, deflate, snappy, zstandard and bzip2 are known`);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface ChunkReader {
  isOver(): Promise<boolean>;
  /** @throws {ConnectorError} record.avro where fewer bytes are left */
  take(count: number): Promise<Uint8Array>;
  long(): Promise<bigint>;
  rest(): Promise<Uint8Array>;
}

/** Bytes that arrive in chunks, taken in the pieces that one needs. */
function chunkReader(data: Bytes): ChunkReader {
  const source = data[Symbol.asyncIterator]();
  let chunk: Uint8Array = new Uint8Array();
  const more = async (): Promise<boolean> => {
    while (chunk.length === 0) {
      const next = await source.next();
      if (next.done) return false;
      chunk = next.value;
    }
    return true;
  };
  const take = async (count: number): Promise<Uint8Array> => {
    if (count < 0) throw unreadable("a length is negative");
    if (chunk.length >= count) {
      const bytes = chunk.subarray(0, count);
      chunk = chunk.subarray(count);
      return bytes;
    }
    const parts: Uint8Array[] = [];
    for (let missing = count; missing > 0;) {
      if (!await more()) throw unreadable("it ends too early");
      const part = chunk.subarray(0, missing);
      chunk = chunk.subarray(part.length);
      parts.push(part);
      missing -= part.length;
    }
    return joined(parts);
  };
  return {
    isOver: async () => !await more(),
    take,
    async long() {
      const bytes: number[] = [];
      do bytes.push((await take(1))[0]!); while (bytes.at(-1)! > 127);
      return avroInput(Uint8Array.from(bytes)).long();
    },
    async rest() {
      const parts: Uint8Array[] = [];
      for (; await more(); chunk = chunk.subarray(chunk.length)) parts.push(chunk);
      return joined(parts);
    },
  };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
