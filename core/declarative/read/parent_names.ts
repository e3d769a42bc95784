import { isObject, type Json, type JsonObject } from "../../json.ts";

/** The names of all streams that are parents of others: these are cached by themselves. */
export function parentNames(streams: readonly JsonObject[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const stream of streams) {
    const { retriever } = stream;
    if (isObject(retriever)) addParents(retriever["partition_router"], names);
  }
  return names;
}

function addParents(router: Json | undefined, names: Set<string>): void {
  if (Array.isArray(router)) {
    for (const item of router) addParents(item, names);
    return;
  }
  if (!isObject(router)) return;
  const { parent_stream_configs, partition_routers, underlying_partition_router } = router;
  for (const config of Array.isArray(parent_stream_configs) ? parent_stream_configs : []) {
    const parent = isObject(config) ? config["stream"] : undefined;
    if (isObject(parent)) names.add(String(parent["name"] ?? ""));
  }
  addParents(partition_routers, names);
  addParents(underlying_partition_router, names);
}
