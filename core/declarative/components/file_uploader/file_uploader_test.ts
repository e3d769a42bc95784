import { deepStrictEqual, rejects } from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { JsonObject } from "../../../json.ts";
import { buildComponent } from "../../test_context.ts";

function uploader(filename: string | undefined, base: string) {
  return buildComponent("file_uploader", {
    type: "FileUploader",
    requester: { type: "HttpRequester", url: `${base}{{ download_target }}`, http_method: "GET" },
    download_target_extractor: { type: "DpathExtractor", field_path: ["file"] },
    ...(filename === undefined ? {} : { filename_extractor: filename }),
  }, { stream: { name: "docs" } });
}

const cases: {
  name: string;
  filename?: string;
  record: JsonObject;
  path?: string;
  content?: string;
  error?: RegExp;
}[] = [
  {
    name: "stores under the stream's name",
    filename: "{{ record.id }}/{{ record.name }}/",
    record: { id: 1, name: "é.txt", file: "/raw/1" },
    path: "docs/1/é.txt",
    content: "content of /raw/1",
  },
  {
    name: "drops slashes in front",
    filename: "//{{ record.id }}.bin",
    record: { id: 2, file: "/raw/2" },
    path: "docs/2.bin",
    content: "content of /raw/2",
  },
  {
    name: "refuses a path that leads out",
    filename: "../../{{ record.id }}",
    record: { id: 3, file: "/raw/3" },
    error: /"\.\.\/\.\.\/3" leads out of the staging directory/,
  },
  { name: "needs a target", filename: "x", record: { id: 4 }, error: /the record names no download target/ },
  {
    name: "needs a target that is text",
    filename: "x",
    record: { file: 5 },
    error: /the download target 5 is not a string/,
  },
];

for (const { name, filename, record, path, content, error } of cases) {
  Deno.test(`FileUploader ${name}`, async () => {
    const staging = await mkdtemp(join(Deno.env.get("TMPDIR") ?? "/tmp", "staging-"));
    Deno.env.set("AIRBYTE_STAGING_DIRECTORY", staging);
    const server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen() {} },
      (request) => new Response(`content of ${new URL(request.url).pathname}`),
    );
    try {
      const upload = uploader(filename, `http://127.0.0.1:${server.addr.port}`);
      if (error) return await rejects(upload(record, undefined), error);
      const reference = await upload(record, undefined);
      deepStrictEqual(reference, {
        staging_file_url: join(staging, path!),
        source_file_relative_path: path,
        file_size_bytes: content!.length,
      });
      deepStrictEqual(await readFile(join(staging, path!), "utf8"), content);
    } finally {
      Deno.env.delete("AIRBYTE_STAGING_DIRECTORY");
      await server.shutdown();
      await rm(staging, { recursive: true });
    }
  });
}
