/** How a run ends before its end: a reader that goes away, signals, a full disk behind stdout. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { manifest, startApi } from "./planets.ts";
import { errorsOf, messagesOf, startCli, statusesOf } from "./run_cli.ts";

const args = ["read", "--manifest-path", "manifest.yaml", "--config", "config.json"];

/** Pages without end, `delay` milliseconds each. */
function endlessApi(delay: number) {
  let id = 0;
  return startApi(async () => {
    await new Promise((resolve) => setTimeout(resolve, delay));
    return Response.json({ data: [{ id: ++id, text: "x".repeat(1000) }, { id: ++id }] });
  });
}

const files = (url: string) => ({
  "manifest.yaml": manifest(),
  "config.json": { api_key: "k3y", base_url: url },
});

Deno.test("stdout that is closed early is a quiet end", async () => {
  await using api = endlessApi(1);
  await using process = await startCli(args, { files: files(api.url) });
  const reader = process.child.stdout.getReader();
  await reader.read();
  await reader.cancel();
  const [status, stderr] = await Promise.all([
    process.child.status,
    new Response(process.child.stderr).text(),
  ]);
  deepStrictEqual([status.code, status.signal, stderr], [0, null, ""]);
});

for (
  const [signal, expected] of [
    ["SIGINT", { code: 130, signal: null }],
    ["SIGTERM", { code: 143, signal: "SIGTERM" }],
  ] as const
) {
  Deno.test(`${signal} ends a read after the last whole line`, async () => {
    await using api = endlessApi(10);
    await using process = await startCli(args, { files: files(api.url) });
    let stdout = "";
    let sent = false;
    for await (const text of process.child.stdout.pipeThrough(new TextDecoderStream())) {
      stdout += text;
      if (!sent && stdout.includes('"RECORD"')) {
        process.child.kill(signal);
        sent = true;
      }
    }
    const { code, signal: died } = await process.child.status;
    await process.child.stderr.cancel();
    deepStrictEqual({ code, signal: died }, expected);
    ok(stdout.endsWith("\n"), "the last line is whole");
    messagesOf({ stdout });
    strictEqual(statusesOf({ stdout }).planets, "INCOMPLETE");
    deepStrictEqual(errorsOf({ stdout }), []);
  });
}

/** Slices `a` and `b` answer at once, the others never. */
const sliced = `version: 6.0.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [moons] }
streams:
  - type: DeclarativeStream
    name: moons
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: seen
      datetime_format: "%Y-%m-%d"
      start_datetime: "2025-01-01"
      end_datetime: "2025-01-31"
    retriever:
      type: SimpleRetriever
      requester: { type: HttpRequester, url: "{{ config['base_url'] }}/{{ stream_partition.planet }}" }
      record_selector: { type: RecordSelector, extractor: { type: DpathExtractor, field_path: [data] } }
      partition_router: { type: ListPartitionRouter, cursor_field: planet, values: [a, b, c, d] }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: { seen: { type: string } } } }
spec: { type: Spec, connection_specification: { type: object, properties: {} } }
`;

Deno.test("SIGINT writes the state of the slices that are complete", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => release = resolve);
  await using api = startApi(async ({ pathname }) => {
    if (/[cd]/.test(pathname)) await held;
    return Response.json({ data: [{ seen: "2025-01-15" }] });
  });
  await using process = await startCli(args, {
    files: { "manifest.yaml": sliced, "config.json": { base_url: api.url } },
  });
  let stdout = "";
  for await (const text of process.child.stdout.pipeThrough(new TextDecoderStream())) {
    stdout += text;
    if (stdout.split('"RECORD"').length === 3 && !stdout.includes("INCOMPLETE")) process.child.kill("SIGINT");
  }
  release();
  const { code } = await process.child.status;
  await process.child.stderr.cancel();
  const states = messagesOf({ stdout }).filter(({ type }) => type === "STATE");
  deepStrictEqual(
    states.at(-1)?.state.stream.stream_state.states,
    ["a", "b", "c", "d"].map((planet) => ({
      partition: { planet },
      cursor: { seen: planet < "c" ? "2025-01-15" : "2025-01-01" },
    })),
  );
  deepStrictEqual([code, errorsOf({ stdout })], [130, []]);
});

Deno.test("a reader that stops reading does not keep SIGTERM from ending the process", async () => {
  await using api = endlessApi(0);
  await using process = await startCli(args, { files: files(api.url) });
  const reader = process.child.stdout.getReader();
  await reader.read();
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.child.kill("SIGTERM");
  const { signal } = await process.child.status;
  await Promise.all([reader.cancel(), process.child.stderr.cancel()]);
  strictEqual(signal, "SIGTERM");
});

Deno.test({
  name: "a full disk behind stdout is an error",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using api = endlessApi(1);
    await using process = await startCli(args, { files: files(api.url) });
    process.child.kill("SIGKILL");
    await Promise.all([process.child.status, process.child.stdout.cancel(), process.child.stderr.cancel()]);
    const main = new URL("../../cli/main.ts", import.meta.url).pathname;
    const { code, stderr } = await new Deno.Command("sh", {
      args: ["-c", `exec "$0" run -A --quiet --no-check "$@" > /dev/full`, Deno.execPath(), main, ...args],
      cwd: process.folder,
      env: { NO_PROXY: "127.0.0.1" },
    }).output();
    match(
      new TextDecoder().decode(stderr),
      /error\[cli\.stdout\]\n {2}Cannot write to stdout: No space left/,
    );
    strictEqual(code, 1);
  },
});
