/** The catalog and the state that a read is given, checked key by key. */
import { ConnectorError, nearest } from "../errors.ts";
import { isObject, type Json, type JsonObject } from "../json.ts";
import type { ConfiguredCatalog, ConfiguredStream, StateMessage, SyncMode } from "./messages.ts";

/**
 * A configured catalog from its JSON. Keys that are not known are kept.
 *
 * @param from where the JSON was read, for messages
 */
export function parseCatalog(value: Json, from: string): ConfiguredCatalog {
  const wrong = (path: string, problem: string, hint: string) =>
    new ConnectorError("catalog.invalid", {
      failureType: "config_error",
      message: `Cannot read the catalog ${from}: ${path} ${problem}`,
      hint,
    });
  // What `discover` prints is one step away: people pass it as it is.
  const catalog = isObject(value) && isObject(value.catalog) ? value.catalog : value;
  if (!isObject(catalog)) throw wrong("the file", "is not an object", 'Write {"streams": […]}');
  if (!Array.isArray(catalog.streams)) {
    const near = nearest("streams", Object.keys(catalog));
    throw wrong(
      "streams",
      "is missing or is not a list",
      near ? `Did you mean "streams" where "${near}" stands?` : 'Write {"streams": […]}',
    );
  }
  const streams = catalog.streams.map((entry, index): ConfiguredStream => {
    const path = `streams[${index}]`;
    if (!isObject(entry)) throw wrong(path, "is not an object", 'Write {"stream": {…}, "sync_mode": "…"}');
    if (!isObject(entry.stream)) {
      if (typeof entry.name === "string" && isObject(entry.json_schema)) {
        throw wrong(
          `${path}.stream`,
          "is missing: this is a catalog as `discover` prints it",
          'A configured catalog wraps each stream: {"stream": {…}, "sync_mode": "full_refresh", "destination_sync_mode": "append"}. Or leave --catalog out to read every stream',
        );
      }
      throw wrong(
        `${path}.stream`,
        "is missing or is not an object",
        'Write {"stream": {"name": "…", …}, …}',
      );
    }
    const { name, namespace } = entry.stream;
    if (typeof name !== "string" || name === "") {
      throw wrong(`${path}.stream.name`, "is missing", "Name the stream");
    }
    const mode = entry.sync_mode ?? "full_refresh";
    if (!isSyncMode(mode)) {
      throw wrong(`${path}.sync_mode`, `is ${JSON.stringify(mode)}`, 'Write "full_refresh" or "incremental"');
    }
    return {
      ...entry,
      stream: {
        ...entry.stream,
        name,
        json_schema: isObject(entry.stream.json_schema) ? entry.stream.json_schema : {},
        supported_sync_modes: modesOf(entry.stream.supported_sync_modes),
        ...(typeof namespace === "string" ? { namespace } : {}),
      } as ConfiguredStream["stream"],
      sync_mode: mode,
      destination_sync_mode: typeof entry.destination_sync_mode === "string"
        ? entry.destination_sync_mode
        : "append",
      ...(Array.isArray(entry.cursor_field) ? { cursor_field: entry.cursor_field.map(String) } : {}),
      ...(Array.isArray(entry.primary_key)
        ? {
          primary_key: entry.primary_key.map((key) => Array.isArray(key) ? key.map(String) : [String(key)]),
        }
        : {}),
    };
  });
  return { streams };
}

const isSyncMode = (value: Json): value is SyncMode => value === "full_refresh" || value === "incremental";
const modesOf = (value: Json | undefined): SyncMode[] =>
  Array.isArray(value) ? value.filter(isSyncMode) : ["full_refresh"];

/** A catalog that reads these streams, as a person means it who names none of the details. */
export function catalogOf(names: Iterable<string>): ConfiguredCatalog {
  return {
    streams: [...names].map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ["full_refresh", "incremental"] },
      sync_mode: "incremental",
      destination_sync_mode: "append",
    })),
  };
}

/** State messages from their JSON: a list of STREAM, GLOBAL or LEGACY states, or one legacy object. */
export function parseState(value: Json, from: string): StateMessage[] {
  const wrong = (path: string, problem: string) =>
    new ConnectorError("state.invalid", {
      failureType: "config_error",
      message: `Cannot read the state ${from}: ${path} ${problem}`,
      hint:
        'State is a list such as [{"type": "STREAM", "stream": {"stream_descriptor": {"name": "…"}, "stream_state": {…}}}]',
    });
  if (value === null) return [];
  // The legacy form: stream name → state.
  if (isObject(value)) {
    if (Object.keys(value).length === 0) return [];
    return "type" in value ? [parseStateMessage(value, "the object", wrong)] : [{
      type: "LEGACY",
      data: value,
    }];
  }
  if (!Array.isArray(value)) throw wrong("the file", "is neither a list nor an object");
  return value.map((item, index) => parseStateMessage(item, `[${index}]`, wrong));
}

type Wrong = (path: string, problem: string) => ConnectorError;

function parseStateMessage(value: Json, path: string, wrong: Wrong): StateMessage {
  const state = isObject(value) && value.type === "STATE" && isObject(value.state) ? value.state : value;
  if (!isObject(state)) throw wrong(path, "is not an object");
  // Null keys are kept by clients that write whole messages back.
  if (isObject(state.stream)) return { type: "STREAM", stream: streamState(state.stream, path, wrong) };
  if (isObject(state.global)) {
    const { shared_state, stream_states } = state.global;
    if (isObject(shared_state) && Object.keys(shared_state).length > 0) {
      throw wrong(`${path}.global.shared_state`, "is not empty; sources of APIs keep state per stream only");
    }
    if (!Array.isArray(stream_states)) throw wrong(`${path}.global.stream_states`, "is not a list");
    return {
      type: "GLOBAL",
      global: {
        stream_states: stream_states.map((item, index) =>
          streamState(item, `${path}.global.stream_states[${index}]`, wrong)
        ),
      },
    };
  }
  if (isObject(state.data)) return { type: "LEGACY", data: state.data };
  throw wrong(path, "has none of the keys stream, global and data");
}

function streamState(value: Json, path: string, wrong: Wrong): NonNullable<StateMessage["stream"]> {
  const descriptor = isObject(value) ? value.stream_descriptor : undefined;
  if (!isObject(value) || !isObject(descriptor) || typeof descriptor.name !== "string") {
    throw wrong(`${path}.stream_descriptor.name`, "is missing");
  }
  const { name, namespace } = descriptor;
  return {
    stream_descriptor: typeof namespace === "string" ? { name, namespace } : { name },
    ...(isObject(value.stream_state) ? { stream_state: value.stream_state } : {}),
  };
}

/** The state of one stream among the messages; the last one counts. */
export function stateOf(messages: StateMessage[], name: string, namespace?: string): JsonObject | undefined {
  let found: JsonObject | undefined;
  for (const message of messages) {
    const streams = message.stream ? [message.stream] : message.global?.stream_states ?? [];
    for (const { stream_descriptor, stream_state } of streams) {
      if (stream_descriptor.name === name && stream_descriptor.namespace === namespace) found = stream_state;
    }
    const legacy = message.type === "LEGACY" ? message.data?.[name] : undefined;
    if (isObject(legacy)) found = legacy;
  }
  return found;
}

/** Names of the streams that a state knows. */
export function statesIn(messages: StateMessage[]): string[] {
  return messages.flatMap((message) =>
    message.stream
      ? [message.stream.stream_descriptor.name]
      : message.global?.stream_states.map((state) => state.stream_descriptor.name) ??
        Object.keys(message.data ?? {})
  );
}
