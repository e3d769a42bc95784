import { ConnectorError } from "../../../errors.ts";
import type { Json, JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { partitionKey } from "../../../state/partition_key.ts";
import { boolean, component, integer, optional, slot } from "../../component.ts";

export const GroupingPartitionRouter = component({
  type: "GroupingPartitionRouter",
  role: "partition_router",
  summary: "Puts several partitions of another router into one, for APIs that take many ids at once",
  fields: {
    group_size: integer(),
    underlying_partition_router: slot("partition_router", {
      only: [
        "ListPartitionRouter",
        "SubstreamPartitionRouter",
        "UnionPartitionRouter",
        "CustomPartitionRouter",
      ],
    }),
    deduplicate: optional(boolean(), true),
  },
  build(def, ctx) {
    const router = ctx.build(def.underlying_partition_router);
    if (def.group_size < 1) {
      throw new ConnectorError("manifest.group_size", {
        failureType: "system_error",
        message: `Cannot build the partition router: its group_size is ${def.group_size}`,
        at: ctx.at("group_size"),
        hint: "Use 1 or more",
      });
    }
    if (router.injects) {
      throw new ConnectorError("manifest.unsupported", {
        failureType: "system_error",
        message:
          "Cannot group partitions whose router has a request_option: it would see one id, not the group",
        at: ctx.at("underlying_partition_router"),
        hint: "Remove the request_option and use {{ stream_partition }} in the requester",
      });
    }
    // The parents' state that belongs to the group given last.
    let parentState: JsonObject | undefined = {};

    async function* slices(): AsyncGenerator<StreamSlice> {
      const seen = new Set<Json>();
      let group: StreamSlice[] = [];
      for await (const slice of router.slices()) {
        const value = keyOf(slice.partition);
        if (def.deduplicate) {
          if (seen.has(value)) continue;
          seen.add(value);
        }
        group.push(slice);
        if (group.length < def.group_size) continue;
        parentState = router.parentState?.();
        yield grouped(group);
        group = [];
      }
      parentState = router.parentState?.();
      if (group.length > 0) yield grouped(group);
    }

    return {
      slices,
      options: () => ({}),
      parentState: () => parentState,
      parents: router.parents ?? [],
      globalCursor: true,
    };
  },
});

/** The one value of a partition, as something that equals itself. */
function keyOf(partition: JsonObject): Json {
  const values = Object.entries(partition).filter(([key]) => key !== "parent_slice");
  const [only] = values;
  if (!only || values.length > 1) {
    throw new ConnectorError("manifest.partition_fields", {
      failureType: "system_error",
      message: `Cannot group partitions of several fields: ${JSON.stringify(partition)}`,
      hint: "Group the partitions of a router that has one partition field",
    });
  }
  const [, value] = only;
  return typeof value === "object" && value !== null ? partitionKey({ value }) : value;
}

/** Each field as the list of its values. */
function grouped(group: readonly StreamSlice[]): StreamSlice {
  const keys = Object.keys(group[0]?.partition ?? {});
  const extraKeys = new Set(group.flatMap(({ extraFields }) => Object.keys(extraFields)));
  return new StreamSlice({
    partition: gather(keys, group.map(({ partition }) => partition)),
    extraFields: gather(extraKeys, group.map(({ extraFields }) => extraFields)),
  });
}

function gather(keys: Iterable<string>, objects: readonly JsonObject[]): JsonObject {
  const result: JsonObject = {};
  for (const key of keys) result[key] = objects.map((object) => object[key] ?? null);
  return result;
}
