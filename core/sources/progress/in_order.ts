/** Items that begin in order and end in any: tells which was the last one with all before it ended. */
export interface InOrder<T> {
  begin(item: T): void;
  /** True where the item given by `last()` changed. */
  end(item: T): boolean;
  last(): T | undefined;
}

export function inOrder<T>(): InOrder<T> {
  const open = new Map<T, boolean>();
  let last: T | undefined;
  return {
    begin: (item) => void open.set(item, false),
    end(item) {
      open.set(item, true);
      let changed = false;
      for (const [first, ended] of open) {
        if (!ended) break;
        open.delete(first);
        last = first;
        changed = true;
      }
      return changed;
    },
    last: () => last,
  };
}
