/** Connections of a client's own: another proxy, other certificates, or none at all. */
import { joined } from "../formats/bytes.ts";
import { ConnectorError } from "../errors.ts";
import { trustedCertificates } from "./network.ts";

export interface ConnectionOptions {
  /** `http://user:password@host:port`, in place of the environment's. */
  proxy?: string | undefined;
  /** false: any certificate is accepted. */
  verify?: boolean | undefined;
  /** Trusted besides the system's, as PEM. */
  ca?: readonly string[];
  /** The client's certificate and key, as PEM. */
  cert?: string | undefined;
  key?: string | undefined;
}

export interface Sent {
  method: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer> | null;
  signal: AbortSignal;
}

/** Sends over connections of its own. */
export interface Connection {
  fetch(url: string, request: Sent): Promise<Response>;
  close(): void;
}

export function openConnection(options: ConnectionOptions): Connection {
  const { proxy, verify, ca = [], cert, key } = options;
  if ((cert === undefined) !== (key === undefined)) {
    throw wrong("a client certificate needs its key", "Give both `tls.cert` and `tls.key`, as PEM");
  }
  if (verify === false) return unverified(options);
  const address = proxy === undefined ? undefined : new URL(proxy);
  const client = Deno.createHttpClient({
    caCerts: [...trustedCertificates(), ...ca],
    http2: false,
    allowHost: true,
    ...(address
      ? {
        proxy: {
          url: `${address.protocol}//${address.host}`,
          ...(address.username
            ? {
              basicAuth: {
                username: decodeURIComponent(address.username),
                password: decodeURIComponent(address.password),
              },
            }
            : {}),
        },
      }
      : {}),
    ...(cert !== undefined && key !== undefined ? { cert, key } : {}),
  });
  return {
    fetch: (url, request) => fetch(url, { ...request, redirect: "manual", client }),
    close: () => client.close(),
  };
}

/** Deno's own fetch always verifies; Node's client can do without. */
function unverified({ proxy, ca, cert, key }: ConnectionOptions): Connection {
  if (proxy !== undefined) {
    throw wrong("certificates are always verified behind a proxy", "Trust its certificate with `tls.ca`");
  }
  return {
    async fetch(url, { method, headers, body, signal }) {
      const { request } = await (url.startsWith("https:") ? import("node:https") : import("node:http"));
      const settings = {
        method,
        headers,
        signal,
        rejectUnauthorized: false,
        // As for any server: its name is not looked at either.
        checkServerIdentity: () => undefined,
        ...(ca && ca.length > 0 ? { ca: [...ca] } : {}),
        ...(cert === undefined ? {} : { cert, key }),
      };
      return await new Promise<Response>((resolve, reject) => {
        const sent = request(url, settings, (answer) => {
          const chunks: Uint8Array[] = [];
          answer.on("data", (chunk: Uint8Array) => chunks.push(chunk));
          answer.on("error", reject);
          answer.on("end", () => {
            const received = new Headers();
            for (let i = 0; i + 1 < answer.rawHeaders.length; i += 2) {
              received.append(answer.rawHeaders[i]!, answer.rawHeaders[i + 1]!);
            }
            const status = answer.statusCode ?? 0;
            const isEmpty = status === 204 || status === 304;
            const content = decoded(joined(chunks), received);
            content.then((bytes) =>
              resolve(
                new Response(isEmpty ? null : bytes, {
                  status,
                  statusText: answer.statusMessage ?? "",
                  headers: received,
                }),
              ), reject);
          });
        });
        sent.on("error", reject);
        sent.end(body ?? undefined);
      });
    },
    close() {},
  };
}

/** fetch undoes gzip and deflate by itself; Node does not. */
async function decoded(bytes: Uint8Array, headers: Headers): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = headers.get("content-encoding");
  const plain = new Uint8Array(bytes);
  if (encoding !== "gzip" && encoding !== "deflate") return plain;
  headers.delete("content-encoding");
  const stream = new Blob([plain]).stream().pipeThrough(new DecompressionStream(encoding));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function wrong(problem: string, hint: string): ConnectorError {
  return new ConnectorError("http.network_options", {
    failureType: "system_error",
    message: `Cannot connect: ${problem}`,
    hint,
  });
}
