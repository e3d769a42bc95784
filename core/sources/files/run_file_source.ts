/** A source of files in one run. */
import { systemClock } from "../../clock.ts";
import { ConnectorError } from "../../errors.ts";
import { isObject, type JsonObject } from "../../json.ts";
import { withDefaults } from "../../schema/schema.ts";
import type { ConfiguredSource, SourceInput } from "../stream.ts";
import type { AnyFileSourceOptions, FileConfig } from "./file_source.ts";
import { fileStream, type FileStreamRun } from "./file_stream.ts";
import type { FileStorage, FileStream } from "./options.ts";
import { settingsOf } from "./settings.ts";
import type { RequestWorld } from "./storage/requests.ts";
import type { Storage } from "./stored_file.ts";

/** A source that knows its config. */
export function runFileSource(
  options: AnyFileSourceOptions,
  schema: JsonObject,
  input: SourceInput,
): ConfiguredSource {
  const config = withDefaults(withProvider(input.config), schema);
  // The runner validates it against the spec before it asks for streams.
  const given = config as unknown as FileConfig;
  const { sink, signal, world } = input;
  const clock = world?.clock ?? systemClock;
  let streams: Promise<FileStreamRun[]> | undefined;

  async function made(): Promise<FileStreamRun[]> {
    const { storage: own, streams: declared } = options;
    const provider = typeof own === "function" ? own(config) : own ?? given.provider;
    const wanted = typeof declared === "function" ? declared(config) : declared ?? given.streams ?? [];
    if (!provider) {
      throw new ConnectorError("config.provider", {
        failureType: "config_error",
        message: "Cannot read files: the config does not tell where they are",
        hint: 'Give it a provider, such as {"storage": "local", "path": "/data"}',
      });
    }
    distinct(wanted);
    const storage = await openStorage(provider, { client: world?.client, clock, sink, signal });
    const settings = await Promise.all(wanted.map((stream) => settingsOf(stream, given.start_date)));
    return settings.map((stream) => fileStream(stream, { input, storage, clock }));
  }
  const all = () => streams ??= made();

  return {
    config,
    concurrency: options.concurrency ?? 4,
    async check() {
      const found = new Set<string>();
      for (const stream of await all()) {
        try {
          await stream.probe();
        } catch (error) {
          if (!(error instanceof ConnectorError)) throw error;
          found.add(error.hint ? `${error.message}. ${error.hint}` : error.message);
        }
      }
      const problems = [...found];
      const [first, ...more] = problems;
      if (first === undefined) return { succeeded: true };
      const message = more.length > 0 ? `${problems.length} problems: ${problems.join("; ")}` : first;
      return { succeeded: false, message };
    },
    streams: all,
    close: () => Promise.resolve(),
  };
}

/** Configs of Airbyte's source-s3 name the bucket at their top. */
function withProvider(config: JsonObject): JsonObject {
  if (isObject(config.provider) || typeof config.bucket !== "string") return config;
  const keys = ["bucket", "aws_access_key_id", "aws_secret_access_key", "region_name", "endpoint"];
  const entries = keys.filter((key) =>
    config[key] !== undefined && config[key] !== null && config[key] !== ""
  )
    .map((key) => [key, config[key]!]);
  return { ...config, provider: { storage: "S3", ...Object.fromEntries(entries) } };
}

function distinct(streams: readonly FileStream[]): void {
  const names = new Set<string>();
  for (const { name } of streams) {
    if (names.has(name)) {
      throw new ConnectorError("config.same_name", {
        failureType: "config_error",
        message: `Cannot read files: two streams are named "${name}"`,
      });
    }
    names.add(name);
  }
}

async function openStorage(provider: FileStorage, world: RequestWorld): Promise<Storage> {
  switch (provider.storage) {
    case "local":
      return (await import("./storage/local.ts")).localStorage(provider.path);
    case "HTTPS":
      return (await import("./storage/https.ts")).httpsStorage(provider, world);
    case "S3": {
      const { addressing_style: style } = provider;
      return (await import("./storage/s3.ts")).s3Storage({
        bucket: provider.bucket,
        accessKeyId: provider.aws_access_key_id,
        secretAccessKey: provider.aws_secret_access_key,
        sessionToken: provider.aws_session_token,
        region: provider.region_name || undefined,
        endpoint: provider.endpoint || undefined,
        addressing: style === "path" || style === "virtual" ? style : undefined,
      }, world);
    }
  }
}
