/** The API of a fuzz run: plausible answers, and the faults that APIs and networks have. */
import { isObject, type Json, type JsonObject, parseJson, writeJson } from "../../core/json.ts";
import { copyTree } from "../../core/declarative/manifest/copy.ts";
import { mutate } from "./mutate.ts";
import type { Random } from "./random.ts";
import type { Answer } from "./seeds.ts";

/** What the API does besides answering plausibly. */
export const faults = [
  "none",
  "status",
  "echo",
  "cut",
  "broken",
  "types",
  "body",
  "endless",
  "headers",
  "redirect",
  "encoding",
  "deep",
] as const;
export type Fault = typeof faults[number];

export interface Api {
  readonly url: string;
  /** Requests since the last `play`. */
  readonly requests: number;
  /** When the last request came, as performance.now() has it. */
  readonly lastRequest: number;
  /** Plays the API of a mutant from now on. */
  play(part: Part): void;
}

export interface Part {
  answers: readonly Answer[];
  manifest: Json;
  fault: Fault;
  /** Share of the requests that meet the fault. */
  rate: number;
  random: Random;
}

const encoder = new TextEncoder();

export function startApi(): Api {
  let part: Part | undefined;
  let plausible: JsonObject = {};
  let requests = 0;
  let lastRequest = performance.now();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response("", { status: 500 }) },
    async (request) => {
      requests++;
      lastRequest = performance.now();
      if (!part) return new Response("no part", { status: 500 });
      const answer = recorded(part, request) ?? generic(plausible, part.random);
      // An API that never ends would make every read long.
      if (part.fault === "none" || requests > 400 || !part.random.chance(part.rate)) {
        return requests > 2000 ? new Response("enough", { status: 404 }) : plain(answer);
      }
      return await faulty(part, answer, request, requests);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    get requests() {
      return requests;
    },
    get lastRequest() {
      return lastRequest;
    },
    play(next) {
      part = next;
      plausible = plausibleBody(next.manifest);
      requests = 0;
      lastRequest = performance.now();
    },
  };
}

type Reply = Pick<Answer, "status" | "headers" | "text" | "bytes">;

const empty = (status: number) => status < 200 || status === 204 || status === 205 || status === 304;

function plain({ status, headers, bytes }: Reply): Response {
  const isText = new Headers(headers);
  isText.set("cache-control", "no-transform");
  return new Response(empty(status) ? null : bytes, { status: Math.max(200, status), headers: isText });
}

/** An answer that was recorded for this path, or now and then for another. */
function recorded({ answers, random }: Part, request: Request): Reply | undefined {
  if (answers.length === 0 || random.chance(0.05)) return undefined;
  const { pathname } = new URL(request.url);
  const same = answers.filter(({ path }) => path === pathname);
  return random.pick(same.length > 0 ? same : answers);
}

function generic(body: JsonObject, random: Random): Reply {
  const value: Json = random.chance(0.2) ? [body, { ...body, id: 2 }] : body;
  const text = writeJson(value);
  return { status: 200, headers: { "content-type": "application/json" }, text, bytes: encoder.encode(text) };
}

/** An object in which every path that the manifest looks for leads somewhere. */
function plausibleBody(manifest: Json): JsonObject {
  const paths: string[][] = [];
  const names = new Set(["id", "name"]);
  const visit = (value: Json, key: string): void => {
    if (typeof value === "string" && /^(cursor_field|parent_key|primary_key)$/.test(key)) names.add(value);
    if (Array.isArray(value) && /(field_path|_path|pointer)$/.test(key)) {
      const path = value.filter((item) => typeof item === "string");
      if (path.length > 0 && path.length === value.length) paths.push(path);
    }
    if (Array.isArray(value)) { for (const item of value) visit(item, key); }
    else if (isObject(value)) { for (const [name, item] of Object.entries(value)) visit(item, name); }
  };
  visit(manifest, "");
  const body: JsonObject = {
    access_token: "tok-fuzz-1",
    expires_in: 3600,
    status: "done",
    next: "abc",
    has_more: false,
  };
  const record = (id: number): JsonObject =>
    Object.fromEntries(
      [...names].slice(0, 40).map((
        name,
      ) => [
        name,
        /id$/.test(name) ? id : /at$|date|time|modif/.test(name) ? "2025-01-25T10:00:00Z" : `${name} ${id}`,
      ]),
    );
  for (const path of paths.slice(0, 60)) {
    let at = body;
    for (const [i, name] of path.entries()) {
      if (i === path.length - 1) {
        if (!Object.hasOwn(at, name)) at[name] = [record(1), record(2), record(3)];
      } else {
        const next = Object.hasOwn(at, name) ? at[name] : undefined;
        at = isObject(next) ? next : (at[name] = {});
      }
    }
  }
  return body;
}

const statuses = [
  201,
  204,
  206,
  304,
  400,
  401,
  403,
  404,
  408,
  409,
  410,
  418,
  422,
  429,
  500,
  502,
  503,
  504,
  520,
  599,
];

async function faulty(part: Part, answer: Reply, request: Request, count: number): Promise<Response> {
  const { random } = part;
  switch (part.fault) {
    case "status":
      return plain({ ...answer, status: random.pick(statuses) });
    case "echo": {
      const body = await request.text();
      const headers = Object.fromEntries(request.headers);
      const url = new URL(request.url);
      const text = random.pick([
        () => writeJson({ error: { message: `refused ${request.url} ${body}`, headers } }),
        () =>
          writeJson({
            errors: [url.search, decodeURIComponent(url.search.replace(/%(?![0-9a-f]{2})/gi, "%25"))],
            headers,
          }),
        () => `bad request: ${request.url}\n${Object.entries(headers).join("\n")}\n${body}`,
      ])();
      const status = random.pick([400, 401, 403, 404, 422, 500, 200]);
      return plain({
        status,
        headers: { "content-type": "application/json" },
        text,
        bytes: encoder.encode(text),
      });
    }
    case "cut":
      return plain({ ...answer, bytes: answer.bytes.slice(0, random.integer(answer.bytes.length)) });
    case "broken":
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(answer.bytes.slice(0, Math.max(1, random.integer(answer.bytes.length))));
          },
          pull: (controller) => controller.error(new Error("broken")),
        }),
        { status: 200, headers: answer.headers },
      );
    case "types": {
      const tree = parsed(answer.text);
      if (tree === undefined) return plain(answer);
      const holder: Json = [copyTree(tree)];
      for (let i = 0; i <= random.integer(3); i++) mutate(holder, random, { others: [], types: [] });
      return plain({ ...answer, bytes: encoder.encode(writeJson(holder[0] ?? null)) });
    }
    case "body":
      return plain({ ...answer, bytes: random.pick(oddBodies) });
    case "endless":
      return plain({ ...answer, bytes: encoder.encode(endless(parsed(answer.text) ?? { next: "" }, count)) });
    case "headers":
      return plain({
        ...answer,
        status: random.pick([200, 429, 503, answer.status]),
        headers: { ...answer.headers, ...random.pick(oddHeaders(request.url, count)) },
      });
    case "redirect":
      return new Response(null, {
        status: random.pick([301, 302, 303, 307, 308]),
        headers: {
          location: random.pick([
            request.url,
            "/",
            "",
            "http://[bad",
            "ftp://x",
            `/r${count}`,
            "//x",
            "file:///etc/passwd",
          ]),
        },
      });
    case "encoding":
      return plain({
        ...answer,
        headers: {
          ...answer.headers,
          "content-encoding": random.pick(["gzip", "deflate", "br", "zstd", "x-gzip", "odd"]),
        },
      });
    case "deep": {
      const depth = random.pick([100, 2000, 20_000]);
      return plain({
        ...answer,
        bytes: encoder.encode(random.chance(0.5) ? nested(depth) : `{"data":[{"id":${nested(depth)}}]}`),
      });
    }
    default:
      return plain(answer);
  }
}

const nested = (depth: number): string => `${'[{"a":'.repeat(depth)}1${"}]".repeat(depth)}`;

const oddBodies: readonly Uint8Array<ArrayBuffer>[] = [
  ...[
    "",
    "null",
    "[]",
    "{}",
    '"text"',
    "123",
    "NaN",
    "true",
    "[null]",
    "[[]]",
    "[1,2]",
    '{"data":null}',
    '{"data":{}}',
  ],
  ...[
    "<html><body>Sign in</body></html>",
    "id,name\n1,a\n",
    '{"a":1}\n{"a":2}\n',
    "\ufeff{}",
    '{"a":1,"a":2}',
    "<a><b/></a>",
  ],
  ...[
    '{"__proto__":{"x":1},"constructor":1,"id":1}',
    '[{"id":12345678901234567890,"n":1e400}]',
    '{"a":"\\ud800"}',
    "{'a': 1}",
  ],
].map((text) => encoder.encode(text)).concat([
  new Uint8Array([0xff, 0xfe, 0, 1]),
  new Uint8Array([0x1f, 0x8b, 8, 0, 1]),
]);

const oddHeaders = (url: string, count: number): Record<string, string>[] => [
  ...["abc", "-5", "1e400", "99999999999", "Wed, 21 Oct 2015 07:28:00 GMT", "0", "nan", "1.5"].map((
    wait,
  ) => ({
    "retry-after": wait,
    "x-ratelimit-reset": wait,
    "x-ratelimit-remaining": "0",
    "ratelimit-reset": wait,
  })),
  { link: `<${url}>; rel="next"` },
  { link: `</p${count}>; rel="next", <>; rel=prev` },
  { link: ";;,<" },
  { "content-type": "text/html; charset=klingon" },
  { "set-cookie": "a=b; Domain=.; Path=x; Expires=never" },
  { "content-type": "" },
];

function parsed(text: string | undefined): Json | undefined {
  try {
    return text === undefined ? undefined : parseJson(text);
  } catch {
    return undefined;
  }
}

/** The body with another token on every page. */
function endless(tree: Json, count: number): string {
  return JSON.stringify(tree, (key, value: unknown) => {
    if (!/next|cursor|token|page|after|offset|scroll|continuation/i.test(key)) return value;
    if (typeof value === "number") return count;
    if (typeof value === "string") {
      return value.startsWith("http") ? `${value.split("?")[0]}?page=${count}` : `t${count}`;
    }
    return value === null ? `t${count}` : value;
  });
}
