/** What a manifest may not combine. Each rule saves a sync that would lose or repeat records. */
import { ConnectorError, type FailureType } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

type PageAction = "REDUCE_PAGE_SIZE" | "SPLIT_REQUEST_WINDOW";

/** Says that two parts of a manifest do not go together. */
export function unsupported(
  message: string,
  at: () => string,
  hint?: string,
  failureType: FailureType = "system_error",
): ConnectorError {
  return new ConnectorError("manifest.unsupported", { failureType, message, at: at(), hint });
}

/** Whether an error handler of the requester answers with an action. Custom ones cannot be looked into. */
export function usesAction(requester: Json | undefined, action: PageAction): boolean {
  return isObject(requester) && handlerUses(requester["error_handler"], action);
}

function handlerUses(handler: Json | undefined, action: PageAction): boolean {
  if (!isObject(handler) || isCustom(handler)) return false;
  const nested = handler["error_handlers"];
  if (Array.isArray(nested)) return nested.some((item) => handlerUses(item, action));
  const filters = handler["response_filters"];
  return Array.isArray(filters) && filters.some((filter) => isObject(filter) && filter["action"] === action);
}

/** Only the main requester of a SimpleRetriever can ask for a smaller page or window. */
export function refusePageActions(requester: Json | undefined, what: string, at: () => string): void {
  for (const action of ["REDUCE_PAGE_SIZE", "SPLIT_REQUEST_WINDOW"] as const) {
    if (!usesAction(requester, action)) continue;
    throw unsupported(
      `Cannot use the action ${action} on ${what}: it has no page or window of its own`,
      at,
      "Only the requester of a SimpleRetriever can; use another action here",
    );
  }
}

/** OffsetIncrement counts what its extractor gives; a union counts the same page several times. */
export function refuseUnionUnderOffset(
  paginator: Json | undefined,
  extractor: Json | undefined,
  at: () => string,
): void {
  const strategy = isObject(paginator) ? paginator["pagination_strategy"] : undefined;
  if (!isObject(strategy) || strategy["type"] !== "OffsetIncrement" || !isUnion(extractor)) return;
  throw unsupported(
    'Cannot combine extractors by "union" under OffsetIncrement: the offset would run ahead and skip records',
    at,
    'Use the mode "first_match", PageIncrement or CursorPagination, or one extractor',
    "config_error",
  );
}

function isUnion(extractor: Json | undefined): boolean {
  if (!isObject(extractor) || extractor["type"] !== "CombinedExtractor") return false;
  if ((extractor["mode"] ?? "union") === "union") return true;
  const nested = extractor["extractors"];
  return Array.isArray(nested) && nested.some(isUnion);
}

/** Whether records come from the parent's own response (`lazy_read_pointer`). */
export function readsParentLazily(router: Json | undefined): boolean {
  if (!isObject(router) || router["type"] !== "SubstreamPartitionRouter") return false;
  const parents = router["parent_stream_configs"];
  return Array.isArray(parents) &&
    parents.some((parent) =>
      isObject(parent) && Array.isArray(parent["lazy_read_pointer"]) && parent["lazy_read_pointer"].length > 0
    );
}

/** What is known of a retriever when its parts are checked against each other. */
export interface RetrieverShape {
  stream: string;
  requester: JsonObject;
  paginator: JsonObject | undefined;
  decoder: JsonObject | undefined;
  reduction: JsonObject | undefined;
  splitting: JsonObject | undefined;
  incrementalSync: JsonObject | undefined;
  queriesProperties: boolean;
  uploadsFiles: boolean;
  /** Where it stands; looked up for a message only. */
  at: () => string;
}

/** A stream that is read lazily has no pages or windows of its own. @throws {ConnectorError} */
export function checkLazyReading(shape: RetrieverShape, firstSync: boolean): void {
  const { requester, reduction, splitting, incrementalSync: sync, decoder, stream, at } = shape;
  if (reduction || usesAction(requester, "REDUCE_PAGE_SIZE")) {
    throw unsupported(`Cannot reduce the page size of stream "${stream}": its parent is read lazily`, at);
  }
  if (splitting || usesAction(requester, "SPLIT_REQUEST_WINDOW")) {
    throw unsupported(`Cannot split the request window of stream "${stream}": its parent is read lazily`, at);
  }
  if (!firstSync) return;
  if (sync && sync["type"] !== "DatetimeBasedCursor") {
    throw unsupported(
      `Cannot read the parent of stream "${stream}" lazily: it needs a DatetimeBasedCursor, not ${
        sync["type"]
      }`,
      at,
    );
  }
  if (sync && (sync["step"] || sync["cursor_granularity"])) {
    throw unsupported(
      `Cannot read the parent of stream "${stream}" lazily: its cursor cuts more than one slice per parent`,
      at,
      "Remove step and cursor_granularity, or lazy_read_pointer",
    );
  }
  if (decoder && decoder["type"] !== "JsonDecoder") {
    throw unsupported(
      `Cannot read the parent of stream "${stream}" lazily: it needs a JsonDecoder, not ${decoder["type"]}`,
      at,
    );
  }
}

/** Custom components are named by their type. */
export function isCustom(node: JsonObject): boolean {
  return typeof node["type"] === "string" && node["type"].startsWith("Custom");
}
