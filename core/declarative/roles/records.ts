/** What finds, judges and changes records. */
import type { HttpResponse } from "../../http/message.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { FileReference } from "../../protocol/messages.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { Awaitable, RequestScope } from "./requests.ts";

/** One item of a decoded body → the records in it. */
export interface Extractor {
  (body: Json, scope: RecordScope): Awaitable<Json[]>;
  /** Reads records from the response itself, in batches: for files too large to hold in memory. */
  batches?(response: HttpResponse): AsyncIterable<Json[]>;
  /** The same records in parts; only where finding them takes requests, so that nobody pays for what is not read. */
  each?(body: Json, scope: RecordScope): AsyncIterable<Json[]>;
}

/** One record → the records nested in it. */
export interface RecordExpander {
  (record: Json): Awaitable<Json[]>;
  /** Some of them may have to be fetched. */
  readonly fetches?: boolean;
}
/** Copies one value of a record that is expanded onto a record that came of it. */
export type ParentFieldCopy = (parent: JsonObject, child: JsonObject) => void;

/** What templates of filters and transformations see besides the record. */
export interface RecordScope extends RequestScope {
  /** The response at hand, where there is one. */
  response?: HttpResponse | undefined;
}

/** A response's body → its items, in batches; one item for a JSON document, one per line or row otherwise. */
export interface Decoder {
  /** Items come while the body still arrives, so pagination cannot look at it. */
  readonly streams: boolean;
  /** Reads the items of one response. */
  decode(response: HttpResponse): AsyncIterable<Json[]>;
  /** The same over bytes from elsewhere, such as a file in an archive; only where a decoder can stand inside another. */
  parse?(data: AsyncIterable<Uint8Array>): AsyncIterable<Json[]>;
}

/** Whether a record is kept. */
export type RecordFilter = (record: JsonObject, scope: RecordScope) => boolean;

/** Changes a record in place, or gives another in its place. `record` is never shared with anybody else. */
export interface Transformation {
  (record: JsonObject, scope: RecordScope): JsonObject | void;
  /** Resolves once it can be used; absent where it always can. */
  readonly ready?: Promise<unknown>;
}
/** A field that AddFields sets. */
export interface AddedField {
  readonly path: readonly string[];
  readonly value: (scope: Record<string, unknown>) => unknown;
}
export type KeyTransformation = (key: string) => string;
/** Casts the values of a record to the types of its schema, in place. */
export type SchemaNormalization = (record: JsonObject, schema: JsonObject) => void;

/** A type of a dynamic schema: a name, two names, or an array of something. */
export type FieldType = string | readonly string[] | ComplexFieldType;
export interface ComplexFieldType {
  readonly fieldType: string;
  readonly items: string | ComplexFieldType | undefined;
}
export interface TypesMap {
  readonly target: FieldType;
  readonly current: string | readonly string[];
  readonly applies: (rawSchema: unknown) => boolean;
}
/** Where a dynamic schema finds its properties, their names and their types. */
export interface SchemaTypeIdentifier {
  properties(record: JsonObject): Json;
  key(property: Json): Json;
  /** The type as the API names it; "string" where no place is given for it. */
  type(property: Json): Json;
  readonly mapping: readonly TypesMap[];
}

/** What a selector made of some items of a decoded body. */
export interface Selection {
  records: JsonObject[];
  /** How many the extractor found, before any filter: what pagination counts. */
  extracted: number;
  /** What stopped the selection: to be thrown once the records before it are emitted. */
  failure?: { error: unknown };
}

/** Items of a decoded body → finished records (extracted, filtered, transformed, normalised). */
export interface RecordSelector {
  select(items: Json[], scope: RecordScope): Promise<Selection>;
  /** The same in parts, where finding records takes requests. */
  selectEach?(items: Json[], scope: RecordScope): AsyncIterable<Selection>;
  /** Filter, transformations and normalisation alone, for records that were extracted elsewhere. */
  finish(records: Json[], scope: RecordScope): Promise<Selection>;
  /** Records are changed in place, and with them the decoded body. */
  readonly changesRecords?: boolean;
}

/** Stores the file a record names; gives where it lies. */
export type FileUploader = (
  record: JsonObject,
  slice: StreamSlice | undefined,
) => Promise<FileReference | undefined>;

/** Knows the JSON Schema of a stream. */
export interface SchemaLoader {
  /** The schema; asked for once. */
  schema(): Awaitable<JsonObject>;
}
