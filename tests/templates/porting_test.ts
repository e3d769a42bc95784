/** Components in Python are answered with a components.ts to start from: it compiles, and every kind of it runs. */
import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { customKinds } from "../../core/declarative/custom/kinds.ts";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const config = fileURLToPath(new URL("../../deno.json", import.meta.url));

const custom = (kind: string, fields = {}) => ({
  type: `Custom${kind}`,
  class_name: `source_x.components.My${kind}`,
  ...fields,
});

const manifestFor = (url: string) => ({
  version: "7.0.0",
  type: "DeclarativeSource",
  check: { type: "CheckStream", stream_names: ["items"] },
  streams: [{
    type: "DeclarativeStream",
    name: "items",
    primary_key: "id",
    incremental_sync: {
      type: "DatetimeBasedCursor",
      cursor_field: "updated_at",
      datetime_format: "%Y-%m-%d",
      start_datetime: "{{ config.start_date }}",
    },
    state_migrations: [custom("StateMigration", { from: "updated" })],
    schema_loader: custom("SchemaLoader", { "x-fields": ["id"] }),
    transformations: [custom("Transformation")],
    retriever: custom("Retriever", {
      decoder: custom("Decoder"),
      requester: custom("Requester", {
        url_base: url,
        path: "/items",
        authenticator: custom("Authenticator"),
        error_handler: {
          type: "CompositeErrorHandler",
          error_handlers: [
            { type: "DefaultErrorHandler", backoff_strategies: [custom("BackoffStrategy")] },
            custom("ErrorHandler"),
          ],
        },
      }),
      partition_router: custom("PartitionRouter", { region: { type: "ListPartitionRouter" } }),
      paginator: { type: "DefaultPaginator", pagination_strategy: custom("PaginationStrategy") },
      record_selector: {
        type: "RecordSelector",
        extractor: custom("RecordExtractor"),
        record_filter: custom("RecordFilter"),
        schema_normalization: custom("SchemaNormalization"),
      },
    }),
  }],
  spec: {
    type: "Spec",
    connection_specification: { type: "object", properties: {} },
    config_normalization_rules: {
      type: "ConfigNormalizationRules",
      transformations: [custom("ConfigTransformation")],
      validations: [{
        type: "DpathValidator",
        field_path: ["key"],
        validation_strategy: custom("ValidationStrategy"),
      }],
    },
  },
});

async function deno(cwd: string, ...args: string[]) {
  const command = new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1", NO_PROXY: "127.0.0.1" },
  });
  const { stdout, stderr } = await command.output();
  return { stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

Deno.test("components.py is answered with a components.ts that compiles and runs", async () => {
  const folder = await Deno.makeTempDir();
  const seen: string[] = [];
  const api = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    seen.push(`${request.headers.get("authorization")} ${new URL(request.url).search}`);
    return Response.json({
      items: [{ id: 1, name: " a ", note: "", updated_at: "2024-01-01" }, { deleted: true }],
    });
  });
  const read = async () => {
    const args = ["read", "--manifest-path", "manifest.yaml", "--config", "config.json"];
    const { stdout } = await deno(folder, "run", "-A", "--quiet", "--no-check", main, ...args);
    return stdout.trim().split("\n").map((line) => JSON.parse(line));
  };
  const write = (file: string, text: string) => Deno.writeTextFile(join(folder, file), text);
  try {
    await write("manifest.yaml", JSON.stringify(manifestFor(`http://127.0.0.1:${api.addr.port}`)));
    await write("config.json", '{"key": "k"}');
    await write("components.py", "");
    const message: string = (await read()).find(({ type }) => type === "TRACE").trace.error.message;
    const named = [...message.matchAll(/^\/\*\* source_x\.components\.My\w+ \((\w+) at /gm)].map(([, kind]) =>
      kind
    );
    deepStrictEqual(named.sort(), customKinds.map(({ type }) => type).sort());

    const skeleton = message.split("Start from this components.ts:\n\n")[1] ?? "";
    // What is only a reminder in it.
    await write("components.ts", skeleton.replace("Bearer …", "Bearer t"));
    const { stderr } = await deno(folder, "check", "--quiet", "--config", config, "components.ts");
    strictEqual(stderr, "");

    const lines = await read();
    deepStrictEqual(
      lines.filter(({ type }) => type === "RECORD").map(({ record }) => record.data),
      [{ id: 1, name: "a", updated_at: "2024-01-01" }],
      JSON.stringify(lines),
    );
    match(seen.at(-1) ?? "", /^Bearer t \?region=eu/);
  } finally {
    await api.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
});
