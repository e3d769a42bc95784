import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { closeConnections, createClient } from "./client.ts";
import { get, type Handler, withServer } from "./test_network.ts";
import { TransportError } from "./transport_error.ts";

async function transportFailure(sending: Promise<unknown>): Promise<TransportError> {
  const error = await sending.then(() => undefined, (thrown) => thrown);
  ok(error instanceof TransportError, `Expected a TransportError, got ${error}`);
  return error;
}

const broken: { name: string; answer: string; failure: string; exceptionName: string }[] = [
  { name: "a closed connection", answer: "", failure: "reset", exceptionName: "ConnectionError" },
  {
    name: "half a body",
    answer: "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc",
    failure: "broken_body",
    exceptionName: "ChunkedEncodingError",
  },
  { name: "no HTTP", answer: "hello\r\n\r\n", failure: "reset", exceptionName: "ConnectionError" },
  {
    name: "no gzip",
    answer: "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + "x".repeat(30),
    failure: "decode",
    exceptionName: "ContentDecodingError",
  },
];

for (const { name, answer, failure, exceptionName } of broken) {
  for (const body of [undefined, "with a body"]) {
    Deno.test(`client tells ${name} as an error of its own${body ? ", for GET with a body" : ""}`, async () => {
      const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
      const serving = (async () => {
        for await (const connection of listener) {
          await connection.read(new Uint8Array(65536));
          await connection.write(new TextEncoder().encode(answer));
          connection.close();
        }
      })();
      const { port } = listener.addr as Deno.NetAddr;
      const error = await transportFailure(
        createClient().send(get(`http://127.0.0.1:${port}/?key=secret`, { body })),
      );
      deepStrictEqual([error.failure, error.exceptionName], [failure, exceptionName], error.message);
      ok(!error.message.includes("secret"));
      listener.close();
      await serving;
      closeConnections();
    });
  }
}

const closedPort = () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return (listener.addr as Deno.NetAddr).port;
};

const unreachable: { name: string; url: string; failure: string; hint: RegExp }[] = [
  {
    name: "an unknown host",
    url: "http://nothing.invalid/",
    failure: "dns",
    hint: /"nothing\.invalid" does not resolve/,
  },
  {
    name: "a closed port",
    url: `http://127.0.0.1:${closedPort()}/`,
    failure: "connect",
    hint: /Nothing answers at "127\.0\.0\.1:\d+"/,
  },
  { name: "a foreign scheme", url: "htt://a.b/", failure: "invalid_schema", hint: /https:\/\// },
  { name: "a file", url: import.meta.url, failure: "invalid_schema", hint: /https:\/\// },
  { name: "a path", url: "[{'id': 1}]", failure: "invalid_url", hint: /https:\/\// },
  { name: "data in a URL", url: "data:text/plain,a", failure: "invalid_schema", hint: /https:\/\// },
];

for (const { name, url, failure, hint } of unreachable) {
  Deno.test(`client tells ${name}`, async () => {
    const error = await transportFailure(createClient().send(get(url)));
    strictEqual(error.failure, failure, error.message);
    match(error.hint ?? "", hint);
    closeConnections();
  });
}

Deno.test("client gives up when nothing comes, but not while something does", async () => {
  const handler: Handler = async (request) => {
    const chunks = new URL(request.url).pathname === "/slow" ? 5 : 1;
    const body = new ReadableStream({
      async start(controller) {
        for (let i = 0; i < chunks; i++) {
          controller.enqueue(new TextEncoder().encode("x"));
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
        if (chunks > 1) controller.close();
      },
    });
    await request.body?.cancel();
    return new Response(body);
  };
  await withServer(handler, async (url) => {
    const client = createClient({ idleTimeout: 1.5 });
    strictEqual(await (await client.send(get(`${url}/slow`))).text(), "xxxxx");
    await rejects(client.send(get(`${url}/never`)), { failure: "timeout", exceptionName: "ReadTimeout" });
  });
});

Deno.test("client ends with the caller's signal", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const reason = new Error("stop");
  const controller = new AbortController();
  const sending = createClient().send(
    get(`http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`),
    controller,
  );
  const connection = await listener.accept();
  controller.abort(reason);
  await rejects(sending, (error) => error === reason);
  connection.close();
  listener.close();
  closeConnections();
});
