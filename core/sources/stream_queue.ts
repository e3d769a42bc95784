/** Which stream starts next. Streams of one group never run at once, nor does one run beside its own reading as a parent. */
import type { Stream } from "./stream.ts";

export interface StreamQueue {
  /** Takes the next stream that may start now. */
  start(): Stream | undefined;
  isEmpty(): boolean;
  /** Its partitions are all made: its parents are free again. */
  generated(stream: Stream): void;
  /** It is read. */
  ended(stream: Stream): void;
}

export function createQueue(streams: Stream[], log: (text: string) => void): StreamQueue {
  const queue = [...streams];
  const byName = new Map(streams.map((stream) => [stream.name, stream]));
  const deferred = new Set<Stream>();
  /** Names of streams that run now, or are read as parents, by how many hold them. */
  const active = new Map<string, number>();

  const hold = (name: string, by: 1 | -1) => active.set(name, (active.get(name) ?? 0) + by);
  const isActive = (name: string) => (active.get(name) ?? 0) > 0;
  const groupOf = (name: string) => byName.get(name)?.group;
  const ancestors = (stream: Stream, found = new Set<string>()): Set<string> => {
    for (const name of stream.parents ?? []) {
      if (found.has(name)) continue;
      found.add(name);
      const parent = byName.get(name);
      if (parent) ancestors(parent, found);
    }
    return found;
  };
  const groupedAncestors = (stream: Stream) => [...ancestors(stream)].filter((name) => groupOf(name));
  const isBlocked = (stream: Stream): boolean =>
    (stream.group !== undefined &&
      streams.some(({ name, group }) => group === stream.group && isActive(name))) ||
    groupedAncestors(stream).some(isActive);

  return {
    start() {
      for (const [index, stream] of queue.entries()) {
        if (isBlocked(stream)) {
          if (!deferred.has(stream)) {
            log(
              `Deferring stream '${stream.name}': another stream of its group is active. Trying next stream.`,
            );
          }
          deferred.add(stream);
          continue;
        }
        queue.splice(index, 1);
        hold(stream.name, 1);
        for (const parent of groupedAncestors(stream)) hold(parent, 1);
        return stream;
      }
      return undefined;
    },
    isEmpty: () => queue.length === 0,
    generated: (stream) => groupedAncestors(stream).forEach((name) => hold(name, -1)),
    ended: (stream) => hold(stream.name, -1),
  };
}
