/** An author's source in one run. */
import { systemClock } from "../clock.ts";
import { ConnectorError, nearest } from "../errors.ts";
import type { ResponseCache } from "../http/cache.ts";
import type { HttpClient } from "../http/client.ts";
import type { JsonObject } from "../json.ts";
import { stateOf } from "../protocol/parse.ts";
import { withDefaults } from "../schema/schema.ts";
import type { AnySourceOptions } from "./define_source.ts";
import { type AnyStreamOptions, optionsOf, type StreamDefinition } from "./define_stream.ts";
import type { Authentication } from "./http/auth.ts";
import { createHttp, type Http } from "./http/http.ts";
import type { HttpOptions } from "./http/options.ts";
import { clientFor } from "./http/network.ts";
import { createResponseCache } from "../http/cache.ts";
import { readRows, sliceContext, type SourceRun, startStream } from "./run_stream.ts";
import type { ConfiguredSource, SourceInput } from "./stream.ts";

/** A source that knows its config. */
export function runSource(
  options: AnySourceOptions,
  schema: JsonObject,
  input: SourceInput,
): ConfiguredSource {
  const config = withDefaults(options.migrateConfig?.(input.config) ?? input.config, schema);
  const { sink, signal, world, catalog } = input;
  let api: { options: HttpOptions; client: HttpClient; auth: Authentication | undefined } | undefined;
  let cache: ResponseCache | undefined;
  let definitions: Promise<readonly StreamDefinition[]> | undefined;
  /** How often each stream is read: by itself, and as a parent. */
  const readers = new Map<StreamDefinition, number>();

  function http(stream: string, shared: boolean, ahead = true): Http {
    if (!options.http) {
      throw new ConnectorError("source.no_http", {
        failureType: "system_error",
        message: `Cannot ask the API: the source "${options.name}" has none`,
        hint: "Give the source `http: (config) => ({ baseUrl: … })`",
        stream,
      });
    }
    if (!api) {
      const http = options.http(config);
      const client = world?.client ?? clientFor(http.network, (text) => sink.log("WARN", text));
      const auth = typeof http.auth === "function"
        ? http.auth({
          send: (request) => client.send(request, { signal }),
          config,
          configPath: input.configPath,
          signal,
          log: sink.log.bind(sink),
          announce: (config) =>
            sink.message({
              type: "CONTROL",
              control: { type: "CONNECTOR_CONFIG", emitted_at: Date.now(), connectorConfig: { config } },
            }),
        })
        : http.auth;
      api = { options: http, client, auth };
    }
    cache ??= shared ? createResponseCache({ log: sink.log.bind(sink) }) : undefined;
    return createHttp(stream, {
      ...api,
      clock: world?.clock ?? systemClock,
      sink,
      signal,
      cache: shared ? cache : undefined,
      ahead,
    });
  }

  const run: SourceRun = {
    config,
    folder: options.folder,
    input,
    http,
    isShared: (definition) => (readers.get(definition) ?? 0) > 1,
    stateOf: (name, namespace) => stateOf(input.state, name, namespace),
  };
  const quiet: SourceRun = { ...run, http: (stream, shared) => http(stream, shared, false) };

  async function declared(): Promise<readonly StreamDefinition[]> {
    const { streams } = options;
    const found = typeof streams === "function" ? await streams(sliceContext(quiet, "", false)) : streams;
    const names = new Set<string>();
    for (const { name } of found) {
      if (names.has(name)) throw sameName(name);
      names.add(name);
    }
    const isSelected = (name: string) =>
      !catalog || catalog.streams.some(({ stream }) => stream.name === name);
    for (const definition of found) {
      if (!isSelected(definition.name)) continue;
      // A stream counts once for itself, and its ancestors once for each way down to it.
      for (let stream: StreamDefinition | undefined = definition; stream;) {
        readers.set(stream, (readers.get(stream) ?? 0) + 1);
        const { slices }: AnyStreamOptions = optionsOf(stream);
        stream = slices && typeof slices === "object" && "parent" in slices ? slices.parent : undefined;
      }
    }
    return found;
  }
  const all = () => definitions ??= declared();

  return {
    config,
    concurrency: typeof options.concurrency === "function"
      ? options.concurrency(config)
      : options.concurrency ?? 4,
    async check() {
      try {
        if (typeof options.check === "function") {
          const answer = await options.check(sliceContext(quiet, "", false));
          if (answer === false) return { succeeded: false, message: "The connection check failed" };
          return typeof answer === "string" ? { succeeded: false, message: answer } : { succeeded: true };
        }
        for (const definition of checked(options.check, await all())) {
          for await (const _ of readRows(definition, quiet, false)) break;
        }
        return { succeeded: true };
      } catch (error) {
        // What the API refuses is an answer; what is wrong in the source itself is not.
        if (!(error instanceof ConnectorError) || !isAnswer(error)) throw error;
        return { succeeded: false, message: error.hint ? `${error.message}. ${error.hint}` : error.message };
      }
    },
    async streams() {
      return (await all()).map((definition) => startStream(definition, run));
    },
    async close() {
      await cache?.close();
      if (api && api.client !== world?.client) api.client.close?.();
      await options.close?.();
    },
  };
}

function isAnswer({ code, failureType }: ConnectorError): boolean {
  return failureType === "config_error" || failureType === "transient_error" ||
    ["http.failed", "http.retries_exhausted", "http.rate_limited", "http.graphql_errors"].includes(code);
}

/** The streams that a check reads. */
function checked(
  names: readonly string[] | undefined,
  all: readonly StreamDefinition[],
): readonly StreamDefinition[] {
  if (!names) return all.slice(0, 1);
  return names.map((name) => {
    const found = all.find((definition) => definition.name === name);
    if (found) return found;
    const known = all.map((definition) => definition.name);
    const near = nearest(name, known);
    throw new ConnectorError("source.unknown_stream", {
      failureType: "system_error",
      message: `Cannot check the stream "${name}": the source has no such stream`,
      hint: near ? `Did you mean "${near}"?` : `It has: ${known.join(", ")}`,
    });
  });
}

function sameName(name: string): ConnectorError {
  return new ConnectorError("source.same_name", {
    failureType: "system_error",
    message: `Cannot run the source: it has two streams named "${name}"`,
  });
}
