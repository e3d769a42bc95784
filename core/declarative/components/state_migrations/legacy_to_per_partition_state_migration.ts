import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { isObject, type JsonObject } from "../../../json.ts";
import { component } from "../../component.ts";
import type { BuildContext } from "../../context.ts";

export const LegacyToPerPartitionStateMigration = component({
  type: "LegacyToPerPartitionStateMigration",
  role: "state_migration",
  summary: "Turns a state of old, {parent id: {cursor field: value}}, into one per partition",
  open: true,
  fields: {},
  build(_def, ctx) {
    const { partitionField, hasOneParent, cursorField } = neighbours(ctx);

    function isLegacy(state: JsonObject): boolean {
      if ("states" in state || !hasOneParent) return false;
      const values = Object.values(state);
      return values.length > 0 && values.every((value) => {
        if (!isObject(value)) return false;
        const keys = Object.keys(value);
        return keys.length === 1 && keys[0] === cursorField;
      });
    }

    return (state) =>
      isLegacy(state)
        ? {
          states: Object.entries(state).map(([id, cursor]) => ({
            partition: { [partitionField]: id },
            cursor,
          })),
        }
        : state;
  },
});

/** What the migration reads from the stream it stands in. */
function neighbours(
  ctx: BuildContext,
): { partitionField: string; hasOneParent: boolean; cursorField: string } {
  const { definition = {} } = ctx.stream;
  const retriever = definition["retriever"];
  const router = isObject(retriever) ? retriever["partition_router"] : undefined;
  const parents = isObject(router) ? router["parent_stream_configs"] : undefined;
  const parent = Array.isArray(parents) ? parents[0] : undefined;
  // A union names its one field itself.
  const own = isObject(router) && Array.isArray(router["partition_routers"]) ? router : undefined;
  const partitionField = own?.["partition_field"] ??
    (isObject(parent) ? parent["partition_field"] : undefined);
  const sync = definition["incremental_sync"];
  const cursorField = isObject(sync) ? sync["cursor_field"] : undefined;
  if (typeof partitionField !== "string" || typeof cursorField !== "string") {
    throw new ConnectorError("manifest.state_migration", {
      failureType: "system_error",
      message:
        `Cannot migrate the state of stream "${ctx.stream.name}": it needs an incremental_sync and a ` +
        "SubstreamPartitionRouter or UnionPartitionRouter",
      at: ctx.at(),
      hint: "Remove the migration, or add what is missing to the stream",
      stream: ctx.stream.name,
    });
  }
  return {
    partitionField: str(ctx.text(partitionField)({})),
    cursorField: str(ctx.text(cursorField)({})),
    hasOneParent: own !== undefined || (Array.isArray(parents) && parents.length === 1),
  };
}
