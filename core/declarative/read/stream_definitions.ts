import { isObject, type JsonObject } from "../../json.ts";
import type { BuildContext } from "../context.ts";
import type { Path } from "../manifest/path.ts";

/** A stream that is not built yet, and where it stands in the manifest. */
export interface StreamDefinition {
  readonly node: JsonObject;
  readonly path: Path;
}

/** The static streams of a manifest; those of ConditionalStreams where the config fulfils their condition. */
export function streamDefinitions(ctx: BuildContext): StreamDefinition[] {
  return definitionsIn(ctx.node["streams"], ["streams"]).flatMap((definition) => {
    const { node, path } = definition;
    if (node["type"] !== "ConditionalStreams") return [definition];
    const { condition } = node;
    const exists = typeof condition === "string" || typeof condition === "boolean"
      ? ctx.condition(condition)({})
      : true;
    return exists ? definitionsIn(node["streams"], [...path, "streams"]) : [];
  });
}

function definitionsIn(list: unknown, path: Path): StreamDefinition[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).map((node, i) => ({ node, path: [...path, i] }));
}
