import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { HeaderTable } from "../../../http/headers.ts";
import type { HttpRequest, HttpResponse } from "../../../http/message.ts";
import { BufferedResponse } from "../../../http/response.ts";
import { TransportError } from "../../../http/transport_error.ts";
import { glob } from "../glob.ts";
import type { OpenFile, Storage } from "../stored_file.ts";
import { httpsStorage } from "./https.ts";
import type { RequestWorld } from "./requests.ts";
import { s3Storage } from "./s3.ts";

interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string | ReadableStream<Uint8Array>;
}

/** A server as a function; requests are kept as `GET url range`. */
function worldOf(answer: (request: HttpRequest) => Reply) {
  const requests: string[] = [];
  const sent: HttpRequest[] = [];
  const world: RequestWorld = {
    clock: { now: () => Date.UTC(2025, 0, 31), wait: () => Promise.resolve() },
    sink: { message() {}, record() {}, log() {}, drain: () => Promise.resolve() },
    client: {
      send(request): Promise<HttpResponse> {
        sent.push(request);
        requests.push([request.method, request.url, request.headers.Range ?? []].flat().join(" "));
        const { status = 200, headers = {}, body = "" } = answer(request);
        return Promise.resolve(
          new BufferedResponse({
            status,
            reason: "",
            headers: new HeaderTable(Object.entries(headers)),
            url: request.url,
            request,
            body: typeof body === "string" ? new TextEncoder().encode(body) : body,
          }),
        );
      },
    },
  };
  return { world, requests, sent };
}

async function listed(storage: Storage, ...globs: string[]) {
  const files = [];
  for await (const file of storage.list(globs.map(glob))) files.push(file);
  return files;
}

async function textOf(file: OpenFile): Promise<string> {
  let text = "";
  for await (const chunk of file.stream()) text += new TextDecoder().decode(chunk);
  return text;
}

/** A body that breaks off after some of its bytes. */
function broken(text: string): ReadableStream<Uint8Array> {
  const chunks = [new TextEncoder().encode(text)];
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.error(new TransportError("broken_body", "The connection was closed"));
    },
  }, { highWaterMark: 0 });
}

const page = (contents: string, next = "") =>
  `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType>` +
  `<IsTruncated>${next !== ""}</IsTruncated>${
    next && `<NextContinuationToken>${next}</NextContinuationToken>`
  }` +
  `${contents}</ListBucketResult>`;
const object = (key: string, size = 10) =>
  `<Contents><Key>${key}</Key><LastModified>2025-01-02T03:04:05.678Z</LastModified>` +
  `<ETag>&quot;e1&quot;</ETag><Size>${size}</Size></Contents>`;
const credentials = { accessKeyId: "AKID", secretAccessKey: "SECRET" };

Deno.test("S3 lists page by page, signed, only under the globs' prefixes", async () => {
  const { world, requests, sent } = worldOf(({ url }) =>
    url.includes("token")
      ? { body: page(object("a%2Bb/2.csv") + object("a%2Bb/skip.txt")) }
      : { body: page(object("a%2Bb/c+d/1.csv") + object("a%2Bb/"), "t+1/=") }
  );
  const files = await listed(
    s3Storage({ bucket: "data", region: "eu-west-1", ...credentials }, world),
    "a+b/**/*.csv",
  );
  deepStrictEqual(files, [
    { uri: "a+b/c d/1.csv", lastModified: "2025-01-02T03:04:05.678000Z", size: 10, etag: '"e1"' },
    { uri: "a+b/2.csv", lastModified: "2025-01-02T03:04:05.678000Z", size: 10, etag: '"e1"' },
  ]);
  const start = "GET https://data.s3.eu-west-1.amazonaws.com?list-type=2&encoding-type=url&prefix=a%2Bb%2F";
  deepStrictEqual(requests.map((request) => request.replace(".com/?", ".com?")), [
    start,
    `${start}&continuation-token=t%2B1%2F%3D`,
  ]);
  match(
    sent[0]?.headers.authorization ?? "",
    /^AWS4-HMAC-SHA256 Credential=AKID\/\d+\/eu-west-1\/s3\/aws4_request/,
  );
});

const addresses: { options: Partial<Parameters<typeof s3Storage>[0]>; url: string }[] = [
  { options: {}, url: "https://data.s3.us-east-1.amazonaws.com/k%20%2B/%C3%BC.csv" },
  { options: { bucket: "my.data" }, url: "https://s3.us-east-1.amazonaws.com/my.data/k%20%2B/%C3%BC.csv" },
  { options: { addressing: "path" }, url: "https://s3.us-east-1.amazonaws.com/data/k%20%2B/%C3%BC.csv" },
  { options: { endpoint: "http://minio:9000/" }, url: "http://minio:9000/data/k%20%2B/%C3%BC.csv" },
  {
    options: { endpoint: "r2.example.com/base" },
    url: "https://r2.example.com/base/data/k%20%2B/%C3%BC.csv",
  },
  {
    options: { endpoint: "https://store.example.com", addressing: "virtual" },
    url: "https://data.store.example.com/k%20%2B/%C3%BC.csv",
  },
];
for (const { options, url } of addresses) {
  Deno.test(`S3 with ${JSON.stringify(options)} reads ${url}`, async () => {
    const { world, requests, sent } = worldOf(() => ({ body: "text" }));
    const storage = s3Storage({ bucket: "data", ...options }, world);
    strictEqual(await textOf(await storage.open({ uri: "k +/ü.csv", lastModified: "", size: 4 })), "text");
    deepStrictEqual([requests, sent[0]?.headers.authorization], [[`GET ${url}`], undefined]);
  });
}

Deno.test("S3 reads ranges of the version that was listed", async () => {
  const { world, requests, sent } = worldOf(() => ({ status: 206, body: "34" }));
  const storage = s3Storage({ bucket: "b", endpoint: "http://store" }, world);
  const file = await storage.open({ uri: "k", lastModified: "", size: 5, etag: '"e"' });
  strictEqual(new TextDecoder().decode(await file.random?.read(3, 9)), "34");
  deepStrictEqual([requests, sent[0]?.headers["If-Match"]], [["GET http://store/b/k bytes=3-4"], '"e"']);
});

const refusals: { reply: Reply; message: RegExp }[] = [
  { reply: { status: 403, body: "<Error/>" }, message: /Cannot read the bucket "b": access is denied/ },
  {
    reply: { status: 404, body: "<Error/>" },
    message: /Cannot read the bucket "b": there is no such bucket/,
  },
  {
    reply: { status: 301, headers: { "x-amz-bucket-region": "eu-west-3" }, body: "<Error/>" },
    message: /Cannot list the bucket "b": the store did not answer with a list/,
  },
];
for (const { reply, message } of refusals) {
  Deno.test(`S3 tells what status ${reply.status} means`, async () => {
    const { world } = worldOf(() => reply);
    await rejects(listed(s3Storage({ bucket: "b", endpoint: "http://store" }, world), "**"), {
      failureType: "config_error",
      message,
    });
  });
}

Deno.test("a body that breaks off goes on at that place", async () => {
  const headers = { "content-length": "9" };
  const { world, requests } = worldOf(({ headers: { Range: range } }) =>
    range === undefined
      ? { headers, body: broken("abc") }
      : range === "bytes=3-"
      ? { status: 206, headers, body: broken("def") }
      : { status: 206, headers, body: "ghi" }
  );
  const storage = s3Storage({ bucket: "b", endpoint: "http://store" }, world);
  strictEqual(await textOf(await storage.open({ uri: "k", lastModified: "", size: 9 })), "abcdefghi");
  deepStrictEqual(requests.map((request) => request.split(" ")[2]), [undefined, "bytes=3-", "bytes=6-"]);
});

Deno.test("a body without ranges begins anew, what was read is left out", async () => {
  const bodies = [broken("abc"), "abcdef"];
  const { world, requests } = worldOf(({ method }) =>
    method === "HEAD" ? {} : { body: bodies.shift() ?? "" }
  );
  const storage = httpsStorage({ urls: ["http://h/a.csv"] }, world);
  strictEqual(await textOf(await storage.open({ uri: "http://h/a.csv", lastModified: "" })), "abcdef");
  deepStrictEqual(requests, ["HEAD http://h/a.csv", "GET http://h/a.csv", "GET http://h/a.csv"]);
});

Deno.test("HTTPS: URLs by their paths, when they changed, what the server can do", async () => {
  const { world, requests, sent } = worldOf(({ method, url }) => {
    if (url.endsWith("c.csv")) {
      if (method === "HEAD") return { status: 405 };
      return { status: 206, headers: { "content-range": "bytes 0-0/7" }, body: "x" };
    }
    const headers = { "last-modified": "Thu, 02 Jan 2025 03:04:05 GMT", "content-length": "5" };
    return { headers: url.endsWith("b.csv") ? { ...headers, "accept-ranges": "bytes" } : headers };
  });
  const urls = [
    "http://h/x/a.csv?v=1",
    "http://h/b.csv",
    "http://h/c.csv",
    "http://h/d.txt",
    "http://h/b.csv",
  ];
  const storage = httpsStorage({ urls, headers: { Authorization: "Bearer t" } }, world);
  const files = await listed(storage, "**/*.csv");
  deepStrictEqual(files, [
    { uri: "http://h/x/a.csv?v=1", lastModified: "2025-01-02T03:04:05.000000Z", size: 5 },
    { uri: "http://h/b.csv", lastModified: "2025-01-02T03:04:05.000000Z", size: 5 },
    { uri: "http://h/c.csv", lastModified: "2025-01-31T00:00:00.000000Z", size: 7 },
  ]);
  deepStrictEqual(requests.slice(0, 2), ["HEAD http://h/x/a.csv?v=1", "HEAD http://h/b.csv"]);
  strictEqual(sent[0]?.headers.Authorization, "Bearer t");
  const hasRanges = await Promise.all(
    files.map(async (file) => (await storage.open(file)).random !== undefined),
  );
  deepStrictEqual(hasRanges, [false, true, true]);
});

Deno.test("HTTPS: a file that is not there", async () => {
  const { world } = worldOf(() => ({ status: 404 }));
  await rejects(listed(httpsStorage({ urls: ["http://h/a.csv"] }, world), "**"), {
    message: "Cannot read the file: there is none at its URL (404)",
    failureType: "config_error",
  });
});
