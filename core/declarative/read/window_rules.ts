import { parseDuration, TimeDelta } from "../../datetime/mod.ts";
import type { BuildEnvironment } from "../context.ts";
import { type RetrieverShape, unsupported, usesAction } from "./restrictions.ts";

/** The finest step that a format can write, in seconds. */
const formatSteps: readonly [code: string, seconds: number][] = [
  ["%epoch_microseconds", 1e-6],
  ["%s_as_float", 1e-6],
  ["%f", 1e-6],
  ["%_ms", 1e-3],
  ["%ms", 1e-3],
  ["%S", 1],
  ["%s", 1],
  ["%M", 60],
  ["%H", 3600],
  ["%I", 3600],
  ["%d", 86_400],
];

/**
 * Whether the windows of a stream may be split: only a cursor that sends its window can send smaller ones.
 * @throws {ConnectorError} manifest.unsupported
 */
export function checkWindowSplitting(shape: RetrieverShape, log: BuildEnvironment["log"]): void {
  const { stream, splitting, incrementalSync: sync, at } = shape;
  const used = usesAction(shape.requester, "SPLIT_REQUEST_WINDOW");
  const fail = (reason: string, hint?: string) =>
    unsupported(`Cannot split request windows of stream "${stream}": ${reason}`, at, hint);
  if (!splitting) {
    if (used) {
      throw fail(
        "its retriever has no request_window_splitting",
        "Add request_window_splitting to the retriever",
      );
    }
    return;
  }
  if (!used) {
    log(
      "WARN",
      `Stream ${stream} has request_window_splitting, but no response filter with the action ` +
        "SPLIT_REQUEST_WINDOW: windows are split only if a custom error handler asks for it",
    );
  }
  const granularity = sync?.["cursor_granularity"];
  if (sync?.["type"] !== "DatetimeBasedCursor" || typeof granularity !== "string" || granularity === "") {
    throw fail("it needs a DatetimeBasedCursor with cursor_granularity");
  }
  if (sync["is_client_side_incremental"] === true) {
    throw fail("its window is not sent to the API (is_client_side_incremental)");
  }
  const step = parseDuration(granularity);
  if (step instanceof TimeDelta) {
    const seconds = step.totalSeconds();
    if (seconds <= 0) throw fail(`cursor_granularity "${granularity}" is not above zero`);
    const format = String(sync["datetime_format"] ?? "");
    const finest = Math.min(...formatSteps.filter(([code]) => format.includes(code)).map(([, unit]) => unit));
    if (Number.isFinite(finest) && seconds < finest) {
      throw fail(
        `datetime_format "${format}" cannot write steps as fine as cursor_granularity "${granularity}"`,
      );
    }
  }
  const smallest = splitting["min_split_window"];
  if (typeof smallest === "string" && smallest !== "") {
    const duration = parseDuration(smallest);
    if (!(duration instanceof TimeDelta) || duration.totalSeconds() <= 0) {
      throw fail(
        `min_split_window "${smallest}" is no fixed time above zero`,
        "Write days or shorter, such as P1D",
      );
    }
  }
  if (shape.queriesProperties) throw fail("records of earlier property chunks would come twice");
  if (shape.uploadsFiles) throw fail("the files of a window would be uploaded twice");
}
