import { isObject, type Json, type JsonObject } from "../json.ts";

/** A partition with its keys in order at every depth: so it stands in the state. */
export function sortedPartition(partition: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(partition).sort().map((key) => [key, sorted(partition[key] ?? null)]),
  );
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  return isObject(value) ? sortedPartition(value) : value;
}

/** A text that is the same for partitions with the same fields and values, in whatever order. */
export function partitionKey(partition: JsonObject): string {
  return keyOfSorted(sortedPartition(partition));
}

/** The key of a partition that is sorted already. */
export const keyOfSorted = (partition: JsonObject): string => JSON.stringify(partition);
