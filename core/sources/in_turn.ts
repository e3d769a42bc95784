/** Hands out items one after another: the next one only when the last one is done. */
export interface InTurn<T> {
  /** Yields the item; true once it is done, false where the one who took it went away. */
  take(item: T): AsyncGenerator<T, boolean>;
  done(item: T): void;
}

export function inTurn<T>(): InTurn<T> {
  let waiting: { item: T; done: () => void } | undefined;
  return {
    async *take(item) {
      const turn = Promise.withResolvers<void>();
      waiting = { item, done: turn.resolve };
      yield item;
      await turn.promise;
      return true;
    },
    done(item) {
      if (waiting?.item === item) waiting.done();
    },
  };
}
