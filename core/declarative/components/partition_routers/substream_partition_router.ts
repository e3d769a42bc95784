import { ConnectorError } from "../../../errors.ts";
import { truthy } from "../../../jinja/python/iterate.ts";
import type { JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { lookahead } from "../../../state/lookahead.ts";
import { component, list, slot } from "../../component.ts";
import type { ParentStream } from "../../roles.ts";

export const SubstreamPartitionRouter = component({
  type: "SubstreamPartitionRouter",
  role: "partition_router",
  summary: "One partition per record of one or more parent streams",
  fields: {
    parent_stream_configs: list(slot("parent_stream", { implied: "ParentStreamConfig" })),
  },
  build(def, ctx) {
    const parents = def.parent_stream_configs.map((node) => ctx.build(node));
    if (parents.length === 0) {
      throw new ConnectorError("manifest.parent_stream_configs", {
        failureType: "system_error",
        message: "Cannot build the partition router: it has no parent stream",
        at: ctx.at("parent_stream_configs"),
        hint: "Add a ParentStreamConfig, or use ListPartitionRouter",
      });
    }
    // A copy of the parents' states, made anew only when one may have moved.
    let snapshot: JsonObject | undefined;
    const moved = () => snapshot = undefined;

    return {
      async *slices() {
        for (const parent of parents) yield* slicesOf(parent, moved);
      },
      options({ slice }) {
        const options = {};
        for (const { requestOption, partitionField } of slice ? parents : []) {
          const value = slice?.get(partitionField);
          if (requestOption && truthy(value)) requestOption.inject(options, value);
        }
        return options;
      },
      parentState() {
        if (!snapshot) {
          snapshot = {};
          for (const { stream, incremental } of parents) {
            if (incremental) snapshot[stream.name] = stream.cursor.state();
          }
        }
        return snapshot;
      },
      parents: parents.flatMap(({ stream }) => [stream.name, ...stream.parents ?? []]),
      partitionFields: parents.map(({ partitionField }) => partitionField),
      injects: parents.some(({ requestOption }) => requestOption !== undefined),
      lazy: parents.some(({ lazy }) => lazy),
    };
  },
});

/**
 * One slice per record of a parent. The parent's position moves on before the last slice of one of its partitions
 * is given, so that the state noted with that slice covers the whole partition.
 */
async function* slicesOf(parent: ParentStream, moved: () => void): AsyncGenerator<StreamSlice> {
  const { stream } = parent;
  const { cursor } = stream;
  for await (const { item: slice, isLast } of lookahead(stream.slices(), moved)) {
    let held: JsonObject | undefined;
    for await (const { records } of stream.read(slice)) {
      for (const record of records) {
        const child = held && childSlice(held, slice, parent);
        if (child) yield child;
        cursor.observe(record, slice);
        held = record;
      }
    }
    const last = held && childSlice(held, slice, parent);
    cursor.close(slice);
    if (isLast) cursor.finish();
    moved();
    if (last) yield last;
  }
}

/** Undefined for a record without a key: it makes no partition. */
function childSlice(
  record: JsonObject,
  { partition }: StreamSlice,
  { parentKey, partitionField, extraFields }: ParentStream,
): StreamSlice | undefined {
  const value = parentKey(record);
  if (value === undefined) return undefined;
  return new StreamSlice({
    partition: { [partitionField]: value, parent_slice: partition },
    extraFields: extraFields(record),
  });
}
