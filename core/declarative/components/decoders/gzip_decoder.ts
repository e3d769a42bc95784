import { createGunzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import { ConnectorError } from "../../../errors.ts";
import { component, slot } from "../../component.ts";
import { nestedParser } from "../../read/nested_parser.ts";
import type { Bytes } from "../../read/text_stream.ts";

export const GzipDecoder = component({
  type: "GzipDecoder",
  role: "decoder",
  summary: "Unpacks a gzip response, while it arrives; what is not packed passes as it is",
  fields: { decoder: slot("decoder") },
  build(def, ctx) {
    const inner = nestedParser(def.decoder, ctx);
    const parse = (data: Bytes) => inner(unpacked(data));
    return { streams: true, decode: (response) => parse(response.stream()), parse };
  },
});

async function* unpacked(data: Bytes): Bytes {
  const source = data[Symbol.asyncIterator]();
  let start: Uint8Array = new Uint8Array();
  while (start.length < 2) {
    const { value, done } = await source.next();
    if (done) break;
    start = start.length === 0 ? value : Uint8Array.from([...start, ...value]);
  }
  async function* whole(): Bytes {
    if (start.length > 0) yield start;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  if (start[0] !== 0x1f || start[1] !== 0x8b) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  // Errors come out of the iteration below.
  pipeline(Readable.from(whole()), gunzip, () => {});
  try {
    for await (const chunk of gunzip) yield chunk;
  } catch (cause) {
    throw new ConnectorError("record.gzip", {
      failureType: "system_error",
      message: `Cannot unpack the response: ${cause instanceof Error ? cause.message : cause}`,
      cause,
    });
  }
}
