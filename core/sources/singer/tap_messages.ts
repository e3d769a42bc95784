/** What a tap says on stdout, given to the streams that it is about. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject, parseJson, writeJson } from "../../json.ts";
import type { LogLevel } from "../../protocol/messages.ts";
import type { Channel } from "./channel.ts";
import type { SelectedStream } from "./tap_catalog.ts";
import { linesOf } from "./tap_process.ts";
import { splitState } from "./tap_state.ts";

export interface TapFeed {
  readonly stream: SelectedStream;
  readonly channel: Channel;
}

export interface PumpOptions {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly feeds: readonly TapFeed[];
  /** The state so far; taken at the end of a stream too. */
  readonly states: Map<SelectedStream, JsonObject>;
  log(level: LogLevel, text: string): void;
}

/**
 * Reads stdout to its end. Records go to their streams piece by piece, as they arrive; a state goes out after all
 * records before it are written.
 *
 * @throws {ConnectorError} singer.batch
 */
export async function pumpMessages({ stdout, feeds, states, log }: PumpOptions): Promise<void> {
  const streams = feeds.map(({ stream }) => stream);
  const rows = new Map<TapFeed, JsonObject[]>(feeds.map((feed) => [feed, []]));
  const byAlias = new Map(
    feeds.flatMap((feed) => feed.stream.aliases.map((alias) => [alias, feed] as const)),
  );
  const strangers = new Set<string>();
  let state: JsonObject | undefined;

  const note = (line: string): void => {
    const message = messageOf(line);
    if (!message) return void (line.trim() && log("WARN", `The tap wrote to stdout: ${line}`));
    const name = typeof message.stream === "string" ? message.stream : "";
    switch (message.type) {
      case "RECORD": {
        const feed = byAlias.get(name);
        if (feed && isObject(message.record)) rows.get(feed)!.push(message.record);
        else if (!strangers.has(name)) {
          strangers.add(name);
          log(
            "WARN",
            `The tap gives records of "${name}", which the catalog does not ask for: they are left out`,
          );
        }
        return;
      }
      case "STATE":
        if (isObject(message.value)) state = message.value;
        return;
      case "SCHEMA":
        return noteSchema(byAlias.get(name), message.schema, log);
      case "ACTIVATE_VERSION":
        return log(
          "INFO",
          `Stream ${name}: version ${message.version} is complete, rows of earlier ones are obsolete`,
        );
      case "BATCH":
        throw new ConnectorError("singer.batch", {
          failureType: "config_error",
          message: `Cannot read the stream "${name}": the tap writes BATCH messages, which name files`,
          hint: "Leave `batch_config` out of the tap's config",
          stream: name,
        });
      default:
        log("DEBUG", `The tap wrote a message of type ${message.type}`);
    }
  };

  const flush = async (): Promise<void> => {
    for (const [feed, records] of rows) {
      if (records.length === 0) continue;
      rows.set(feed, []);
      await feed.channel.push({ records });
    }
    if (!state) return;
    const parts = splitState(state, streams);
    state = undefined;
    for (const { stream, channel } of feeds) {
      const part = parts.get(stream)!;
      if (!stream.incremental || isSame(part, states.get(stream))) continue;
      states.set(stream, part);
      await channel.push({ records: [], state: part });
    }
  };

  for await (const lines of linesOf(stdout)) {
    for (const line of lines) note(line);
    await flush();
  }
}

function messageOf(line: string): JsonObject | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const message = parseJson(line);
    return isObject(message) && typeof message.type === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}

/** Where the tap is (`currently_syncing`) is no progress. */
function isSame(a: JsonObject, b: JsonObject | undefined): boolean {
  return b !== undefined && progress(a) === progress(b);
}

function progress({ currently_syncing: _, ...rest }: JsonObject): string {
  return writeJson(rest);
}

function noteSchema(feed: TapFeed | undefined, schema: Json | undefined, log: PumpOptions["log"]): void {
  const known = feed && isObject(feed.stream.entry.schema) ? feed.stream.entry.schema.properties : undefined;
  if (!feed || !isObject(schema) || !isObject(schema.properties) || !isObject(known)) return;
  const added = Object.keys(schema.properties).filter((field) => !Object.hasOwn(known, field));
  if (added.length === 0) return;
  log(
    "WARN",
    `Stream ${feed.stream.name}: the tap gives fields that it did not discover: ${added.join(", ")}`,
  );
}
