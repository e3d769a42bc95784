import { ConnectorError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import type { Stream } from "../../sources/stream.ts";

/** Stream name → group, of a manifest's `stream_groups`. Streams of one group are never read at once. */
export function streamGroups(manifest: JsonObject): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  const declared = manifest["stream_groups"];
  for (const [group, definition] of Object.entries(isObject(declared) ? declared : {})) {
    const members = isObject(definition) ? definition["streams"] : undefined;
    for (const member of Array.isArray(members) ? members : []) {
      const name = isObject(member) ? member["name"] : undefined;
      if (typeof name === "string" && name) groups.set(name, group);
    }
  }
  return groups;
}

/**
 * A child waits for its parent, so the two must not exclude each other.
 *
 * @throws {ConnectorError} manifest.stream_group
 */
export function checkStreamGroups(streams: readonly Stream[], groups: ReadonlyMap<string, string>): void {
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  for (const { name } of streams) {
    const group = groups.get(name);
    if (group === undefined) continue;
    for (const ancestor of ancestors(name, byName)) {
      if (groups.get(ancestor) !== group) continue;
      throw new ConnectorError("manifest.stream_group", {
        failureType: "system_error",
        message: `Cannot read the stream "${name}": its parent "${ancestor}" is in the same group "${group}"`,
        hint: `Remove one of them from stream_groups.${group}`,
      });
    }
  }
}

function ancestors(
  name: string,
  streams: ReadonlyMap<string, Stream>,
  found = new Set<string>(),
): Set<string> {
  for (const parent of streams.get(name)?.parents ?? []) {
    if (found.has(parent)) continue;
    found.add(parent);
    ancestors(parent, streams, found);
  }
  return found;
}
