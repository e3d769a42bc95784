/** What the streams of this source read: ids after the last one, in lists. */
export interface Range {
  /** The config of the source. */
  config: { seed: number; records_per_slice: number; always_updated: boolean };
  /** The highest id of an earlier read. */
  slice: { since: string | number | undefined };
}

const longest = 1000;

/** Makes the records of the ids that are new, up to `last`, in lists of a thousand at most. */
export function* batches<R>(
  { config, slice }: Range,
  last: number,
  make: (id: number) => R,
): Generator<R[]> {
  let id = config.always_updated ? 1 : Number(slice.since ?? 0) + 1;
  while (id <= last) {
    const batch: R[] = [];
    const end = Math.min(last, id + Math.min(longest, config.records_per_slice) - 1);
    for (; id <= end; id++) batch.push(make(id));
    yield batch;
  }
}
