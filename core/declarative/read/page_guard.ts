import { ConnectorError } from "../../errors.ts";
import type { HttpResponse } from "../../http/message.ts";

/** Ends pagination that would never end by itself: the Python CDK has no such guard. */
export interface PageGuard {
  /** @throws {ConnectorError} http.endless_pages */
  check(nextToken: unknown, response: HttpResponse, bodyStreams: boolean): Promise<void>;
  reset(): void;
}

// An API may give the same token for every page (scroll ids), so a token that comes back counts only with the
// very page that it came with before. Page numbers never come back: there, many equal pages in a row count.
const equalPagesAllowed = 50;
const tokensRemembered = 100_000;

export function pageGuard(stream: string): PageGuard {
  let tokens = new Set<string>();
  let pages = new Set<string>();
  let previous: Uint8Array | undefined;
  let equalInARow = 0;

  function fail(reason: string): never {
    throw new ConnectorError("http.endless_pages", {
      failureType: "system_error",
      message: `Cannot read stream "${stream}" to its end: ${reason}`,
      hint:
        "Check cursor_value and stop_condition of the paginator, and that the API knows its page parameter",
      stream,
    });
  }

  return {
    async check(nextToken, response, bodyStreams) {
      if (bodyStreams) return;
      const token = JSON.stringify(nextToken);
      const body = await response.bytes();
      equalInARow = previous && equal(body, previous) ? equalInARow + 1 : 0;
      previous = body;
      if (equalInARow >= equalPagesAllowed) {
        fail(`the API gave the same page ${equalInARow + 1} times in a row`);
      }
      if (tokens.has(token)) {
        const page = `${token} ${digest(body)}`;
        if (pages.has(page)) fail(`the page token ${token} came back with the same page`);
        pages.add(page);
      } else if (tokens.size < tokensRemembered) tokens.add(token);
    },
    reset() {
      tokens = new Set();
      pages = new Set();
    },
  };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** FNV-1a over the bytes, with their number. */
function digest(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return `${bytes.length}:${hash >>> 0}`;
}
