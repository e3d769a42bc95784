/** Partition router × cursor → the slices of a stream, and the state that follows them. */
import { DateTime } from "../../datetime/mod.ts";
import type { JsonObject } from "../../json.ts";
import { StreamSlice } from "../../sources/stream_slice.ts";
import type { PartitionLimits } from "../../state/partitioned_position.ts";
import type { Position } from "../../state/position.ts";
import type { BuildEnvironment } from "../context.ts";
import type { Cursor, CursorFactory, PartitionRouter } from "../roles.ts";
import { overlay } from "./overlay.ts";

export interface StreamCursorOptions {
  name: string;
  /** Undefined: the stream is one partition. */
  router: PartitionRouter | undefined;
  /** Undefined: the stream is read anew each time. */
  factory: CursorFactory | undefined;
  /** After migrations; `{}` where there was none. */
  state: JsonObject;
  env: Pick<BuildEnvironment, "log">;
  limits?: PartitionLimits;
  /** Milliseconds that only grow. */
  clock?: () => number;
}

/** The cursor of a stream. @throws {ConnectorError} state.* where the state cannot be read. */
export function streamCursor(options: StreamCursorOptions): Cursor {
  const { factory, router, state } = options;
  if (!factory) return fullRefreshCursor(router);
  return router ? partitionedCursor(router, factory, options) : wholeCursor(factory, factory.whole(state));
}

/** The state of a stream that was read to its end and has no position to keep. */
export const noCursorState = "__ab_no_cursor_state_message";

function fullRefreshCursor(router: PartitionRouter | undefined): Cursor {
  const state = () => ({ [noCursorState]: true });
  return {
    cursorField: undefined,
    async *slices() {
      if (router) yield* router.slices();
      else yield new StreamSlice();
    },
    options: (scope) => router?.options(scope) ?? {},
    observe() {},
    shouldBeSynced: () => true,
    close: () => undefined,
    finish: state,
    state,
    coveredUntil: (stored) => stored[noCursorState] ? DateTime.now() : undefined,
  };
}

function wholeCursor(factory: CursorFactory, position: Position): Cursor {
  return {
    cursorField: factory.cursorField,
    async *slices() {
      for (const cursorSlice of position.windows()) yield new StreamSlice({ cursorSlice });
    },
    options: ({ slice }) => slice ? factory.options(slice) : {},
    observe: (record, slice) => position.observe(record, slice),
    shouldBeSynced: (record) => position.shouldBeSynced(record),
    close: (slice) => position.close(slice) ? position.state() : undefined,
    finish: () => position.state(),
    state: () => position.state(),
    fresh: () => wholeCursor(factory, position.fresh()),
    reduce(slice) {
      const window = position.reduce(slice);
      return window ? withWindow(slice, window) : slice;
    },
    split: (slice, minimum) => position.split(slice, minimum)?.map((window) => withWindow(slice, window)),
    coveredUntil: (stored) => position.coveredUntil(stored),
  };
}

function partitionedCursor(
  router: PartitionRouter,
  factory: CursorFactory,
  { name, state, env, limits, clock }: StreamCursorOptions,
): Cursor {
  const position = factory.perPartition({
    stream: name,
    state,
    source: router,
    globalCursor: router.globalCursor === true,
    limits,
    clock,
    log: (level, text) => env.log(level, text),
  });
  let splitter: Position | undefined;
  return {
    cursorField: factory.cursorField,
    async *slices() {
      for await (const parts of position.slices()) yield new StreamSlice(parts);
    },
    options(scope) {
      const { slice } = scope;
      const partition = slice && new StreamSlice({ partition: slice.partition });
      return overlay(
        router.options({ ...scope, slice: partition }),
        slice ? factory.options(new StreamSlice({ cursorSlice: slice.cursorSlice })) : {},
      );
    },
    observe: (record, slice) => position.observe(record, slice),
    shouldBeSynced: (record, slice) => position.shouldBeSynced(record, slice ?? new StreamSlice()),
    close: (slice) => position.close(slice) ? position.state() : undefined,
    finish() {
      position.finish();
      return position.state();
    },
    state: () => position.state(),
    // A cursor of the slice's own: the partition's may be forgotten or merged into the global one by now.
    fresh: () => wholeCursor(factory, position.fresh()),
    split(slice, minimum) {
      splitter ??= position.fresh();
      return splitter.split(slice, minimum)?.map((window) => withWindow(slice, window));
    },
    coveredUntil: (stored) => position.coveredUntil(stored),
  };
}

function withWindow({ partition, extraFields }: StreamSlice, cursorSlice: JsonObject): StreamSlice {
  return new StreamSlice({ partition, cursorSlice, extraFields });
}
