import { ConnectorError } from "../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import type { Path } from "../manifest/path.ts";
import type { StreamDefinition } from "./stream_definitions.ts";

/**
 * The names of all streams that are parents of others: these are cached by themselves.
 *
 * @throws {ConnectorError} manifest.missing_field for a parent without a name
 */
export function parentNames(
  streams: readonly StreamDefinition[],
  at: (path: Path) => string,
): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node, path } of streams) {
    const { retriever } = node;
    if (isObject(retriever)) addParents(retriever["partition_router"], [...path, "retriever"]);
  }
  return names;

  function addParents(router: Json | undefined, path: Path): void {
    if (Array.isArray(router)) {
      for (const item of router) addParents(item, path);
      return;
    }
    if (!isObject(router)) return;
    const { parent_stream_configs, partition_routers, underlying_partition_router } = router;
    for (const config of Array.isArray(parent_stream_configs) ? parent_stream_configs : []) {
      const parent = isObject(config) ? config["stream"] : undefined;
      if (isObject(parent)) names.add(nameOf({ node: parent, path: [...path, "partition_router"] }, at));
    }
    addParents(partition_routers, path);
    addParents(underlying_partition_router, path);
  }
}

/** The name of a stream. @throws {ConnectorError} manifest.missing_field */
export function nameOf({ node, path }: StreamDefinition, at: (path: Path) => string): string {
  const { name } = node;
  if (typeof name === "string") return name;
  throw new ConnectorError("manifest.missing_field", {
    failureType: "system_error",
    message: path.at(-1) === "partition_router"
      ? "Cannot build a stream: one of its parents has no name"
      : "Cannot build a stream: it has no name",
    at: at(path),
    hint: "Add name: the stream's name, as catalog and state have it",
  });
}
