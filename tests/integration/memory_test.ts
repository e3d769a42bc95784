/** Large responses are read as they come: the process stays far smaller than the body. */
import { ok, strictEqual } from "node:assert/strict";
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

const manifest = (decoder: string) =>
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

for (const format of formats) {
  Deno.test({
    name: `100 MB in one response with ${format.decoder}`,
    ignore: Deno.build.os !== "linux",
    async fn() {
      await using api = startApi(() =>
        new Response(body(format, 100 * megabyte), { headers: { "cache-control": "no-transform" } })
      );
      await using process = await startCli(
        ["read", "--manifest-path", "manifest.yaml", "--config", "config.json"],
        { files: { "manifest.yaml": manifest(format.decoder), "config.json": { base_url: api.url } } },
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
      strictEqual(code, 0, stderr);
      ok(records > 500_000, `${records} records`);
      ok(most < 220 * megabyte, `${Math.round(most / megabyte)} MB of memory`);
    },
  });
}
