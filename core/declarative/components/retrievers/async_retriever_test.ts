import { deepStrictEqual, match, throws } from "node:assert/strict";
import type { Clock } from "../../../clock.ts";
import type { JsonObject } from "../../../json.ts";
import { runSource } from "../../../testing/run.ts";
import { sourceFromValue } from "../../source.ts";
import { buildComponent } from "../../test_context.ts";

/** Waits take no time. */
const clock: Clock = { now: () => Date.now(), wait: () => Promise.resolve() };

type Answer = (url: URL, body: string) => Response | undefined;

/** Serves an API on a port of this machine while a test runs. */
async function withApi(answer: Answer, test: (base: string, asked: string[]) => Promise<void>) {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const url = new URL(request.url);
    asked.push(`${request.method} ${url.pathname}${url.search}`);
    return answer(url, await request.text()) ?? new Response("no such page", { status: 404 });
  });
  try {
    await test(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}

const requester = (base: string, path: string, more: JsonObject = {}): JsonObject => ({
  type: "HttpRequester",
  url_base: base,
  path,
  http_method: "GET",
  ...more,
});
const at = (...field_path: string[]): JsonObject => ({ type: "DpathExtractor", field_path });
const statuses: JsonObject = {
  type: "AsyncJobStatusMap",
  running: ["running"],
  completed: ["done"],
  failed: ["failed"],
  timeout: ["expired"],
  skipped: ["nothing"],
};

function manifest(base: string, retriever: JsonObject): JsonObject {
  return {
    version: "7.0.0",
    type: "DeclarativeSource",
    check: { type: "CheckStream", stream_names: ["report"] },
    streams: [{
      type: "DeclarativeStream",
      name: "report",
      schema_loader: { type: "InlineSchemaLoader", schema: { type: "object", properties: {} } },
      retriever: {
        type: "AsyncRetriever",
        record_selector: { type: "RecordSelector", extractor: at() },
        status_mapping: statuses,
        status_extractor: at("status"),
        download_target_extractor: at("urls"),
        creation_requester: requester(base, "/jobs", {
          http_method: "POST",
          request_body_json: { shop: "{{ stream_partition.shop }}" },
        }),
        polling_requester: requester(base, "/jobs/{{ creation_response['id'] }}"),
        download_requester: requester(base, "{{ download_target }}"),
        partition_router: { type: "ListPartitionRouter", cursor_field: "shop", values: ["a", "b"] },
        ...retriever,
      },
    }],
    spec: { type: "Spec", connection_specification: { type: "object", properties: {} } },
  };
}

Deno.test("AsyncRetriever creates, polls, downloads and deletes, one job at a time", async () => {
  let polls = 0;
  const answer: Answer = (url, body) => {
    const [, kind, id = ""] = url.pathname.split("/");
    if (kind === "jobs" && body) return Response.json({ id: JSON.parse(body).shop });
    if (kind === "jobs" && url.searchParams.size === 0) {
      return Response.json(polls++ % 2 ? { status: "done", urls: [`/files/${id}`] } : { status: "running" });
    }
    if (kind === "jobs") return Response.json({});
    return kind === "files" ? new Response(`{"id":"${id}1"}\n{"id":"${id}2"}\n`) : undefined;
  };
  await withApi(answer, async (base, asked) => {
    const source = sourceFromValue(manifest(base, {
      download_decoder: { type: "JsonlDecoder" },
      delete_requester: requester(base, "/jobs/{{ creation_response['id'] }}", {
        request_parameters: { delete: "1" },
      }),
    }));
    const { records } = await runSource(source, { clock });
    deepStrictEqual(records["report"]?.map(({ id }) => id).sort(), ["a1", "a2", "b1", "b2"]);
    deepStrictEqual(
      asked.filter((line) => !line.includes("files") && !line.includes("delete")),
      ["POST /jobs", "GET /jobs/a", "GET /jobs/a", "POST /jobs", "GET /jobs/b", "GET /jobs/b"],
    );
    deepStrictEqual(asked.filter((line) => line.includes("delete")).sort(), [
      "GET /jobs/a?delete=1",
      "GET /jobs/b?delete=1",
    ]);
  });
});

Deno.test("AsyncRetriever reads large CSV files and asks for targets after the job", async () => {
  const answer: Answer = (url) => {
    if (url.pathname === "/jobs") return Response.json({ id: 1 }, { headers: { "X-Ref": "r7" } });
    if (url.pathname === "/jobs/1") return Response.json({ status: "done", place: "p" });
    if (url.pathname === "/targets/p") return Response.json({ urls: ["/csv"] });
    return url.pathname === "/csv" ? new Response("id,note\n1,x\n2,\n") : undefined;
  };
  await withApi(answer, async (base, asked) => {
    const source = sourceFromValue(manifest(base, {
      partition_router: [],
      download_target_requester: requester(base, "/targets/{{ polling_response.place }}"),
      download_requester: requester(base, "{{ download_target }}", {
        request_headers: { "X-Ref": "{{ creation_response.headers['x-ref'] }}" },
      }),
      download_extractor: { type: "ResponseToFileExtractor" },
    }));
    const { records } = await runSource(source, { clock });
    deepStrictEqual(records["report"], [{ id: "1", note: "x" }, { id: "2", note: null }]);
    deepStrictEqual(asked, ["POST /jobs", "GET /jobs/1", "GET /targets/p", "GET /csv"]);
  });
});

Deno.test("AsyncRetriever: a slice whose job fails for good leaves the others", async () => {
  const answer: Answer = (url, body) => {
    if (body) return Response.json({ id: JSON.parse(body).shop });
    if (url.pathname === "/jobs/a") return Response.json({ status: "failed" });
    if (url.pathname === "/jobs/b") return Response.json({ status: "done", urls: "/file" });
    return url.pathname === "/file" ? Response.json({ id: "b1" }) : undefined;
  };
  await withApi(answer, async (base, asked) => {
    const { records, errors, statuses } = await runSource(sourceFromValue(manifest(base, {})), { clock });
    deepStrictEqual(records["report"], [{ id: "b1" }]);
    match(errors.join("\n"), /some of its asynchronous jobs failed/);
    deepStrictEqual(statuses["report"]?.at(-1), "INCOMPLETE");
    deepStrictEqual(asked.filter((line) => line === "GET /jobs/a").length, 3);
  });
});

const refused: { name: string; retriever: JsonObject; error: RegExp }[] = [
  {
    name: "one word for two statuses",
    retriever: { status_mapping: { ...statuses, failed: ["done"] } },
    error: /Cannot map the job status "done": it stands under both completed and failed/,
  },
  {
    name: "a target requester without an extractor",
    retriever: {
      download_target_extractor: null,
      download_target_requester: requester("http://x", "/t"),
    },
    error: /its download_target_requester has no extractor/,
  },
  {
    name: "smaller pages in a place that has none",
    retriever: {
      polling_requester: requester("http://x", "/p", {
        error_handler: {
          type: "DefaultErrorHandler",
          response_filters: [{ type: "HttpResponseFilter", action: "REDUCE_PAGE_SIZE", http_codes: [413] }],
        },
      }),
    },
    error: /Cannot use the action REDUCE_PAGE_SIZE on the polling_requester of an AsyncRetriever/,
  },
];

for (const { name, retriever, error } of refused) {
  Deno.test(`AsyncRetriever refuses ${name}`, () => {
    const { streams } = manifest("http://x", retriever);
    const [stream] = streams as JsonObject[];
    throws(() => buildComponent("retriever", stream!["retriever"] as JsonObject), error);
  });
}
