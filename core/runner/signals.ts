/** SIGINT and SIGTERM as one abort signal. */

export type EndSignal = "SIGINT" | "SIGTERM";

export interface SignalWatch extends Disposable {
  readonly signal: AbortSignal;
  /** Which signal came, once one has. */
  readonly received: EndSignal | undefined;
}

/** Listens until disposed. A second SIGINT ends the process at once. */
export function watchSignals(): SignalWatch {
  const controller = new AbortController();
  let received: EndSignal | undefined;
  const listeners = (["SIGINT", "SIGTERM"] as const).map((name) => {
    const listener = () => {
      if (received !== undefined) {
        if (name === "SIGINT") Deno.exit(130);
        return;
      }
      received = name;
      controller.abort(name);
    };
    Deno.addSignalListener(name, listener);
    return { name, listener };
  });
  return {
    signal: controller.signal,
    get received() {
      return received;
    },
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}

/** Dies of SIGTERM itself: clients take that for a clean end, and exit code 143 for a failure. */
export async function dieOfSigterm(): Promise<never> {
  Deno.kill(Deno.pid, "SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 1000));
  Deno.exit(143);
}
