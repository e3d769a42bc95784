import { isObject, type JsonObject } from "../../json.ts";
import type { BuildEnvironment } from "../context.ts";
import { isCustom, type RetrieverShape, unsupported, usesAction } from "./restrictions.ts";
import { judgeStopCondition } from "./stop_condition.ts";

type Log = BuildEnvironment["log"];

/**
 * Whether pages of a stream may shrink: the next page must not depend on the size of this one, and the API must be
 * told the size. @throws {ConnectorError} manifest.unsupported
 */
export function checkPageSizeReduction(shape: RetrieverShape, log: Log): void {
  const { stream, reduction, at } = shape;
  const used = usesAction(shape.requester, "REDUCE_PAGE_SIZE");
  const fail = (reason: string, hint?: string) =>
    unsupported(`Cannot reduce page sizes of stream "${stream}": ${reason}`, at, hint);
  if (!reduction) {
    if (used) {
      throw fail("its retriever has no page_size_reduction", "Add page_size_reduction to the retriever");
    }
    return;
  }
  if (!used) {
    log(
      "WARN",
      `Stream ${stream} has page_size_reduction, but no response filter with the action REDUCE_PAGE_SIZE: ` +
        "pages shrink only if a custom error handler asks for it",
    );
  }
  if (shape.queriesProperties) throw fail("records of earlier property chunks would come twice");
  if (shape.uploadsFiles) throw fail("the files of a page would be uploaded twice");
  const { paginator } = shape;
  if (paginator?.["type"] !== "DefaultPaginator") throw fail("it needs a DefaultPaginator");
  if (!paginator["page_size_option"]) {
    throw fail("the API is not told the page size", "Add page_size_option to the paginator");
  }
  const token = paginator["page_token_option"];
  if (isObject(token) && token["type"] === "RequestPath") {
    throw fail(
      "the URL of the next page carries the old page size",
      "Use a page_token_option of type RequestOption",
    );
  }
  const strategy = paginator["pagination_strategy"];
  if (!isObject(strategy)) return;
  const type = strategy["type"];
  if (type === "PageIncrement") {
    throw fail(
      "page numbers count pages of one size, so records would be skipped",
      "Use OffsetIncrement or CursorPagination",
    );
  }
  if (isCustom(strategy)) return;
  if (type !== "CursorPagination" && type !== "OffsetIncrement") {
    throw fail(`it needs CursorPagination, OffsetIncrement or a custom strategy, not ${type}`);
  }
  checkSizes(strategy, reduction, shape, log);
  const stop = strategy["stop_condition"];
  if (type !== "CursorPagination" || typeof stop !== "string" || stop === "") return;
  const { verdict, reason } = judgeStopCondition(stop, numberOf(reduction["minimum_page_size"]) || 1);
  if (verdict === "truncates") {
    throw fail(
      `its stop_condition "${stop}" would end pagination early: ${reason}`,
      "Compare with the variable page_size, such as {{ last_page_size < page_size }}, or with 0",
    );
  }
  if (verdict === "unknown") {
    log(
      "WARN",
      `Stream ${stream} reduces page sizes, and its stop_condition "${stop}" could not be checked: ${reason}. ` +
        "Make sure that a page which is full at a reduced size does not satisfy it",
    );
  }
}

function checkSizes(
  strategy: JsonObject,
  reduction: JsonObject,
  { stream, at }: RetrieverShape,
  log: Log,
): void {
  const written = strategy["page_size"];
  if (written === undefined || written === null) {
    throw unsupported(
      `Cannot reduce page sizes of stream "${stream}": its pagination strategy has no page_size`,
      at,
    );
  }
  const size = numberOf(written);
  if (size === undefined) return;
  const minimum = numberOf(reduction["minimum_page_size"]) || 1;
  if (size <= minimum) {
    throw unsupported(
      `Cannot reduce page sizes of stream "${stream}": page_size ${size} is not above minimum_page_size ${minimum}`,
      at,
    );
  }
  const factor = numberOf(reduction["reduction_factor"]) || 2;
  const attempts = numberOf(reduction["max_attempts"]) || 5;
  if (minimum > 1 && factor ** attempts < size / minimum) {
    log(
      "WARN",
      `Stream ${stream}: minimum_page_size ${minimum} cannot be reached in one run of failing pages; ` +
        `max_attempts ${attempts} ends at ${Math.max(minimum, Math.floor(size / factor ** attempts))}`,
    );
  }
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
}
