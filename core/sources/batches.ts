import type { JsonObject } from "../json.ts";
import type { Rows } from "./define_stream.ts";

/** Single records are gathered to lists of so many, or for so many milliseconds. */
const batchSize = 100;
const longestWait = 100;

/** Records one by one or in lists → lists. */
export async function* batchesOf(rows: Rows<JsonObject>): AsyncGenerator<JsonObject[]> {
  let batch: JsonObject[] = [];
  if (!(Symbol.asyncIterator in rows)) {
    for (const row of rows) {
      if (isList(row)) {
        if (batch.length > 0) yield batch;
        batch = [];
        yield row;
      } else if (batch.push(row) >= batchSize) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
    return;
  }
  const iterator = rows[Symbol.asyncIterator]();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: Promise<undefined> | undefined;
  const flushed = () => {
    const full = batch;
    batch = [];
    clearTimeout(timer);
    late = undefined;
    return full;
  };
  let ended = false;
  try {
    for (let pending = iterator.next();;) {
      // A slow source does not hold back the records that are there.
      const result = await (late ? Promise.race([pending, late]) : pending);
      if (!result) {
        yield flushed();
        continue;
      }
      if (result.done) {
        ended = true;
        break;
      }
      if (isList(result.value)) {
        if (batch.length > 0) yield flushed();
        yield result.value;
      } else if (batch.push(result.value) >= batchSize) yield flushed();
      else late ??= new Promise((resolve) => timer = setTimeout(resolve, longestWait, undefined));
      pending = iterator.next();
    }
    if (batch.length > 0) yield flushed();
  } finally {
    clearTimeout(timer);
    if (!ended) await iterator.return?.();
  }
}

function isList(row: JsonObject | JsonObject[]): row is JsonObject[] {
  return Array.isArray(row);
}
