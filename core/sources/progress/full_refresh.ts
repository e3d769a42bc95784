import { isObject, type JsonObject } from "../../json.ts";
import { partitionKey } from "../../state/partition_key.ts";
import { StreamSlice } from "../stream_slice.ts";
import { inOrder } from "./in_order.ts";
import type { PartitionSource, Progress } from "./progress.ts";

/** The key under which a state names the last slice with all before it read: the next run goes on after it. */
export const lastSliceKey = "last_slice";

/** The state of a full refresh that is done: the next one starts anew. */
export const doneState: JsonObject = { __ab_no_cursor_state_message: true };

/**
 * A stream without a cursor. While it is read its state names the last slice that is done, so that a run that
 * was killed goes on there; a finished read leaves nothing to go on from.
 */
export function fullRefreshProgress(
  partitions: PartitionSource | undefined,
  state: JsonObject | undefined,
  warn: (text: string) => void,
): Progress {
  const order = inOrder<StreamSlice>();
  const current = () => {
    const slice = partitions && order.last();
    return slice ? { [lastSliceKey]: slice.partition } : undefined;
  };
  return {
    sequential: false,
    async *slices() {
      const source = partitions ? resumed(partitions, state, warn) : [{}];
      for await (const partition of source) {
        const slice = new StreamSlice({ partition });
        order.begin(slice);
        yield slice;
      }
    },
    stateOf: () => ({}),
    observe: (records) => records,
    during: () => undefined,
    close: (slice) => order.end(slice) ? current() : undefined,
    finish: (failed) => failed ? current() : doneState,
    current,
  };
}

/** The partitions after the one that the state names; all of them where it is not among them. */
export async function* resumed(
  partitions: PartitionSource,
  state: JsonObject | undefined,
  warn: (text: string) => void,
): AsyncGenerator<JsonObject> {
  const last = state?.[lastSliceKey];
  if (isObject(last)) {
    const wanted = partitionKey(last);
    let found = false;
    for await (const partition of partitions()) {
      if (found) yield partition;
      else found = partitionKey(partition) === wanted;
    }
    if (found) return;
    warn(`The slice ${wanted} that the state names is not there any more: all slices are read`);
  }
  yield* partitions();
}
