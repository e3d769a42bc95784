/** Numbers that look random and are the same for the same seed, stream and id: no state, any order. */
export function randomFor(seed: number, stream: number, id: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(stream, 0xc2b2ae35) ^
    Math.imul(id, 0x27d4eb2f);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** One of a list. */
export function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

const start = Date.UTC(2020, 0, 1);

/** A date that grows with the id, a second each. */
export function dateOf(id: number): string {
  return new Date(start + id * 1000).toISOString();
}
