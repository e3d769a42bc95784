import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import type { Json, JsonObject } from "../../../json.ts";
import { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, slot, template } from "../../component.ts";
import type { PartitionRouter } from "../../roles.ts";

export const UnionPartitionRouter = component({
  type: "UnionPartitionRouter",
  role: "partition_router",
  summary: "The partitions of several routers one after the other, each value once",
  fields: {
    partition_field: template(),
    partition_routers: list(
      slot("partition_router", {
        only: [
          "ListPartitionRouter",
          "SubstreamPartitionRouter",
          "UnionPartitionRouter",
          "CustomPartitionRouter",
        ],
      }),
      { minItems: 2 },
    ),
  },
  build(def, ctx) {
    const routers = def.partition_routers.map((node) => ctx.build(node));
    const field = str(ctx.text(def.partition_field)({}));
    const fail = (message: string, hint: string) =>
      new ConnectorError("manifest.union_partition_router", {
        failureType: "system_error",
        message: `Cannot build the union of partitions: ${message}`,
        at: ctx.at("partition_routers"),
        hint,
      });
    for (const { partitionFields = [], injects } of routers) {
      const other = partitionFields.find((name) => name !== field);
      if (other !== undefined) {
        throw fail(
          `a router gives the field "${other}", not "${field}"`,
          `Name it "${field}" in each router`,
        );
      }
      if (injects) {
        throw fail("a router has a request_option", "Use {{ stream_partition }} in the requester instead");
      }
    }
    if (routers.length < 2) throw fail("it has fewer than two routers", "Use the one router itself");

    async function* slices(): AsyncGenerator<StreamSlice> {
      const seen = new Set<Json>();
      for (const router of routers) {
        for await (const { partition, extraFields } of router.slices()) {
          const { [field]: value, ...carried } = partition;
          if (value === undefined || (typeof value === "object" && value !== null)) {
            throw unusable(field, partition);
          }
          if (seen.has(value)) continue;
          seen.add(value);
          yield new StreamSlice({
            partition: { [field]: value },
            extraFields: { ...extraFields, ...carried },
          });
        }
      }
    }

    return {
      slices,
      options: () => ({}),
      parentState: () => mergedState(routers),
      parents: routers.flatMap((router) => router.parents ?? []),
      partitionFields: [field],
    };
  },
});

/** Of two parents with the same name, the later one's state is kept. */
function mergedState(routers: readonly PartitionRouter[]): JsonObject {
  return Object.assign({}, ...routers.map((router) => router.parentState?.()));
}

function unusable(field: string, partition: JsonObject): ConnectorError {
  return new ConnectorError("manifest.partition_fields", {
    failureType: "system_error",
    message: `Cannot unite partitions by "${field}": ${JSON.stringify(partition)} has no such single value`,
    hint: `Let each router give "${field}" as a text or a number`,
  });
}
