export interface Ahead<T, S> {
  item: T;
  isLast: boolean;
  /** What `capture` gave when the item came out of the source. */
  captured: S;
}

/**
 * Each item once the next one is known. As in the Python CDK, whose order of requests and states this keeps, the
 * source is always one item ahead; an item is lost where the source fails on the one after it.
 */
export async function* lookahead<T, S>(
  source: AsyncIterable<T>,
  capture: () => S,
): AsyncGenerator<Ahead<T, S>> {
  let held: { item: T; captured: S } | undefined;
  for await (const item of source) {
    if (held) yield { ...held, isLast: false };
    held = { item, captured: capture() };
  }
  if (held) yield { ...held, isLast: true };
}
