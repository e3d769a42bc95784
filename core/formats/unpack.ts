import { ConnectorError } from "../errors.ts";
import type { Bytes } from "./text_stream.ts";

/**
 * Unpacks gzip data (several members one after the other, too); what is not packed passes as it is.
 * `zlib` lets zlib data in as well. @throws {ConnectorError} record.gzip
 */
export async function* unpacked(data: Bytes, { zlib = false } = {}): AsyncGenerator<Uint8Array> {
  const source = data[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  while (start.length < 2) {
    const { value, done } = await source.next();
    if (done) break;
    start = start.length === 0 ? value : Uint8Array.from([...start, ...value]);
  }
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (start.length > 0) yield start;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  const [first = 0, second = 0] = start;
  const isGzip = first === 0x1f && second === 0x8b;
  const isZlib = zlib && (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
  if (!isGzip && !isZlib) {
    yield* whole();
    return;
  }
  // Loaded where something is packed: they are slow to load.
  const { pipeline, Readable } = await import("node:stream");
  const { createGunzip, createInflate } = await import("node:zlib");
  const unpack = isGzip ? createGunzip() : createInflate();
  // Errors come out of the iteration below.
  pipeline(Readable.from(whole()), unpack, () => {});
  try {
    for await (const chunk of unpack) yield chunk;
  } catch (cause) {
    throw new ConnectorError("record.gzip", {
      failureType: "system_error",
      message: `Cannot unpack the response: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    });
  }
}
