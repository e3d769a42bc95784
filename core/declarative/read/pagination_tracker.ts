import { ConnectorError } from "../../errors.ts";
import type { JsonObject } from "../../json.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { Cursor, PaginationReset } from "../roles.ts";

/** Counts the records since pagination (re)started and gives the slice to go on with after a reset. */
export interface PaginationTracker {
  observe(records: readonly JsonObject[], slice: StreamSlice): void;
  reachedLimit(): boolean;
  /** @throws {ConnectorError} where the same slice would be read over and over. */
  restart(previous: StreamSlice, original: StreamSlice): StreamSlice;
}

/** A tracker for one slice. `cursor` is a fresh one of the slice's own, where the reset may shrink the slice. */
export function paginationTracker(
  reset: PaginationReset | undefined,
  cursor: Cursor | undefined,
): PaginationTracker {
  // Without a cursor a reset means "try again", which is allowed once.
  const allowedAttempts = cursor ? 1 : 2;
  let count = 0;
  let attempts = 0;
  return {
    observe(records, slice) {
      count += records.length;
      if (cursor) { for (const record of records) cursor.observe(record, slice); }
    },
    reachedLimit: () => reset?.limit !== undefined && count >= reset.limit,
    restart(previous, original) {
      const next = cursor?.reduce ? cursor.reduce(original) : previous;
      if (JSON.stringify(next) !== JSON.stringify(previous)) attempts = 0;
      else if (++attempts >= allowedAttempts) {
        throw new ConnectorError("http.pagination_reset", {
          failureType: "system_error",
          message:
            "Cannot start pagination again: the same slice was read already and would not end elsewhere",
          internalMessage:
            `There were ${attempts} attempts with the same slice already while the max allowed is ${allowedAttempts}`,
        });
      }
      count = 0;
      return next;
    },
  };
}
