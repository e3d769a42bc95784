import { ConnectorError, type FailureType } from "../../errors.ts";
import type { PageSizeReduction } from "../roles.ts";

/** The page size in effect while one slice is read. */
export interface PageSizeReducer {
  /** Undefined while the configured size holds. */
  readonly pageSize: number | undefined;
  /**
   * Shrinks the page, then waits.
   * @throws {ConnectorError} once no smaller page is allowed.
   */
  reduce(rejection: string | undefined): Promise<void>;
  succeeded(): void;
}

interface Options {
  policy: PageSizeReduction;
  configured: number | undefined;
  stream: string;
  /** Waits some seconds; the reason is logged. */
  wait(seconds: number, reason: string): Promise<void>;
}

/** Behaves as the CDK's `page_size_reduction`: attempts count in a row, a page that succeeds starts them anew. */
export function pageSizeReducer({ policy, configured, stream, wait }: Options): PageSizeReducer {
  let current: number | undefined;
  let attempts = 0;
  let retriesAtMinimum = 0;

  function fail(failureType: FailureType, message: string, rejection: string | undefined): never {
    const extra = failureType === "transient_error" && policy.failureMessage?.trim();
    throw new ConnectorError("http.page_size", {
      failureType,
      message: extra ? `${message}. ${extra}` : message,
      internalMessage: rejection && `The API rejected the page: ${rejection}`,
      stream,
    });
  }

  return {
    get pageSize() {
      return current;
    },
    async reduce(rejection) {
      if (configured === undefined) {
        fail(
          "config_error",
          `Cannot reduce the page size of stream "${stream}": its paginator sets none`,
          rejection,
        );
      }
      const size = current ?? configured;
      const reduced = Math.max(policy.minimum, Math.floor(size / policy.factor));
      if (reduced < size) {
        attempts++;
        if (attempts > policy.maxAttempts) {
          fail(
            "transient_error",
            `Cannot read stream "${stream}": pages are rejected at every size down to ${size}`,
            rejection,
          );
        }
        current = reduced;
        await wait(
          policy.backoffSeconds * attempts,
          `page size of ${stream} reduced from ${size} to ${reduced}`,
        );
        return;
      }
      if (retriesAtMinimum < policy.retriesAtMinimum) {
        retriesAtMinimum++;
        await wait(
          policy.backoffSeconds * retriesAtMinimum,
          `page of ${size} records of ${stream} tried again`,
        );
        return;
      }
      if (current === undefined && policy.minimum > 1) {
        fail(
          "config_error",
          `Cannot reduce the page size of stream "${stream}": ${size} is at its minimum already`,
          rejection,
        );
      }
      fail(
        "transient_error",
        `Cannot read stream "${stream}": pages are rejected even at the smallest size, ${size}`,
        rejection,
      );
    },
    succeeded() {
      attempts = 0;
      retriesAtMinimum = 0;
      if (policy.restoreAfterPage) current = undefined;
    },
  };
}
