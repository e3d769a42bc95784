/** Memory does not grow: not with the size of a response that is streamed, not with the number of records. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { startApi } from "../cli/planets.ts";
import { startCli } from "../cli/run_cli.ts";

const megabyte = 2 ** 20;
const filler = "x".repeat(150);

const formats = [
  {
    decoder: '{ type: JsonItemsDecoder, items_path: "data.items" }',
    head: '{"data": {"items": [',
    line: (id: number) => `${id > 0 ? "," : ""}{"id": ${id}, "text": "${filler}"}`,
    tail: "]}}",
  },
  { decoder: "{ type: CsvDecoder }", head: "id,text\n", line: (id: number) => `${id},${filler}\n`, tail: "" },
  {
    decoder: "{ type: JsonlDecoder }",
    head: "",
    line: (id: number) => `{"id": ${id}, "text": "${filler}"}\n`,
    tail: "",
  },
];

/** A body of about `size` bytes, made as it is asked for. */
function body({ head, line, tail }: typeof formats[number], size: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let id = 0;
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      let text = id === 0 ? head : "";
      while (text.length < 2 ** 16) text += line(id++);
      sent += text.length;
      controller.enqueue(encoder.encode(sent < size ? text : text + tail));
      if (sent >= size) controller.close();
    },
  });
}

const pageSize = 500;

const byPage = `{
        type: DefaultPaginator,
        page_token_option: { type: RequestOption, inject_into: request_parameter, field_name: page },
        pagination_strategy: { type: PageIncrement, page_size: ${pageSize} },
      }`;

const manifest = (decoder: string, paginator: string) =>
  `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [rows] }
streams:
  - type: DeclarativeStream
    name: rows
    retriever:
      type: SimpleRetriever
      requester: { type: HttpRequester, url: "{{ config['base_url'] }}/rows" }
      decoder: ${decoder}
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [] } }
      paginator: ${paginator}
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }
spec: { type: Spec, connection_specification: { type: object, properties: {} } }
`;

/** The most memory that a process has held, as long as it is there. */
function peak(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))?.[1]) * 1024;
  } catch {
    return 0;
  }
}

/** Reads everything that the API has; how it ended, what it printed at last, and the most memory that it held. */
async function read(
  api: { url: string },
  { decoder = "{ type: JsonDecoder }", paginator = "{ type: NoPagination }", env = {} }: {
    decoder?: string;
    paginator?: string;
    env?: Record<string, string>;
  },
) {
  await using process = await startCli(
    ["read", "--manifest-path", "manifest.yaml", "--config", "config.json"],
    { files: { "manifest.yaml": manifest(decoder, paginator), "config.json": { base_url: api.url } }, env },
  );
  let most = 0;
  let records = 0;
  let text = "";
  for await (const part of process.child.stdout.pipeThrough(new TextDecoderStream())) {
    most = Math.max(most, peak(process.child.pid));
    text = text.slice(-15) + part;
    records += text.split('{"type":"RECORD"').length - 1;
  }
  const [{ code }, stderr] = await Promise.all([
    process.child.status,
    new Response(process.child.stderr).text(),
  ]);
  return { code, stderr, records, most, text };
}

for (const format of formats) {
  Deno.test({
    name: `100 MB in one response with ${format.decoder}`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      await using api = startApi(() =>
        new Response(body(format, 100 * megabyte), { headers: { "cache-control": "no-transform" } })
      );
      const { code, stderr, records, most } = await read(api, format);
      strictEqual(code, 0, stderr);
      ok(records > 500_000, `${records} records`);
      ok(most < 220 * megabyte, `${Math.round(most / megabyte)} MB of memory`);
    },
  });
}

/** Numbered pages with so many records in all. */
function pages(total: number) {
  return startApi((url) => {
    const first = Number(url.searchParams.get("page") ?? 0) * pageSize;
    const count = Math.max(0, Math.min(pageSize, total - first));
    return Response.json(Array.from({ length: count }, (_, i) => ({ id: first + i, text: filler })));
  });
}

Deno.test({
  name: "five times the records need no more memory",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const most: number[] = [];
    for (const total of [100_000, 500_000]) {
      await using api = pages(total);
      const result = await read(api, { paginator: byPage });
      deepStrictEqual([result.code, result.records], [0, total], result.stderr);
      most.push(result.most);
    }
    const [few = 0, many = 0] = most;
    ok(
      many < 150e6 && many < 1.15 * few,
      most.map((bytes) => `${Math.round(bytes / megabyte)} MB`).join(", "),
    );
  },
});

Deno.test("a read that runs out of memory says so", async () => {
  await using api = startApi(() =>
    Response.json(Array.from({ length: 300_000 }, (_, id) => ({ id, text: filler })))
  );
  const { code, text } = await read(api, { env: { AIRBYTE_TS_MAX_HEAP: "80" } });
  strictEqual(code, 1);
  ok(text.includes("[cli.out_of_memory]") || text.includes('"cli.out_of_memory"'), text);
});
