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
  let previous = "";
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
      const text = await response.text();
      equalInARow = text === previous ? equalInARow + 1 : 0;
      previous = text;
      if (equalInARow >= equalPagesAllowed) {
        fail(`the API gave the same page ${equalInARow + 1} times in a row`);
      }
      if (tokens.has(token)) {
        const page = `${token} ${digest(text)}`;
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

/** FNV-1a over the text, with its length. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length}:${hash >>> 0}`;
}
