/** The catalog that a tap discovers, as Airbyte streams; and the configured catalog, as the tap takes it. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import type {
  AirbyteStream,
  ConfiguredCatalog,
  ConfiguredStream,
  SyncMode,
} from "../../protocol/messages.ts";

/** One stream of a tap: its entry in the catalog, which goes back to the tap with selections. */
export interface TapStream {
  /** The name in Airbyte. */
  readonly name: string;
  /** `tap_stream_id`: the key of its bookmark. */
  readonly id: string;
  /** The names that its messages may carry. */
  readonly aliases: readonly string[];
  readonly entry: JsonObject;
}

/** @throws {ConnectorError} singer.catalog */
export function tapStreams(catalog: Json): TapStream[] {
  if (!isObject(catalog) || !Array.isArray(catalog.streams)) throw noCatalog();
  const entries = catalog.streams.filter(isObject);
  const shared = new Set<string>();
  const seen = new Set<string>();
  for (const entry of entries) {
    const name = textOf(entry.stream);
    if (name !== undefined && seen.has(name)) shared.add(name);
    else if (name !== undefined) seen.add(name);
  }
  return entries.map((entry) => {
    const stream = textOf(entry.stream);
    const id = textOf(entry.tap_stream_id) ?? stream;
    if (id === undefined) throw noCatalog();
    const own = stream !== undefined && !shared.has(stream) ? stream : id;
    return { name: own, id, aliases: [...new Set([own, id])], entry };
  });
}

const noCatalog = () =>
  new ConnectorError("singer.catalog", {
    failureType: "system_error",
    message:
      'Cannot discover the streams of the tap: what it printed is no catalog of the form {"streams": […]}',
  });

/** Facts of a stream that newer taps write as metadata, older ones beside the schema. */
function factsOf(entry: JsonObject): JsonObject {
  const root = metadataOf(entry).find(({ breadcrumb }) =>
    Array.isArray(breadcrumb) && breadcrumb.length === 0
  );
  return isObject(root?.metadata) ? root.metadata : {};
}

const metadataOf = ({ metadata }: JsonObject): JsonObject[] =>
  Array.isArray(metadata) ? metadata.filter(isObject) : [];

/** What `discover` says of a stream of a tap. */
export function describeStream({ name, entry }: TapStream): AirbyteStream {
  const facts = factsOf(entry);
  const schema = isObject(entry.schema) ? entry.schema : {};
  const known = isObject(schema.properties) ? schema.properties : undefined;
  const inSchema = (field: string) => !known || Object.hasOwn(known, field);
  const keys = [facts["table-key-properties"], facts["view-key-properties"], entry.key_properties]
    .map(texts).find((names) => names.length > 0)?.filter(inSchema) ?? [];
  const cursors = [facts["replication-key"], facts["valid-replication-keys"], entry.replication_key]
    .map(texts).find((names) => names.length > 0)?.filter(inSchema) ?? [];
  const method = textOf(facts["forced-replication-method"]) ?? textOf(entry.replication_method);
  const modes: SyncMode[] = method === "FULL_TABLE" ? ["full_refresh"] : ["full_refresh", "incremental"];
  return {
    name,
    json_schema: { $schema: "http://json-schema.org/draft-07/schema#", type: "object", ...schema },
    supported_sync_modes: modes,
    // A tap that does not say keeps what it likes in its state.
    ...(modes.length > 1 ? { source_defined_cursor: true } : {}),
    ...(modes.length > 1 && cursors.length > 0 ? { default_cursor_field: cursors.slice(0, 1) } : {}),
    ...(keys.length > 0 ? { source_defined_primary_key: keys.map((key) => [key]) } : {}),
  };
}

/** A stream that the configured catalog asks for. */
export interface SelectedStream extends TapStream {
  readonly incremental: boolean;
}

/** The streams of the configured catalog that the tap has. */
export function selectedStreams(streams: readonly TapStream[], catalog: ConfiguredCatalog): SelectedStream[] {
  const byName = new Map(catalog.streams.map((entry) => [entry.stream.name, entry]));
  return streams.flatMap((stream) => {
    const configured = byName.get(stream.name);
    if (!configured) return [];
    const supported = describeStream(stream).supported_sync_modes.includes("incremental");
    return [{ ...stream, incremental: supported && configured.sync_mode === "incremental" }];
  });
}

/** The tap's own catalog with its selections, in the words of newer and of older taps. */
export function selectionCatalog(streams: readonly TapStream[], catalog: ConfiguredCatalog): JsonObject {
  const byName = new Map(catalog.streams.map((entry) => [entry.stream.name, entry]));
  return { streams: streams.map(({ entry, name }) => selected(entry, byName.get(name))) };
}

function selected(entry: JsonObject, configured: ConfiguredStream | undefined): JsonObject {
  const schema = isObject(entry.schema) ? entry.schema : {};
  const facts = factsOf(entry);
  const isSelected = configured !== undefined;
  const wanted = configured?.stream.json_schema.properties;
  const isWanted = (field: string) => isSelected && (!isObject(wanted) || Object.hasOwn(wanted, field));
  const replication = configured ? replicationOf(facts, configured) : {};
  const metadata = new Map<string, JsonObject>([["[]", { breadcrumb: [], metadata: facts }]]);
  if (isObject(schema.properties)) {
    for (const field of Object.keys(schema.properties)) {
      const breadcrumb = ["properties", field];
      metadata.set(JSON.stringify(breadcrumb), { breadcrumb, metadata: {} });
    }
  }
  for (const item of metadataOf(entry)) metadata.set(JSON.stringify(item.breadcrumb), item);
  return {
    ...entry,
    selected: isSelected,
    ...underscored(replication),
    schema: { ...schema, selected: isSelected },
    metadata: [...metadata.values()].map(({ breadcrumb, metadata }) => {
      const known = isObject(metadata) ? metadata : {};
      const [, field] = texts(breadcrumb);
      const isRoot = field === undefined;
      return {
        breadcrumb: breadcrumb ?? [],
        metadata: {
          ...known,
          // Keys and the like are always written; what is unsupported never is.
          ...(known.inclusion === "unsupported" ? {} : { selected: isRoot ? isSelected : isWanted(field) }),
          ...(isRoot ? replication : {}),
        },
      };
    }),
  };
}

function replicationOf(facts: JsonObject, { sync_mode, cursor_field }: ConfiguredStream): JsonObject {
  const forced = textOf(facts["forced-replication-method"]);
  const method = forced ?? (sync_mode === "incremental" ? "INCREMENTAL" : "FULL_TABLE");
  const key = textOf(facts["replication-key"]) ?? cursor_field?.[0] ??
    texts(facts["valid-replication-keys"])[0];
  return {
    "replication-method": method,
    ...(key !== undefined && method === "INCREMENTAL" ? { "replication-key": key } : {}),
  };
}

const underscored = (facts: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(facts).map(([name, value]) => [name.replaceAll("-", "_"), value]));

const textOf = (value: Json | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value)
    ? value.filter((item) => typeof item === "string")
    : textOf(value)
    ? [String(value)]
    : [];
