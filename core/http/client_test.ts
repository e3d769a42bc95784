import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { closeConnections, createClient } from "./client.ts";
import type { HttpRequest } from "./message.ts";
import { fixture, get, type Handler, withEnv, withProxy, withServer } from "./test_network.ts";

const echo: Handler = async (request) =>
  Response.json({
    method: request.method,
    url: new URL(request.url).pathname + new URL(request.url).search,
    body: await request.text(),
    headers: Object.fromEntries(request.headers),
  });

interface Echo {
  method: string;
  url: string;
  body: string;
  headers: Record<string, string>;
}

// Deno.serve does not show the bodies of GET requests: their length tells that they came.
const bodyLength = (sent: Echo) => Number(sent.headers["content-length"] ?? 0);

async function echoed(request: HttpRequest): Promise<Echo> {
  const response = await createClient().send(request);
  return JSON.parse(await response.text());
}

Deno.test("client sends default headers, and the caller's in their place", async () => {
  await withServer(echo, async (url) => {
    const plain = await echoed(get(url));
    deepStrictEqual(
      [plain.headers["user-agent"], plain.headers["accept"], plain.headers["accept-encoding"]],
      ["airbyte-ts", "*/*", "gzip, deflate"],
    );
    const own = await echoed(get(url, { headers: { "user-agent": "me", "ACCEPT": "text/csv" } }));
    deepStrictEqual([own.headers["user-agent"], own.headers["accept"]], ["me", "text/csv"]);
  });
});

const bodies: { name: string; method: string; tls?: boolean }[] = [
  { name: "POST", method: "POST" },
  { name: "GET, which fetch refuses", method: "GET" },
  { name: "GET over TLS", method: "GET", tls: true },
  { name: "DELETE", method: "DELETE" },
];

for (const { name, method, tls } of bodies) {
  Deno.test(`client sends a body with ${name}`, async () => {
    await withEnv({ SSL_CERT_FILE: fixture("ca").pathname }, async () => {
      await withServer(echo, async (url) => {
        const sent = await echoed(get(`${url}/a?b=c`, { method, body: '{"ü": 1}', headers: { "X-A": "1" } }));
        deepStrictEqual(
          [sent.method, sent.url, bodyLength(sent), sent.headers["x-a"]],
          [method, "/a?b=c", 9, "1"],
        );
      }, tls);
    });
  });
}

Deno.test("client writes GET with a body as HTTP/1.1", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const serving = (async () => {
    const connection = await listener.accept();
    const buffer = new Uint8Array(65536);
    let seen = "";
    while (!seen.endsWith("{}")) {
      seen += new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
    }
    const answer =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nA: 1\r\na: 2\r\n\r\n" +
      "3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    await connection.write(new TextEncoder().encode(answer));
    connection.close();
    listener.close();
    return seen;
  })();
  const response = await createClient().send(
    get(`http://127.0.0.1:${port}/a?b=c#d`, { body: "{}", headers: { "X-A": "1" } }),
  );
  deepStrictEqual([await response.text(), response.reason, response.headers.get("A")], [
    "abcde",
    "Fine",
    "1, 2",
  ]);
  strictEqual(
    await serving,
    `GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-A: 1\r\nUser-Agent: airbyte-ts\r\n` +
      "Accept-Encoding: gzip, deflate\r\nAccept: */*\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
  );
});

const encodings: { name: string; header: string; encode: (bytes: Uint8Array) => Uint8Array }[] = [
  { name: "gzip", header: "gzip", encode: gzipSync },
  { name: "x-gzip", header: "x-gzip", encode: gzipSync },
  { name: "deflate with zlib's header", header: "deflate", encode: deflateSync },
  { name: "raw deflate", header: "deflate", encode: deflateRawSync },
];

for (const { name, header, encode } of encodings) {
  Deno.test(`client undoes ${name}`, async () => {
    const bytes = Uint8Array.from(encode(new TextEncoder().encode('{"a":1}')));
    await withServer(() => new Response(bytes, { headers: { "content-encoding": header } }), async (url) => {
      deepStrictEqual(await (await createClient().send(get(url))).json(), { a: 1 });
      deepStrictEqual(await (await createClient().send(get(url, { body: "x" }))).json(), { a: 1 });
      const streamed = await createClient().send(get(url), { stream: true });
      strictEqual(await new Response(streamed.stream()).text(), '{"a":1}');
    });
  });
}

const redirects: {
  name: string;
  status: number;
  method: string;
  expected: [method: string, body: string];
}[] = [
  { name: "301 turns POST into GET", status: 301, method: "POST", expected: ["GET", ""] },
  { name: "301 keeps PUT", status: 301, method: "PUT", expected: ["PUT", ""] },
  { name: "302 turns PUT into GET", status: 302, method: "PUT", expected: ["GET", ""] },
  { name: "303 turns POST into GET", status: 303, method: "POST", expected: ["GET", ""] },
  { name: "307 keeps method and body", status: 307, method: "POST", expected: ["POST", "x=1"] },
  { name: "308 keeps method and body", status: 308, method: "POST", expected: ["POST", "x=1"] },
];

for (const { name, status, method, expected } of redirects) {
  Deno.test(`client follows a redirect: ${name}`, async () => {
    const handler: Handler = (request) =>
      request.url.endsWith("/from")
        ? new Response("moved", { status, headers: { location: "to?a=b c" } })
        : echo(request);
    await withServer(handler, async (url) => {
      const sent = await echoed(get(`${url}/from`, { method, body: "x=1", headers: { Authorization: "t" } }));
      deepStrictEqual([sent.method, sent.body, sent.url], [...expected, "/to?a=b%20c"]);
      strictEqual(sent.headers["authorization"], "t");
    });
  });
}

Deno.test("client keeps credentials from other hosts", async () => {
  await withServer(echo, async (other) => {
    await withServer(
      () =>
        new Response(null, { status: 302, headers: { location: other.replace("127.0.0.1", "localhost") } }),
      async (url) => {
        const sent = await echoed(get(url, { headers: { authorization: "secret", "x-key": "kept" } }));
        deepStrictEqual([sent.headers["authorization"], sent.headers["x-key"]], [undefined, "kept"]);
      },
    );
  });
});

Deno.test("client follows thirty redirects and no more", async () => {
  const handler: Handler = (request) => {
    const left = Number(new URL(request.url).pathname.slice(1));
    return left
      ? new Response(null, { status: 302, headers: { location: `/${left - 1}` } })
      : new Response("end");
  };
  await withServer(handler, async (url) => {
    strictEqual(await (await createClient().send(get(`${url}/30`))).text(), "end");
    await rejects(createClient().send(get(`${url}/31`)), { failure: "redirects" });
  });
});

Deno.test("client keeps cookies, also those of redirects", async () => {
  const handler: Handler = (request) => {
    if (request.url.endsWith("/login")) {
      return new Response(null, {
        status: 302,
        headers: { location: "/", "set-cookie": "session=1; Path=/" },
      });
    }
    return echo(request);
  };
  await withServer(handler, async (url) => {
    const client = createClient();
    const first = JSON.parse(await (await client.send(get(`${url}/login`))).text());
    strictEqual(first.headers.cookie, "session=1");
    const second = JSON.parse(await (await client.send(get(url))).text());
    strictEqual(second.headers.cookie, "session=1");
    strictEqual((await echoed(get(url))).headers["cookie"], undefined);
  });
});

const environments: { name: string; variable: string | undefined; failure: string | undefined }[] = [
  { name: "SSL_CERT_FILE", variable: "SSL_CERT_FILE", failure: undefined },
  { name: "REQUESTS_CA_BUNDLE", variable: "REQUESTS_CA_BUNDLE", failure: undefined },
  { name: "nothing", variable: undefined, failure: "tls" },
];

for (const { name, variable, failure } of environments) {
  Deno.test(`client with its CA in ${name}`, async () => {
    await withEnv(variable ? { [variable]: fixture("ca").pathname } : {}, async () => {
      await withServer(echo, async (url) => {
        for (const body of [undefined, "with a body"]) {
          if (!failure) strictEqual(bodyLength(await echoed(get(url, { body }))), body?.length ?? 0);
          else await rejects(createClient().send(get(url, { body })), { failure });
        }
      }, true);
    });
  });
}

for (const body of [undefined, "with a body"]) {
  Deno.test(`client uses the proxies of the environment${body ? " for GET with a body" : ""}`, async () => {
    await withProxy(async (proxy, asked) => {
      const env = { HTTP_PROXY: `http://${proxy}`, https_proxy: `http://u:p@${proxy}`, NO_PROXY: "" };
      await withEnv({ ...env, SSL_CERT_FILE: fixture("ca").pathname }, async () => {
        const plain = await createClient().send(get("http://example.test/a?b", { body }));
        strictEqual(await plain.text(), "proxy");
        await withServer(echo, async (url) => {
          strictEqual(bodyLength(await echoed(get(`${url}/x`, { body }))), body?.length ?? 0);
        }, true);
      });
      deepStrictEqual(asked, ["GET http://example.test/a?b", "CONNECT 127.0.0.1 Basic dTpw"]);
    });
  });

  Deno.test(`client goes past the proxy for NO_PROXY${body ? ", with a body" : ""}`, async () => {
    await withProxy(async (proxy, asked) => {
      await withEnv({ http_proxy: `http://${proxy}`, NO_PROXY: "a.test, 127.0.0.1" }, async () => {
        await withServer(echo, async (url) => {
          strictEqual(bodyLength(await echoed(get(url, { body }))), body?.length ?? 0);
        });
      });
      deepStrictEqual(asked, []);
    });
  });
}

Deno.test("client reaches ports that fetch keeps away from", async () => {
  const server = Deno.serve({ port: 10080, hostname: "127.0.0.1", onListen() {} }, echo);
  const sent = await echoed(get("http://127.0.0.1:10080/a", { method: "POST" }));
  deepStrictEqual([sent.method, sent.url, bodyLength(sent)], ["POST", "/a", 0]);
  await server.shutdown();
  closeConnections();
});
