/** Servers and proxies on loopback, for tests. */
import { closeConnections } from "./client.ts";
import type { HttpRequest } from "./message.ts";

/** The path of a test certificate. */
export const fixture = (name: string) => new URL(`fixtures/${name}.pem`, import.meta.url);
const cert = Deno.readTextFileSync(fixture("cert"));
const key = Deno.readTextFileSync(fixture("key"));

export type Handler = (request: Request) => Response | Promise<Response>;

/** Runs a test beside a server. */
export async function withServer(
  handler: Handler,
  test: (url: string) => Promise<void>,
  tls = false,
): Promise<void> {
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = tls ? Deno.serve({ ...options, cert, key }, handler) : Deno.serve(options, handler);
  try {
    await test(`${tls ? "https" : "http"}://127.0.0.1:${server.addr.port}`);
  } finally {
    closeConnections();
    await server.shutdown();
  }
}

/** Runs a test with these network settings in the environment, and no others. */
export async function withEnv(
  values: Record<string, string | undefined>,
  test: () => Promise<void>,
): Promise<void> {
  const names = ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "DENO_CERT"]
    .flatMap((name) => [name, name.toLowerCase()]);
  const before = names.map((name) => [name, Deno.env.get(name)] as const);
  const set = (name: string, value: string | undefined) =>
    value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
  for (const name of names) set(name, values[name]);
  try {
    await test();
  } finally {
    for (const [name, value] of before) set(name, value);
    closeConnections();
  }
}

/** A GET request. */
export const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "GET",
  url,
  headers: {},
  body: undefined,
  ...more,
});

/** A proxy that tells what it was asked for and tunnels to where it is told. */
export async function withProxy(test: (url: string, asked: string[]) => Promise<void>): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked: string[] = [];
  const serve = async (connection: Deno.Conn) => {
    const buffer = new Uint8Array(65536);
    const head = new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
    const [method = "", target = ""] = head.split(" ");
    const login = /^proxy-authorization: (.*)$/mi.exec(head)?.[1];
    asked.push(`${method} ${target.replace(/:\d+/, "")}${login ? ` ${login}` : ""}`);
    if (method !== "CONNECT") {
      await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy"));
      return connection.close();
    }
    const port = Number(target.split(":")[1]);
    const server = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode("HTTP/1.1 200 OK\r\n\r\n"));
    await Promise.allSettled([
      connection.readable.pipeTo(server.writable),
      server.readable.pipeTo(connection.writable),
    ]);
  };
  const serving: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  try {
    await test(`127.0.0.1:${(listener.addr as Deno.NetAddr).port}`, asked);
  } finally {
    closeConnections();
    listener.close();
    await accepting;
    await Promise.allSettled(serving);
  }
}
