import type { JsonObject } from "../json.ts";
import { partitionKey } from "./partition_key.ts";

/** Which parent state may be kept: the last one whose partitions are all read. */
export interface ParentProgress {
  state: JsonObject | undefined;
  readonly hasState: boolean;
  /** Partition number `sequence` begins; `state` was the parents' when it came out of the router. */
  begin(sequence: number, state: JsonObject | undefined): void;
  end(sequence: number): void;
  /** Moves on past states whose partitions are closed. */
  advance(): void;
}

export function parentProgress(): ParentProgress {
  let current: JsonObject | undefined;
  // A state is noted with the first partition that came with it; both are in order of appearance.
  const noted: { state: JsonObject | undefined; sequence: number }[] = [];
  const reading = new Set<number>();
  return {
    get state() {
      return current;
    },
    set state(value) {
      current = value;
    },
    get hasState() {
      return current !== undefined && Object.keys(current).length > 0;
    },
    begin(sequence, state) {
      reading.add(sequence);
      const last = noted.at(-1);
      if (!last || !isSame(last.state, state)) noted.push({ state, sequence });
    },
    end(sequence) {
      reading.delete(sequence);
    },
    advance() {
      const [earliest = Infinity] = reading;
      while (noted[0] && earliest > noted[0].sequence) current = noted.shift()?.state ?? current;
    },
  };
}

function isSame(a: JsonObject | undefined, b: JsonObject | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && partitionKey(a) === partitionKey(b);
}
