import { RequestSignal } from "../../http/message.ts";
import type { HttpResponse } from "../../http/message.ts";
import { ConnectorError } from "../../errors.ts";
import { truthy } from "../../jinja/python/iterate.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type { RecordBatch } from "../../sources/stream.ts";
import type { RequestPurpose } from "../../sources/test_read.ts";
import { StreamSlice } from "../../sources/stream_slice.ts";
import type { BuildEnvironment } from "../context.ts";
import type {
  Cursor,
  Decoder,
  FileUploader,
  PageSizeReduction,
  PaginationReset,
  Paginator,
  QueryProperties,
  RecordSelector,
  Requester,
  RequestScope,
} from "../roles.ts";
import { embeddedResponse } from "./embedded_response.ts";
import { pageGuard } from "./page_guard.ts";
import { mergeOptions } from "./request_option.ts";
import { pageSizeReducer } from "./page_size_reducer.ts";
import { paginationTracker } from "./pagination_tracker.ts";
import { waitFor } from "./wait.ts";

/** What reading a slice page by page takes. */
export interface PageReaderParts {
  stream: string;
  requester: Requester;
  decoder: Decoder;
  selector: RecordSelector;
  paginator: Paginator | undefined;
  fileUploader?: FileUploader | undefined;
  cursor: Cursor | undefined;
  /** Records that the cursor knows are dropped after pagination has seen them. */
  dataFeed: boolean;
  properties: QueryProperties | undefined;
  reset: PaginationReset | undefined;
  reduction: PageSizeReduction | undefined;
  sliceOptionsOnFirstPageOnly: boolean;
  /** The first page lies in the parent's record, where the slice has it (`child_response`). */
  lazy?: boolean;
  /** What a test read shows of the requests. */
  purpose?: RequestPurpose | undefined;
  env: BuildEnvironment;
}

/** How reading of one page ended. */
interface PageEnd {
  response: HttpResponse | undefined;
  body: Json;
  extracted: number;
  count: number;
  lastRecord: JsonObject | undefined;
}

/** Reads one slice: request, records, next page, until the paginator has no token. */
export function pageReader(parts: PageReaderParts): (slice: StreamSlice) => AsyncIterable<RecordBatch> {
  const { stream, requester, decoder, selector, paginator, cursor, properties, reduction, env } = parts;

  async function fetchPage(
    scope: RequestScope,
    pageSize: number | undefined,
  ): Promise<HttpResponse | undefined> {
    const given = parts.lazy && !scope.nextPageToken ? embeddedPage(scope.slice) : undefined;
    if (given !== undefined) return embeddedResponse(given);
    const sliceOptions = !(scope.nextPageToken && parts.sliceOptionsOnFirstPageOnly) &&
      cursor?.options(scope);
    const options = mergeOptions([paginator?.options(scope, pageSize), sliceOptions || undefined]);
    return await requester.send({ ...scope, path: paginator?.path(scope), options, purpose: parts.purpose });
  }

  /** Yields the records of one response; the end says what pagination needs to know. */
  async function* readPage(
    scope: RequestScope,
    pageSize: number | undefined,
  ): AsyncGenerator<RecordBatch, PageEnd> {
    const response = await fetchPage(scope, pageSize);
    const end: PageEnd = { response, body: {}, extracted: 0, count: 0, lastRecord: undefined };
    // As in `requests`, a response of 400 and above counts as none, whatever the error handler said of it.
    if (!response?.ok) return { ...end, response: undefined };
    const recordScope = { ...scope, response };
    let first = true;
    for await (const items of decoder.decode(response)) {
      if (first && !decoder.streams && items[0] !== undefined) end.body = items[0];
      first = false;
      const selections = selector.selectEach?.(items, recordScope) ??
        [await selector.select(items, recordScope)];
      for await (const selection of selections) {
        end.extracted += selection.extracted;
        end.count += selection.records.length;
        end.lastRecord = selection.records.at(-1) ?? end.lastRecord;
        if (selection.records.length > 0) yield* withFiles(selection, scope.slice);
        if (selection.failure) throw selection.failure.error;
      }
    }
    return end;
  }

  /** Each record with its file, one by one: a check that wants a single record loads a single file. */
  async function* withFiles(batch: RecordBatch, slice: StreamSlice | undefined): AsyncGenerator<RecordBatch> {
    const { fileUploader } = parts;
    if (!fileUploader) return yield batch;
    for (const record of batch.records) {
      yield { records: [record], fileReferences: [await fileUploader(record, slice)] };
    }
  }

  // Transformations change records in place; pagination must see the body as the API sent it.
  async function bodyForPagination({ body }: PageEnd, response: HttpResponse): Promise<Json> {
    if (!selector.changesRecords || decoder.streams || paginator?.readsBody === false) return body;
    for await (const [first] of decoder.decode(response)) return first ?? body;
    return body;
  }

  /** One page of which each chunk of properties is a request of its own. */
  async function* readChunkedPage(
    scope: RequestScope,
    pageSize: number | undefined,
    query: QueryProperties,
  ): AsyncGenerator<RecordBatch, PageEnd> {
    const merged = new Map<string, JsonObject>();
    let end: PageEnd = { response: undefined, body: {}, extracted: 0, count: 0, lastRecord: undefined };
    let count = 0;
    for await (const chunk of query.chunks()) {
      const slice = new StreamSlice({
        partition: scope.slice?.partition ?? {},
        cursorSlice: scope.slice?.cursorSlice ?? {},
        extraFields: { query_properties: chunk },
      });
      const page = readPage({ ...scope, slice }, pageSize);
      let step = await page.next();
      for (; !step.done; step = await page.next()) {
        const rest: JsonObject[] = [];
        for (const record of step.value.records) {
          const key = query.mergeKey?.(record);
          if (key === undefined) rest.push(record);
          else merged.set(key, deepMerge(merged.get(key) ?? {}, record));
        }
        count += rest.length;
        if (rest.length > 0) yield { records: rest };
      }
      end = step.value;
    }
    const records = [...merged.values()];
    if (records.length > 0) yield { records };
    return { ...end, count: count + records.length, lastRecord: records.at(-1) ?? end.lastRecord };
  }

  /** Drops what the cursor of a data feed knows already. */
  function news(batch: RecordBatch, slice: StreamSlice): RecordBatch {
    if (!parts.dataFeed || !cursor) return batch;
    const fresh = batch.records.map((record) => cursor.shouldBeSynced(record, slice));
    return {
      records: batch.records.filter((_, i) => fresh[i]),
      ...(batch.fileReferences ? { fileReferences: batch.fileReferences.filter((_, i) => fresh[i]) } : {}),
    };
  }

  return async function* read(original: StreamSlice): AsyncGenerator<RecordBatch> {
    let slice = original;
    const tracker = paginationTracker(
      parts.reset,
      parts.reset?.action === "SPLIT_USING_CURSOR" ? cursor?.fresh?.() : undefined,
    );
    const reducer = reduction && pageSizeReducer({
      policy: reduction,
      configured: paginator?.pageSize,
      stream,
      wait: (seconds, reason) => waitFor(seconds, reason, env),
    });
    let token = parts.lazy && embeddedPage(slice) !== undefined ? undefined : initialToken(paginator);
    let index = 0;
    const guard = pageGuard(stream);
    while (true) {
      env.signal?.throwIfAborted();
      const scope = { slice, nextPageToken: token };
      const pageSize = reducer?.pageSize;
      const page = properties ? readChunkedPage(scope, pageSize, properties) : readPage(scope, pageSize);
      let end: PageEnd;
      try {
        let step = await page.next();
        for (; !step.done; step = await page.next()) {
          // Records of a shrunken slice count for the whole one: the next reset goes on from there.
          tracker.observe(step.value.records, original);
          yield news(step.value, slice);
        }
        end = step.value;
      } catch (signal) {
        if (!(signal instanceof RequestSignal)) throw signal;
        if (signal.kind === "RESET_PAGINATION") {
          token = initialToken(paginator);
          slice = tracker.restart(slice, original);
          index = 0;
          guard.reset();
          continue;
        }
        if (signal.kind === "REDUCE_PAGE_SIZE" && reducer) {
          await reducer.reduce(signal.reason);
          continue;
        }
        if (signal.kind === "REDUCE_PAGE_SIZE") throw withoutReduction(stream);
        throw signal;
      }
      reducer?.succeeded();
      if (!end.response) return;
      index++;
      if (tracker.reachedLimit()) {
        token = initialToken(paginator);
        slice = tracker.restart(slice, original);
        guard.reset();
        continue;
      }
      const lastToken = token?.next_page_token;
      const next = await paginator?.nextToken({
        ...end,
        body: await bodyForPagination(end, end.response),
        response: end.response,
        lastToken,
        index,
        slice,
        pageSize,
      });
      if (!truthy(next)) return;
      await guard.check(next, end.response, decoder.streams);
      token = { next_page_token: next };
    }
  };
}

function embeddedPage(slice: StreamSlice | undefined): Json | undefined {
  return slice?.extraFields["child_response"];
}

function initialToken(paginator: Paginator | undefined): { next_page_token: unknown } | undefined {
  const token = paginator?.initialToken();
  return token === undefined || token === null ? undefined : { next_page_token: token };
}

/** Merges the parts of one record, nested objects included. */
function deepMerge(target: JsonObject, source: JsonObject): JsonObject {
  for (const [key, value] of Object.entries(source)) {
    const existing = target[key];
    if (isObject(existing) && isObject(value)) deepMerge(existing, value);
    else target[key] = value;
  }
  return target;
}

function withoutReduction(stream: string): ConnectorError {
  return new ConnectorError("manifest.page_size_reduction", {
    failureType: "config_error",
    message: `Cannot reduce the page size of stream "${stream}": its retriever has no page_size_reduction`,
    hint: "Add page_size_reduction to the retriever, or another action to the error handler",
    stream,
  });
}
