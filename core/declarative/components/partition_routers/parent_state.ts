import { ConnectorError } from "../../../errors.ts";
import { str } from "../../../jinja/python/text.ts";
import { Float, isObject, type Json, type JsonObject } from "../../../json.ts";
import type { BuildContext } from "../../context.ts";
import { noCursorState } from "../../read/partitions.ts";

/**
 * The state a parent starts from, out of its child's: the child's `parent_state`, else its global position, else
 * the one value of a state that is nothing but a cursor.
 */
export function parentState(name: string, parent: JsonObject, ctx: BuildContext): JsonObject | undefined {
  const { [noCursorState]: _, ...child } = ctx.stream.state ?? {};
  const values = Object.values(child);
  if (values.length === 0) return undefined;

  const states = child["parent_state"];
  if (states === undefined) {
    ctx.env.log(
      "WARN",
      `Trying to get_parent_state for stream \`${name}\` when there are not parent state in the state`,
    );
  } else if (isObject(states)) {
    const state = states[name];
    if (isObject(state)) return state;
    ctx.env.log(
      "INFO",
      `Could not find parent state for stream \`${name}\`. On parents available are ${
        str(Object.keys(states))
      }`,
    );
  }
  const state = child["state"];
  if (isObject(state)) return state;

  const [value] = values;
  if (value === undefined || values.length > 1 || !isCursorValue(value)) return undefined;
  const cursorField = cursorFieldOf(parent);
  if (cursorField === undefined) {
    throw new ConnectorError("state.parent", {
      failureType: "system_error",
      message: `Cannot give the parent "${name}" a state: it has no incremental_sync to take the value ${
        str(value)
      } of its child`,
      at: ctx.at("incremental_dependency"),
      hint: "Remove incremental_dependency, or reset the stream",
    });
  }
  return { [str(ctx.text(cursorField)({}))]: value };
}

const isCursorValue = (value: Json) =>
  ["string", "number", "bigint"].includes(typeof value) || value instanceof Float;

/** With state there is, a StateDelegatingStream reads its incremental stream. */
function cursorFieldOf(stream: JsonObject): string | undefined {
  const incremental: Json | undefined = stream["incremental_stream"];
  const sync = (isObject(incremental) ? incremental : stream)["incremental_sync"];
  const field = isObject(sync) ? sync["cursor_field"] : undefined;
  return typeof field === "string" ? field : undefined;
}
