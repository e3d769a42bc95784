/** Hands batches from the tap to the reader of one stream, one at a time: the tap waits for whoever is slow. */
import type { RecordBatch } from "../stream.ts";

export interface Channel {
  /** Resolves once the batch is written, or will never be because nobody reads the stream any more. */
  push(batch: RecordBatch): Promise<void>;
  /** Ends the stream, with an error where one is given. */
  end(error?: unknown): void;
  /** The reader's end. */
  batches(): AsyncGenerator<RecordBatch>;
  /** Nobody reads any more. */
  readonly isClosed: boolean;
}

export function createChannel(onClose: () => void): Channel {
  let waiting: { batch: RecordBatch; written: () => void } | undefined;
  let ended: { error: unknown } | undefined;
  let closed = false;
  let changed = Promise.withResolvers<void>();
  const change = () => {
    changed.resolve();
    changed = Promise.withResolvers();
  };
  return {
    push(batch) {
      if (closed) return Promise.resolve();
      return new Promise((written) => {
        waiting = { batch, written };
        change();
      });
    },
    end(error) {
      ended ??= { error };
      change();
    },
    async *batches() {
      try {
        for (;;) {
          if (waiting) {
            const { batch, written } = waiting;
            waiting = undefined;
            try {
              yield batch;
            } finally {
              // Who asks for the next one has written this one.
              written();
            }
          } else if (ended) {
            if (ended.error !== undefined) throw ended.error;
            return;
          } else await changed.promise;
        }
      } finally {
        closed = true;
        waiting?.written();
        onClose();
      }
    },
    get isClosed() {
      return closed;
    },
  };
}
