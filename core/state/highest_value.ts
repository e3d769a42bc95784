import type { Json } from "../json.ts";
import type { CursorValues } from "./cursor_values.ts";

/** The highest value of all partitions. Values are compared as they are written, as the Python CDK does. */
export interface HighestValue<V> {
  readonly written: Json | undefined;
  see(value: V): void;
  seeWritten(written: Json | undefined): void;
}

export function highestValue<V>(values: CursorValues<V>): HighestValue<V> {
  let highest: Json | undefined;
  // The value behind `highest`, known where it was not read back from text.
  let behind: V | undefined;

  function raise(written: Json, value: V | undefined): void {
    if (highest !== undefined && String(highest) >= String(written)) return;
    highest = written;
    behind = value;
  }

  return {
    get written() {
      return highest;
    },
    see(value) {
      const inOrder = values.writtenInOrder;
      // Spares writing the value where the order of the values is that of their texts.
      if (
        inOrder && behind !== undefined && inOrder(value) && inOrder(behind) &&
        values.compare(value, behind) <= 0
      ) return;
      raise(values.format(value), value);
    },
    seeWritten(written) {
      if (written === undefined) return;
      const value = values.parse(written);
      raise(written, value !== undefined && values.format(value) === written ? value : undefined);
    },
  };
}
