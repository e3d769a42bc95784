import { createClient, type HttpClient } from "../../http/client.ts";
import type { NetworkOptions } from "./options.ts";

/** A client that uses the network as the author says. */
export function clientFor(options: NetworkOptions = {}, warn: (text: string) => void): HttpClient {
  const { maxRedirects, connectTimeout, idleTimeout, proxy, tls } = options;
  if (tls?.verify === false) {
    warn("TLS certificates are not verified (network.tls.verify is false): use this for tests only");
  }
  return createClient({
    connectTimeout,
    idleTimeout,
    maxRedirects,
    connection: proxy === undefined && !tls ? undefined : {
      proxy,
      verify: tls?.verify,
      ca: tls?.ca === undefined ? [] : [tls.ca].flat(),
      cert: tls?.cert,
      key: tls?.key,
    },
  });
}
