let skipped = 0;

/** Seconds of a clock that runs with real time and jumps over waits that were cut short by the scale. */
export function clock(): number {
  return performance.now() / 1000 + skipped;
}

/** Waits a number of seconds, times AIRBYTE_TS_RETRY_WAIT_SCALE where that is set (0: not at all). */
export async function wait(seconds: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const scale = waitScale();
  if (scale < 1 && seconds > 0) skipped += seconds * (1 - scale);
  const milliseconds = seconds * 1000 * scale;
  if (!(milliseconds > 0)) return;
  await new Promise<void>((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    // Timers hold 31 bits; nobody waits for longer than that.
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, Math.min(milliseconds, 2 ** 31 - 1));
    signal?.addEventListener("abort", abort, { once: true });
  });
}

function waitScale(): number {
  const text = Deno.env.get("AIRBYTE_TS_RETRY_WAIT_SCALE");
  const scale = text ? Number(text) : 1;
  return Number.isFinite(scale) && scale >= 0 ? scale : 1;
}
