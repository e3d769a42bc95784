/** Files behind a list of URLs. */
import { ConnectorError } from "../../../errors.ts";
import type { HttpResponse } from "../../../http/message.ts";
import type { Glob } from "../glob.ts";
import { type Storage, type StoredFile, timestamp } from "../stored_file.ts";
import { type HttpFile, openHttpFile, type SendRequest } from "./http_file.ts";
import { requestSender, type RequestWorld } from "./requests.ts";

export interface HttpsOptions {
  readonly urls: readonly string[];
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Servers that are asked about files at once. */
const atOnce = 8;

/** The URLs whose path, or which themselves, match a glob. */
export function httpsStorage({ urls, headers = {} }: HttpsOptions, world: RequestWorld): Storage {
  const fail = (message: string) => ({ action: "fail", failureType: "config_error", message } as const);
  const send = requestSender(
    world,
    {
      401: fail("Cannot read the file: the server wants other credentials (401)"),
      403: fail("Cannot read the file: the server denies access to it (403)"),
      404: fail("Cannot read the file: there is none at its URL (404)"),
      410: fail("Cannot read the file: there is none at its URL any more (410)"),
      501: "fail",
    },
    (request) => ({ ...request, headers: { ...headers, ...request.headers } }),
  );
  const ask = asker(send, () => new Date(world.clock.now()));
  const known = new Map<string, HttpFile>();
  return {
    place: "its URLs",
    async *list(globs) {
      const wanted = [...new Set(urls)].filter((url) => globs.some((glob) => matches(glob, url)));
      for (let at = 0; at < wanted.length; at += atOnce) {
        const asked = await Promise.allSettled(wanted.slice(at, at + atOnce).map(ask));
        for (const answer of asked) {
          if (answer.status === "rejected") throw answer.reason;
          known.set(answer.value.stored.uri, answer.value.file);
          yield answer.value.stored;
        }
      }
    },
    async open({ uri }) {
      const file = known.get(uri) ?? (await ask(uri)).file;
      return openHttpFile(send, file);
    },
  };
}

function matches(glob: Glob, url: string): boolean {
  if (glob.matches(url)) return true;
  const { pathname } = new URL(url);
  return glob.matches(decodeURIComponent(pathname).replace(/^\/+/, ""));
}

function asker(send: SendRequest, now: () => Date) {
  return async (url: string): Promise<{ file: HttpFile; stored: StoredFile }> => {
    const response = await described(send, url);
    const length = response.headers.get("content-length");
    const total = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1] ?? length;
    const isPacked = response.headers.get("content-encoding") !== undefined;
    const size = total === undefined || isPacked ? undefined : Number(total);
    const ranges = response.headers.get("accept-ranges");
    const hasRanges = !isPacked && (response.status === 206 || ranges?.toLowerCase() === "bytes");
    const date = new Date(response.headers.get("last-modified") ?? NaN);
    return {
      file: { url, size, hasRanges, etag: response.headers.get("etag") },
      // A server that does not tell when a file changed has it read by every run.
      stored: { uri: url, lastModified: timestamp(Number.isNaN(date.getTime()) ? now() : date), size },
    };
  };
}

/** The answer to HEAD, or to a GET of one byte where the server knows no HEAD. */
async function described(send: SendRequest, url: string): Promise<HttpResponse> {
  const identity = { "Accept-Encoding": "identity" };
  try {
    return await send({ method: "HEAD", url, headers: identity });
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    const response = await send(
      { method: "GET", url, headers: { ...identity, Range: "bytes=0-0" } },
      { stream: true },
    );
    await response.stream().cancel();
    return response;
  }
}
