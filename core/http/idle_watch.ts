import { TransportError, withoutQuery } from "./transport_error.ts";

/** Ends a request on which nothing happens any more, and tells why it was ended. */
export interface IdleWatch {
  readonly signal: AbortSignal;
  /** Bytes came, or are waited for from now on. */
  touch(): void;
  /** Nobody reads: silence is no fault of the server's. */
  pause(): void;
  stop(): void;
  /** The error to report in place of the abort that it caused. */
  readonly error: TransportError | undefined;
}

export interface IdleLimits {
  /** Seconds until a connection must stand. */
  connect: number;
  /** Seconds without a byte. */
  idle: number;
}

/** Watches one request. `reachable` tells whether its server takes connections; asked only when headers are late. */
export function watchIdle(
  url: string,
  limits: IdleLimits,
  reachable: () => Promise<boolean>,
  outer: AbortSignal | undefined,
): IdleWatch {
  const controller = new AbortController();
  let error: TransportError | undefined;
  let last = performance.now();
  let isPaused = false;
  const end = (reason: TransportError) => {
    error = reason;
    controller.abort(reason);
  };
  const check = () => {
    if (isPaused) last = performance.now();
    const rest = limits.idle * 1000 - (performance.now() - last);
    if (rest > 0) timer = setTimeout(check, rest);
    else {
      end(
        new TransportError(
          "timeout",
          `No data from ${withoutQuery(url)} for ${limits.idle} seconds: the request was given up`,
        ),
      );
    }
  };
  let timer = setTimeout(check, limits.idle * 1000);
  // fetch does not tell when a connection stands, so a late response is probed with a connection of our own.
  let connectTimer: ReturnType<typeof setTimeout> | undefined = setTimeout(async () => {
    if (await reachable() || connectTimer === undefined) return;
    end(
      new TransportError(
        "connect_timeout",
        `Cannot connect to ${withoutQuery(url)} within ${limits.connect} seconds`,
        { hint: "Check the address, the firewall, and HTTPS_PROXY, HTTP_PROXY and NO_PROXY" },
      ),
    );
  }, limits.connect * 1000);
  const stopConnect = () => {
    clearTimeout(connectTimer);
    connectTimer = undefined;
  };
  const abort = () => controller.abort(outer?.reason);
  outer?.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    touch() {
      last = performance.now();
      isPaused = false;
      if (connectTimer !== undefined) stopConnect();
    },
    pause() {
      isPaused = true;
    },
    stop() {
      clearTimeout(timer);
      stopConnect();
      outer?.removeEventListener("abort", abort);
    },
    get error() {
      return error;
    },
  };
}
