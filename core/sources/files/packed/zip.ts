/** Zip archives by their directory at the end: entries are read where they lie, nothing is held whole. */
import { ConnectorError } from "../../../errors.ts";
import type { Bytes } from "../../../formats/text_stream.ts";
import type { RandomAccess } from "../stored_file.ts";

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  stream(): Bytes;
}

const chunkSize = 512 * 1024;
const endSignature = 0x06054b50;
const end64Signature = 0x06064b50;
const locator64Signature = 0x07064b50;
const entrySignature = 0x02014b50;
const full32 = 0xffffffff;

/** The files of an archive in the order of its directory. @throws {ConnectorError} record.zip */
export async function zipEntries(archive: RandomAccess): Promise<ZipEntry[]> {
  const { offset, size, count } = await directoryOf(archive);
  const view = viewOf(await archive.read(offset, offset + size));
  const entries: ZipEntry[] = [];
  for (let at = 0, i = 0; i < count; i++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== entrySignature) {
      throw broken("its directory is damaged");
    }
    const entry = entryAt(archive, view, at);
    at = entry.next;
    if (!entry.name.endsWith("/")) entries.push(entry);
  }
  return entries;
}

async function directoryOf(archive: RandomAccess): Promise<{ offset: number; size: number; count: number }> {
  const from = Math.max(0, archive.size - 65_557);
  const view = viewOf(await archive.read(from, archive.size));
  let at = view.byteLength - 22;
  while (at >= 0 && view.getUint32(at, true) !== endSignature) at--;
  if (at < 0) throw broken("it has no directory");
  let [count, size, offset] = [
    view.getUint16(at + 10, true),
    view.getUint32(at + 12, true),
    view.getUint32(at + 16, true),
  ];
  if (at >= 20 && view.getUint32(at - 20, true) === locator64Signature) {
    const start = Number(view.getBigUint64(at - 12, true));
    const end = viewOf(await archive.read(start, start + 56));
    if (end.getUint32(0, true) !== end64Signature) throw broken("its directory is damaged");
    count = Number(end.getBigUint64(32, true));
    size = Number(end.getBigUint64(40, true));
    offset = Number(end.getBigUint64(48, true));
  }
  if (offset + size > archive.size) throw broken("its directory is damaged");
  return { offset, size, count };
}

function entryAt(archive: RandomAccess, view: DataView, at: number): ZipEntry & { next: number } {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const crc = view.getUint32(at + 16, true);
  let packedSize = view.getUint32(at + 20, true);
  let size = view.getUint32(at + 24, true);
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const commentLength = view.getUint16(at + 32, true);
  let offset = view.getUint32(at + 42, true);
  const name = nameAt(view, at + 46, nameLength, (flags & 0x800) !== 0);
  // Zip64: values that do not fit stand in an extra field, in this order.
  const extraEnd = at + 46 + nameLength + extraLength;
  for (let extra = at + 46 + nameLength; extra + 4 <= extraEnd;) {
    const id = view.getUint16(extra, true), length = view.getUint16(extra + 2, true);
    let value = extra + 4;
    const next = () => Number(view.getBigUint64((value += 8) - 8, true));
    if (id === 1) {
      if (size === full32) size = next();
      if (packedSize === full32) packedSize = next();
      if (offset === full32) offset = next();
    }
    extra += 4 + length;
  }
  return {
    name,
    size,
    next: extraEnd + commentLength,
    async *stream() {
      if (flags & 1) throw broken(`"${name}" in it is encrypted`);
      if (method !== 0 && method !== 8) {
        throw broken(`"${name}" in it is packed by the unknown method ${method}`);
      }
      const local = viewOf(await archive.read(offset, offset + 30));
      const start = offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
      const packed = pieces(archive, start, start + packedSize);
      yield* checked(method === 8 ? inflated(packed) : packed, name, crc);
    },
  };
}

/** Names without the mark for UTF-8 are in the old code page of DOS, of which ASCII is the part in use. */
function nameAt(view: DataView, at: number, length: number, isUtf8: boolean): string {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + at, length);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(isUtf8 ? "utf-8" : "latin1").decode(bytes);
  }
}

async function* pieces(archive: RandomAccess, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += chunkSize) yield await archive.read(at, Math.min(end, at + chunkSize));
}

async function* inflated(data: Bytes): AsyncGenerator<Uint8Array> {
  const { pipeline, Readable } = await import("node:stream");
  const { createInflateRaw } = await import("node:zlib");
  const unpack = createInflateRaw();
  pipeline(Readable.from(data), unpack, () => {});
  for await (const chunk of unpack) yield chunk;
}

async function* checked(data: Bytes, name: string, crc: number): AsyncGenerator<Uint8Array> {
  const { crc32 } = await import("node:zlib");
  let sum = 0;
  for await (const chunk of data) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== crc) throw broken(`the checksum of "${name}" in it is wrong`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function broken(reason: string): ConnectorError {
  return new ConnectorError("record.zip", {
    failureType: "system_error",
    message: `Cannot unpack the zip archive: ${reason}`,
  });
}
