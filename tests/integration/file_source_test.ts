/**
 * `connectors/source-file` with files that Python wrote, in a folder, on an S3 server that checks signatures, and
 * behind URLs. Without Python these are skipped.
 */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { fileURLToPath } from "node:url";
import { pipeline } from "node:stream/promises";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { CsvFormat, FileStream } from "airbyte-ts";
import { catalogWith, checkSource, discoverSource, runSource } from "airbyte-ts/testing";
import source from "../../connectors/source-file/mod.ts";
import { Float, type JsonObject, writeJson } from "../../core/json.ts";
import { messagesOf, runCli, startCli } from "../cli/run_cli.ts";
import { pythonWith, run } from "./files/python.ts";

const connector = fileURLToPath(new URL("../../connectors/source-file", import.meta.url));
const script = (name: string) => fileURLToPath(new URL(`files/${name}`, import.meta.url));
const python = await pythonWith("files", [
  "pandas==2.3.3",
  "pyarrow==23.0.1",
  "fastavro==1.13.1",
  "backports.zstd==1.8.0",
  "cramjam==2.14.0",
  "openpyxl==3.1.5",
  "xlsxwriter==3.3.1",
  "moto[server]==5.2.5",
]);

const rows = 5000;
const typed: CsvFormat = {
  filetype: "csv",
  inference_type: "Primitive Types Only",
  // As pandas writes them.
  true_values: ["True"],
  false_values: ["False"],
};
const streams: FileStream[] = [
  { name: "csv", globs: ["csv/*"], format: typed },
  {
    name: "latin",
    globs: ["csv-odd/latin.csv"],
    format: { ...typed, delimiter: ";", quote_char: "'", encoding: "latin-1" },
  },
  { name: "jsonl", globs: ["jsonl/*"], format: { filetype: "jsonl" } },
  { name: "parquet", globs: ["parquet/**/*.parquet"], format: { filetype: "parquet" } },
  { name: "avro", globs: ["avro/*"], format: { filetype: "avro" } },
  { name: "excel", globs: ["excel/*.xlsx"], format: { filetype: "excel" } },
];

const range = <T>(item: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => item(i));
const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
const nameOf = (i: number) => `name "${i}",\n${"é".repeat(i % 3)}`;
/** What the files of a stream hold, each of them. */
const expected: Record<string, JsonObject[]> = {
  csv: range((id) => ({ id, name: nameOf(id), price: Float.of(id / 8), even: id % 2 === 0, day: day(id) })),
  jsonl: range((id) => ({ id, price: Float.of(id / 8), tags: [String(id)], owner: { id } })),
  parquet: range((id) => ({
    id,
    big: 2n ** 60n + BigInt(id),
    name: `name ${id % 100}`,
    price: (id / 100).toFixed(2),
    rate: id % 3 ? null : Float.of(id / 8),
    moment: new Date(id * 1000).toISOString().slice(0, 19) + (id ? `.${String(id).padStart(6, "0")}` : "") +
      "+00:00",
    tags: Array(id % 3).fill(String(id)),
  })),
  avro: range((id) => ({
    id: 2n ** 60n + BigInt(id),
    name: id % 2 ? null : String(id),
    rate: Float.of(id / 8),
    moment: "2020-01-02T03:04:05.000006+00:00",
  })),
  excel: range((id) => ({
    id,
    name: nameOf(id),
    price: id / 8,
    even: id % 2 === 0,
    day: `${day(id)}T00:00:00.000000`,
    when: "2020-01-02T03:04:05.500000",
    none: null,
  })),
};
expected.latin = expected.csv!;
const filesOf: Record<string, number> = { csv: 4, latin: 1, jsonl: 1, parquet: 6, avro: 5, excel: 2 };

/** Discovers and reads everything, as platforms do, and compares each record. */
async function readsAll(provider: JsonObject): Promise<void> {
  const config: JsonObject = { provider, streams: structuredClone(streams) as unknown as JsonObject[] };
  deepStrictEqual(await checkSource(source, { config }), { status: "SUCCEEDED" });
  const described = await discoverSource(source, { config });
  const catalog = catalogWith(...described.map(({ name, json_schema: schema }) => ({ name, schema })));
  const { records, state, failure } = await runSource(source, { config, catalog });
  strictEqual(failure, undefined);
  for (const { name } of streams) {
    const byFile = Map.groupBy(records[name] ?? [], (record) => String(record._ab_source_file_url));
    strictEqual(byFile.size, filesOf[name], name);
    strictEqual(Object.keys(Object(Object(state[name]).history)).length, filesOf[name]);
    for (const [file, found] of byFile) {
      strictEqual(found.length, rows, file);
      for (const [i, record] of found.entries()) {
        const { _ab_source_file_url: _, _ab_source_file_last_modified: __, codec, ...rest } = record;
        if (writeJson(rest) !== writeJson(expected[name]![i])) {
          deepStrictEqual(rest, expected[name]![i], file);
        }
        if (name === "parquet") ok(file.includes(`codec=${codec}/`));
      }
    }
  }
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-files-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function withPythonFiles(test: (folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    await run(python!, script("write_files.py"), folder);
    await test(folder);
  });
}

Deno.test(
  { name: "source-file reads what Python wrote, in a folder", ignore: !python },
  () => withPythonFiles((folder) => readsAll({ storage: "local", path: folder })),
);

Deno.test(
  { name: "source-file reads an S3 server that checks signatures", ignore: !python },
  () =>
    withPythonFiles(async (folder) => {
      const server = new Deno.Command(python!, {
        args: [script("s3_server.py"), folder],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
      try {
        const { endpoint, key, secret } = JSON.parse((await lines.read()).value ?? "");
        const provider = {
          storage: "S3",
          bucket: "files",
          region_name: "eu-west-1",
          endpoint,
          aws_access_key_id: key,
          aws_secret_access_key: secret,
        };
        await readsAll(provider);
        const config = (more: JsonObject, ...globs: string[]): JsonObject => ({
          provider: { ...provider, ...more },
          streams: [{ name: "s", globs, format: { filetype: "csv" } }],
        });
        const odd = await runSource(source, { config: config({}, "odd/**") });
        deepStrictEqual(odd.records.s?.map(({ _ab_source_file_url: url }) => url), ["odd/a +&=é(1)/'x'.csv"]);
        const many = await runSource(source, { config: config({ bucket: "my.many" }, "many/*.csv", "x/*") });
        strictEqual(new Set(many.records.s?.map(({ n }) => n)).size, 1102);
        const refused = await checkSource(source, {
          config: config({ aws_secret_access_key: "wrong" }, "**"),
        });
        match(refused.message ?? "", /Cannot read the bucket "files": access is denied/);
        const missing = await checkSource(source, { config: config({ bucket: "nowhere" }, "**") });
        match(missing.message ?? "", /Cannot read the bucket "nowhere": there is no such bucket/);
        // As a config of Airbyte's source-s3 has it.
        const { storage: _, ...s3 } = provider;
        const { provider: __, ...rest } = config({}, "days/*");
        strictEqual((await runSource(source, { config: { ...rest, ...s3 } })).records.s?.length, 5);
      } finally {
        await server.stdin.close();
        await lines.cancel();
        await server.status;
      }
    }),
);

/** A web server over a folder; `hold` keeps requests waiting. */
function serve(folder: string, hold?: (request: Request) => Promise<void> | undefined) {
  const requests: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname);
    const part = request.headers.get("range");
    requests.push([request.method, path, part ?? []].flat().join(" "));
    await hold?.(request);
    const bytes = await Deno.readFile(folder + path);
    const { mtime } = await Deno.stat(folder + path);
    const headers = new Headers({
      "last-modified": mtime!.toUTCString(),
      "content-length": String(bytes.length),
    });
    // Some files can be had as a whole only.
    if (!/zip|openpyxl|snappy/.test(path)) headers.set("accept-ranges", "bytes");
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(part ?? "") ?? [];
    if (from === undefined || !headers.has("accept-ranges")) {
      return new Response(request.method === "HEAD" ? null : bytes, { headers });
    }
    const slice = bytes.slice(Number(from), to ? Number(to) + 1 : undefined);
    headers.set("content-length", String(slice.length));
    return new Response(slice, { status: 206, headers });
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  return { url, requests, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function* filesIn(folder: string, path = ""): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(`${folder}/${path}`)) {
    if (isDirectory) yield* filesIn(folder, `${path}${name}/`);
    else yield path + name;
  }
}

Deno.test(
  { name: "source-file reads URLs, with ranges and without", ignore: !python },
  () =>
    withPythonFiles(async (folder) => {
      await using server = serve(folder);
      const paths = await Array.fromAsync(filesIn(folder));
      await readsAll({ storage: "HTTPS", urls: paths.map((path) => `${server.url}/${encodeURI(path)}`) });
      ok(
        server.requests.some((request) =>
          /^GET \/parquet\/codec=zstd\/rows.parquet bytes=\d+-\d+$/.test(request)
        ),
      );
    }),
);

Deno.test("source-file killed after the third file reads only the rest", () =>
  withFolder(async (folder) => {
    for (let i = 1; i <= 5; i++) await Deno.writeTextFile(`${folder}/day${i}.csv`, `n\n${i}\n`);
    const held = Promise.withResolvers<void>();
    await using server = serve(folder, ({ method, url }) =>
      method === "GET" && /day[45]/.test(url) ? held.promise : undefined);
    const urls = [1, 2, 3, 4, 5].map((i) =>
      `${server.url}/day${i}.csv`
    );
    const config = {
      provider: { storage: "HTTPS", urls },
      streams: [{ name: "s", format: { filetype: "csv" } }],
    };
    const args = ["read", connector, "--config", "config.json", "--streams", "s", "--format", "json"];
    let stdout = "";
    {
      await using killed = await startCli(args, { files: { "config.json": config } });
      const reader = killed.child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      while ((stdout.match(/"type":"STATE"/g)?.length ?? 0) < 3) stdout += (await reader.read()).value ?? "";
      killed.child.kill("SIGKILL");
      for (let next = await reader.read(); !next.done; next = await reader.read()) stdout += next.value;
      await killed.child.stderr.cancel();
      await killed.child.status;
    }
    held.resolve();
    server.requests.length = 0;
    const states = messagesOf({ stdout: stdout.slice(0, stdout.lastIndexOf("\n") + 1) }).filter(({ type }) =>
      type === "STATE"
    );
    const files = { "config.json": config, "state.json": [states.at(-1).state] };
    const second = await runCli([...args, "--state", "state.json"], { files });
    strictEqual(second.code, 0, second.stderr);
    const read = messagesOf(second).filter(({ type }) => type === "RECORD");
    deepStrictEqual(read.map(({ record }) => record.data.n).sort(), ["4", "5"]);
    deepStrictEqual(server.requests.filter((request) => request.startsWith("GET")).sort(), [
      "GET /day4.csv",
      "GET /day5.csv",
    ]);
  }));

/** Megabytes that a read took at its peak, and the records that it gave. */
async function peakOf(folder: string, format: string): Promise<{ megabytes: number; records: number }> {
  const config = {
    provider: { storage: "local", path: folder },
    streams: [{ name: "s", format: { filetype: format } }],
  };
  await using process = await startCli(
    ["read", connector, "--config", "config.json", "--streams", "s", "--format", "json"],
    { files: { "config.json": config } },
  );
  let megabytes = 0, records = 0, rest = "";
  const errors = process.child.stderr.cancel();
  for await (const chunk of process.child.stdout.pipeThrough(new TextDecoderStream())) {
    records += (rest + chunk).match(/"type":"RECORD"/g)?.length ?? 0;
    rest = chunk.slice(-14);
    const status = await Deno.readTextFile(`/proc/${process.child.pid}/status`).catch(() => "");
    megabytes = Math.max(megabytes, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  }
  await errors;
  return { megabytes, records };
}

Deno.test(
  { name: "source-file holds no file in memory", ignore: Deno.build.os !== "linux" },
  () =>
    withFolder(async (folder) => {
      const block = Array.from({ length: 10_000 }, (_, i) => `${i},name ${i},${"x".repeat(60)}\n`).join("");
      const peaks: number[] = [];
      for (const blocks of [5, 100]) {
        const lines = function* () {
          yield "id,name,text\n";
          for (let i = 0; i < blocks; i++) yield block;
        };
        await pipeline(
          Readable.from(lines()),
          createGzip({ level: 1 }),
          createWriteStream(`${folder}/large.csv.gz`),
        );
        const { megabytes, records } = await peakOf(folder, "csv");
        strictEqual(records, blocks * 10_000);
        peaks.push(megabytes);
      }
      const [small = 0, large = 0] = peaks;
      ok(large - small < 80, `Reading twenty times as much took ${large} MB, not ${small} MB`);
    }),
);
