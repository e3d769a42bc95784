/** What a replay finds different from the Python CDK, and stays so. At most five cases; table rows by their id. */
export interface KnownDifference {
  /** As the replay names it: a case, or the id of a table row. */
  name: string;
  reason: string;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    name: "source-track-pms (faults)",
    reason:
      "Three streams ask for one URL, and the cassette hands its answers (200, then 500s, then 200) to whoever " +
      "comes first. Which stream that is, is a race between two threads in the Python CDK too.",
  },
];
