/** A file behind a URL: read from the start, or in ranges. */
import { ConnectorError } from "../../../errors.ts";
import type { HttpResponse } from "../../../http/message.ts";
import { TransportError } from "../../../http/transport_error.ts";
import type { OpenFile, RandomAccess } from "../stored_file.ts";

/** Sends a request with retries; `stream` leaves the body on the wire. */
export type SendRequest = (
  request: { method: "GET" | "HEAD"; url: string; headers?: Record<string, string> },
  options?: { stream?: boolean },
) => Promise<HttpResponse>;

/** What a server told of a file. */
export interface HttpFile {
  readonly url: string;
  readonly size: number | undefined;
  /** The server gives parts of it. */
  readonly hasRanges: boolean;
  /** Of the version that is read: other versions are refused. */
  readonly etag: string | undefined;
}

/** Times in a row that a body may break off without a byte in between. */
const maxBreaks = 5;

/** Opens the file; nothing is sent before it is read. */
export function openHttpFile(send: SendRequest, file: HttpFile): OpenFile {
  const { url, size, hasRanges } = file;
  const headers: Record<string, string> = { "Accept-Encoding": "identity" };
  // A weak tag matches nothing.
  if (file.etag && !file.etag.startsWith("W/")) headers["If-Match"] = file.etag;
  const random: RandomAccess | undefined = size === undefined || !hasRanges ? undefined : {
    size,
    async read(start, end) {
      const last = Math.min(end, size) - 1;
      if (last < start) return new Uint8Array();
      const range = `bytes=${start}-${last}`;
      const response = await send({ method: "GET", url, headers: { ...headers, Range: range } });
      const bytes = await response.bytes();
      if (response.status === 206 && bytes.length === last + 1 - start) return bytes;
      if (response.status === 200 && bytes.length === size) return bytes.subarray(start, last + 1);
      throw new ConnectorError("file.range", {
        failureType: "system_error",
        message: `Cannot read a part of the file "${url}": the server gave ${bytes.length} bytes, ` +
          `not ${last + 1 - start}`,
      });
    },
  };
  return {
    random,
    stream: () => fromStart(send, url, headers, hasRanges),
    close: () => Promise.resolve(),
  };
}

/** The whole body; where it breaks off it goes on at that place. */
async function* fromStart(
  send: SendRequest,
  url: string,
  headers: Record<string, string>,
  hasRanges: boolean,
): AsyncGenerator<Uint8Array> {
  let given = 0;
  let breaks = 0;
  // A body that the server packs for the way has other places than the file.
  let isPlain = hasRanges;
  for (;;) {
    const range = given > 0 && isPlain ? { Range: `bytes=${given}-` } : undefined;
    const response = await send({ method: "GET", url, headers: { ...headers, ...range } }, { stream: true });
    isPlain &&= response.headers.get("content-encoding") === undefined &&
      response.headers.get("content-length") !== undefined;
    let skip = response.status === 206 ? 0 : given;
    try {
      for await (const chunk of response.stream()) {
        const bytes = skip > 0 ? chunk.subarray(skip) : chunk;
        skip -= chunk.length - bytes.length;
        if (bytes.length === 0) continue;
        breaks = 0;
        given += bytes.length;
        yield bytes;
      }
      return;
    } catch (error) {
      if (!(error instanceof TransportError) || ++breaks >= maxBreaks) throw error;
    }
  }
}
