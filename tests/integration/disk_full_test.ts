/** A cache file on a full disk: the run goes on without it. (Not named *_test.ts: `deno task test` leaves it out.) */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { manifest, startApi } from "../cli/planets.ts";
import { messagesOf, recordsOf, runCli } from "../cli/run_cli.ts";

const megabyte = "x".repeat(2 ** 20);

/** Parents of 8 MiB a page, so that the cache outgrows its memory; two children each. */
function largeApi() {
  const requests: string[] = [];
  const api = startApi((url) => {
    requests.push(url.pathname);
    const page = Number(url.searchParams.get("page") ?? 1);
    if (url.pathname === "/parents") {
      const id = page * 2;
      return Response.json({
        data: page > 10 ? [] : [{ id, text: megabyte.repeat(4) }, { id: id + 1, text: megabyte.repeat(4) }],
      });
    }
    return Response.json({ data: [{ id: 1 }] });
  });
  return { ...api, requests };
}

const withChildren = manifest(["parents", "children"]).replace(
  "path: /children",
  "path: /children/{{ stream_partition.parent }}",
).replace(/(name: children[\s\S]*?)paginator:[\s\S]*?page_size: 2 \}/, (_, head) =>
  `${head}partition_router:
        type: SubstreamPartitionRouter
        parent_stream_configs:
          - { type: ParentStreamConfig, parent_key: id, partition_field: parent, stream: { $ref: "#/streams/0" } }`);

/** A disk of a few kilobytes where this user may make one, else a folder that cannot be written. */
async function fullDisk(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await Deno.makeTempDir({ prefix: "airbyte-ts-full-" });
  const mount = await new Deno.Command("mount", { args: ["-t", "tmpfs", "-o", "size=64k", "tmpfs", path] })
    .output().catch(() => undefined);
  if (mount?.success) {
    return {
      path,
      async remove() {
        await new Deno.Command("umount", { args: [path] }).output();
        await Deno.remove(path);
      },
    };
  }
  await Deno.remove(path);
  return { path, remove: () => Promise.resolve() };
}

Deno.test("a cache file on a full disk does not end the read", async () => {
  const api = largeApi();
  const disk = await fullDisk();
  const result = await runCli(["read", "--manifest-path", "manifest.yaml", "--config", "config.json"], {
    files: { "manifest.yaml": withChildren, "config.json": { api_key: "k", base_url: api.url } },
    env: { REQUEST_CACHE_PATH: disk.path },
  });
  await disk.remove();
  await api[Symbol.asyncDispose]();
  deepStrictEqual(
    ["parents", "children"].map((name) => recordsOf(result, name).length),
    [20, 20],
    result.stderr +
      messagesOf(result).filter(({ type }) => type !== "RECORD").map((line) => JSON.stringify(line)),
  );
  strictEqual(
    messagesOf(result).some(({ log }) => log?.level === "WARN" && /cache/i.test(log.message)),
    true,
  );
  strictEqual(result.code, 0);
});
