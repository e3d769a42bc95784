import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { createServer } from "node:https";
import { closeConnections } from "../../http/client.ts";
import { fakeApi } from "../../testing/fake_api.ts";
import { runSource } from "../../testing/run.ts";
import { source } from "../define_source.ts";
import { stream } from "../define_stream.ts";
import type { NetworkOptions } from "./options.ts";
import { rateLimit } from "./rate_limit.ts";

const fixture = (name: string) =>
  Deno.readTextFileSync(new URL(`../../http/fixtures/${name}.pem`, import.meta.url));
const [ca, cert, key] = [fixture("ca"), fixture("cert"), fixture("key")];

/** Reads one item over a real connection; gives the item, or the error. */
async function readOver(baseUrl: string, network: NetworkOptions) {
  const items = stream({ name: "items", read: ({ http }) => http.pages("/items") });
  const one = source({
    name: "s",
    spec: {},
    http: () => ({ baseUrl, network, retry: { retries: 0 } }),
    streams: [items],
  });
  const { records, errors, logs } = await runSource(one);
  closeConnections();
  return { items: records.items ?? [], error: errors[0], logs };
}

const api = fakeApi({
  "GET /items": ({ headers }) => ({ json: [{ host: headers.host }] }),
  "GET /moved/items": { status: 302, headers: { location: "/items" } },
});

const trusts: { name: string; tls: NetworkOptions["tls"]; error: RegExp | undefined }[] = [
  { name: "no certificate it does not know", tls: {}, error: /certificate|UnknownIssuer/i },
  { name: "a certificate of the author's authority", tls: { ca }, error: undefined },
  { name: "any certificate without verification", tls: { verify: false }, error: undefined },
];
for (const { name, tls = {}, error } of trusts) {
  Deno.test(`network trusts ${name}`, async () => {
    await using server = api.serve({ cert, key });
    const result = await readOver(server.url, { tls });
    strictEqual(result.items.length, error ? 0 : 1, result.error);
    if (error) match(result.error ?? "", error);
    strictEqual(result.logs.some((text) => text.includes("not verified")), tls.verify === false);
  });
}

Deno.test("network shows a client certificate", async () => {
  const server = createServer(
    { cert, key, ca, requestCert: true, rejectUnauthorized: true },
    (_, response) => {
      response.setHeader("content-type", "application/json");
      response.end('[{"welcome":true}]');
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `https://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  for (const verify of [true, false]) {
    deepStrictEqual((await readOver(url, { tls: { ca, cert, key, verify } })).items, [{ welcome: true }]);
  }
  strictEqual((await readOver(url, { tls: { ca } })).items.length, 0);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

Deno.test("network goes through a proxy", async () => {
  const seen: (string | null)[] = [];
  const proxy = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    seen.push(request.headers.get("proxy-authorization"), request.url);
    return Response.json([{ proxied: true }]);
  });
  const address = `http://user:pass@127.0.0.1:${proxy.addr.port}`;
  const { items } = await readOver("http://api.test", { proxy: address });
  deepStrictEqual(items, [{ proxied: true }]);
  deepStrictEqual(seen[0], `Basic ${btoa("user:pass")}`);
  await proxy.shutdown();
});

Deno.test("network follows redirects, or gives them as they are", async () => {
  await using server = api.serve();
  const statusWith = async (network: NetworkOptions) => {
    const statuses = stream({
      name: "statuses",
      async *read({ http }) {
        yield { status: (await http.send("/moved/items"))?.status ?? 0 };
      },
    });
    const http = () => ({ baseUrl: server.url, network });
    const { records } = await runSource(source({ name: "s", spec: {}, http, streams: [statuses] }));
    closeConnections();
    return records.statuses?.[0]?.status;
  };
  deepStrictEqual([await statusWith({}), await statusWith({ maxRedirects: 0 })], [200, 302]);
});

Deno.test("network gives up a silent server", async () => {
  const release = Promise.withResolvers<Response>();
  const silent = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => release.promise);
  const { error } = await readOver(`http://127.0.0.1:${silent.addr.port}`, { idleTimeout: 0.2 });
  match(error ?? "", /No data from .* for 0.2 seconds/);
  release.resolve(new Response());
  await silent.shutdown();
});

Deno.test("rateLimit is never passed at the server, with twenty workers", async () => {
  const times: number[] = [];
  const limited = fakeApi({
    "GET /items": () => {
      times.push(performance.now());
      return { json: [] };
    },
  });
  const items = stream({
    name: "items",
    slices: Array.from({ length: 20 }, (_, i) => ({ i })),
    read: ({ http }) => http.pages("/items"),
  });
  const one = source({
    name: "s",
    spec: {},
    concurrency: 20,
    http: () => ({ baseUrl: "https://api.test", budget: rateLimit({ calls: 5, seconds: 0.2 }) }),
    streams: [items],
  });
  await runSource(one, { api: limited });
  strictEqual(times.length, 20);
  for (const [i, time] of times.entries()) {
    const later = times[i + 5];
    if (later !== undefined) strictEqual(later - time >= 195, true, `${later - time} ms for six calls`);
  }
});
