import type { HeaderTable } from "./headers.ts";

export type Chunks = ReadableStream<Uint8Array<ArrayBuffer>>;

/** Undoes the Content-Encoding of a body, where it is one of those that the transport left to us. */
export function decompress(
  body: Chunks | null,
  headers: HeaderTable,
  left: readonly string[],
): Chunks | null {
  const encoding = headers.get("content-encoding")?.trim().toLowerCase();
  if (!body || !encoding || !left.includes(encoding)) return body;
  return encoding === "deflate" ? inflate(body) : body.pipeThrough(new DecompressionStream("gzip"));
}

/** `deflate` is zlib by the book and raw deflate from some servers: the first two bytes tell. */
function inflate(body: Chunks): Chunks {
  const source = body.getReader();
  let inflated: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  return new ReadableStream({
    async pull(controller) {
      if (!inflated) {
        const first = await source.read();
        if (first.done) return controller.close();
        const [a = 0, b = 0] = first.value;
        const isZlib = (a & 0x0f) === 8 && ((a << 8) | b) % 31 === 0;
        inflated = startingWith(first.value, source)
          .pipeThrough(new DecompressionStream(isZlib ? "deflate" : "deflate-raw"))
          .getReader();
      }
      const chunk = await inflated.read();
      if (chunk.done) controller.close();
      else controller.enqueue(chunk.value);
    },
    cancel: (reason) => source.cancel(reason),
  });
}

function startingWith(
  first: Uint8Array<ArrayBuffer>,
  rest: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): Chunks {
  return new ReadableStream({
    start: (controller) => controller.enqueue(first),
    async pull(controller) {
      const chunk = await rest.read();
      if (chunk.done) controller.close();
      else controller.enqueue(chunk.value);
    },
  });
}
