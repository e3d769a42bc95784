import type { RequestOptions } from "../../http/message.ts";
import { StreamSlice } from "../../sources/stream_slice.ts";
import type { PartitionRouter } from "../roles.ts";
import { overlay } from "./overlay.ts";

/**
 * Every combination of the routers' slices, the last router changing fastest. As in the Python CDK, the routers are
 * read one after the other and kept, for all but the first are gone through again and again. Where two routers set the same field or
 * request option, the first one counts. Parents have no state here, as in the Python CDK.
 */
export function cartesianProduct(routers: readonly PartitionRouter[]): PartitionRouter {
  function combine(slices: readonly StreamSlice[]): StreamSlice {
    const last = [...slices].reverse();
    return new StreamSlice({
      partition: Object.assign({}, ...last.map(({ partition }) => partition)),
      extraFields: Object.assign({}, ...last.map(({ extraFields }) => extraFields)),
    });
  }

  return {
    async *slices() {
      const lists: StreamSlice[][] = [];
      for (const router of routers) lists.push(await Array.fromAsync(router.slices()));
      for (const slices of combinations(lists)) yield combine(slices);
    },
    options(scope) {
      let options: RequestOptions = {};
      for (const router of routers) options = overlay(router.options(scope), options);
      return options;
    },
    parents: routers.flatMap((router) => router.parents ?? []),
  };
}

function* combinations(lists: readonly StreamSlice[][], from = 0): Generator<StreamSlice[]> {
  const list = lists[from];
  if (!list) {
    yield [];
    return;
  }
  for (const slice of list) {
    for (const rest of combinations(lists, from + 1)) yield [slice, ...rest];
  }
}
