/** What each role of the declarative language is: a function where one verb is enough, else a small interface. */
import type { QuotaStatusSource, TokenQuota } from "../auth/multiple_tokens.ts";
import type { ApiBudget, CallRatePolicy, Rate, RequestMatcher } from "../http/budget.ts";
import type { HttpRequest, HttpResponse, RequestOptions } from "../http/message.ts";
import type { FailureType } from "../errors.ts";
import type { Json, JsonObject } from "../json.ts";
import type { ConnectorSpecification, FileReference } from "../protocol/messages.ts";
import type { RecordBatch, Stream } from "../sources/stream.ts";
import type { StreamSlice } from "../sources/stream_slice.ts";
import type { RequestPurpose } from "../sources/test_read.ts";
import type { PartitionedPosition, PerPartitionOptions } from "../state/partitioned_position.ts";
import type { Position } from "../state/position.ts";
import type { DateTime } from "../datetime/mod.ts";
import type { Scope } from "../jinja/interpolation.ts";

/** A value, now or later. */
export type Awaitable<T> = T | Promise<T>;

/** What is known when a request is made or a response is read. Also the names that its templates see. */
export interface RequestScope {
  /** The slice that is being read. */
  slice: StreamSlice | undefined;
  /** `{ next_page_token: … }`, or undefined on the first page. */
  nextPageToken: { next_page_token: unknown } | undefined;
}

/** Adds what proves who is asking. */
export interface Authenticator {
  /** What to merge into the request; an authenticator's headers win over the requester's. */
  options(scope: RequestScope): Awaitable<RequestOptions>;
  /** Signs or changes the finished request; for signatures that need the body. */
  sign?(request: HttpRequest): Awaitable<HttpRequest>;
  /** The credential alone, where it is one text: OAuth sends it as an assertion. */
  token?(): Awaitable<string>;
  /** Gets a new token after an error handler said REFRESH_TOKEN_THEN_RETRY. */
  refresh?(): Promise<void>;
  /** Sees each response: quotas, rotation of several tokens. */
  observe?(response: HttpResponse): void;
  /** Whether a rate-limited request could be sent again at once with another credential. */
  canRotate?(request: HttpRequest): boolean;
}

/** Makes an authenticator of a session token. */
export type SessionAuthentication = (token: () => Promise<string>) => Authenticator;

/** What to do about a response. */
export type ResponseAction =
  | "SUCCESS"
  | "RETRY"
  | "FAIL"
  | "IGNORE"
  | "RATE_LIMITED"
  | "RESET_PAGINATION"
  | "REFRESH_TOKEN_THEN_RETRY"
  | "REDUCE_PAGE_SIZE"
  | "SPLIT_REQUEST_WINDOW";

/** What an error handler makes of a response. */
export interface ErrorResolution {
  /** What to do. */
  action: ResponseAction;
  /** Who has to act, where the read fails. */
  failureType: FailureType | undefined;
  /** A template may give any value; it is shown as Python's text of it. */
  message: unknown;
}

/** What to do with an outcome, or undefined where the filter is not meant for it. */
export type ResponseFilter = (outcome: HttpResponse | Error) => Awaitable<ErrorResolution | undefined>;

/** Judges a response, or the error that came in its place. */
export interface ErrorHandler {
  /** Retries after the first try. */
  readonly maxRetries: number;
  /** Seconds after which no retry starts; RATE_LIMITED is not bound by it. */
  readonly maxTime: number;
  /** Judges one outcome. */
  interpret(outcome: HttpResponse | Error): Awaitable<ErrorResolution>;
  /** In order; the first that answers decides. */
  readonly backoffStrategies: readonly Backoff[];
}

/**
 * Seconds to wait before retry `attempt` (from 1), or undefined where the strategy has nothing to say.
 * @throws {ConnectorError} where the wait is longer than allowed.
 */
export type Backoff = (outcome: HttpResponse | Error, attempt: number) => Awaitable<number | undefined>;

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

/** What a page gave, as pagination sees it. */
export interface PageResult {
  /** The response as it came. */
  response: HttpResponse;
  /** The decoded body, `{}` where the decoder streams. */
  body: Json;
  /** How many records the extractor found on the page, before any filter. */
  extracted: number;
  /** How many records the page gave in the end. */
  count: number;
  /** The last record that the page gave. */
  lastRecord: JsonObject | undefined;
  /** The token that asked for this page. */
  lastToken: unknown;
  /** Pages of this slice so far, this one included. */
  index: number;
  /** The slice that is being read. */
  slice: StreamSlice | undefined;
  /** The page size in effect where it was reduced. */
  pageSize?: number | undefined;
}

/** Finds the next page. */
export interface PaginationStrategy {
  /** Records per page, where it is fixed. */
  readonly pageSize: number | undefined;
  /** The token of the first page; undefined where it needs none. */
  initialToken(): unknown;
  /** The token of the next page, or undefined at the end. */
  nextToken(page: PageResult): Awaitable<unknown>;
  /** False where the token never depends on the decoded body. */
  readonly readsBody?: boolean | undefined;
}

export interface Paginator {
  initialToken(): unknown;
  nextToken(page: PageResult): Awaitable<unknown>;
  readonly readsBody?: boolean | undefined;
  /** The path or URL that replaces the requester's, where the token is one. */
  path(scope: RequestScope): string | undefined;
  options(scope: RequestScope, pageSize?: number): RequestOptions;
  readonly pageSize: number | undefined;
}

/** What a retriever adds to a requester's own options. */
export interface RequestInput extends RequestScope {
  /** In place of the requester's own. */
  path?: string | undefined;
  /** Merged with the requester's own. */
  options?: RequestOptions | undefined;
  /** Further names for the requester's templates. */
  extraScope?: Scope | undefined;
  /** What a test read shows of it; nothing where left out. */
  purpose?: RequestPurpose | undefined;
}

/** Where a value goes into a request, and its name there. */
export interface RequestOption {
  readonly kind: "option";
  readonly injectInto: "request_parameter" | "header" | "body_data" | "body_json";
  /** Adds the value under its name or path. @throws {ConnectorError} where the place is taken. */
  inject(options: RequestOptions, value: unknown): void;
}

/** The page token is the path (or whole URL) of the next request. */
export interface RequestPath {
  readonly kind: "path";
}

/** The body of a request in one of its four spellings, before templates are filled in. */
export type RequestBody = { bodyData: JsonObject | string } | { bodyJson: JsonObject };

/** The properties to ask for, in chunks of one request each. */
export interface QueryProperties {
  chunks(): AsyncIterable<string[]>;
  /** The key by which the records of several chunks are one; undefined without chunking. */
  readonly mergeKey: ((record: JsonObject) => string | undefined) | undefined;
}
/** Names of properties, from the manifest or from an endpoint. */
export type PropertiesSource = () => Awaitable<string[]>;
export interface PropertyChunking {
  split(
    properties: string[],
    always: string[] | undefined,
    selected: Set<string> | undefined,
  ): Iterable<string[]>;
  readonly mergeKey: RecordMerge;
}
/** The properties selected in the configured catalog; undefined where there is no catalog. */
export type PropertySelector = () => Set<string> | undefined;
export type RecordMerge = (record: JsonObject) => string | undefined;

/** What to do when pagination must start again. */
export interface PaginationReset {
  readonly action: "SPLIT_USING_CURSOR" | "RESET";
  /** Records after which pagination starts again by itself. */
  readonly limit: number | undefined;
}

/** How pages shrink where the API asks for smaller ones. Waits are in seconds. */
export interface PageSizeReduction {
  readonly factor: number;
  readonly minimum: number;
  readonly maxAttempts: number;
  readonly backoffSeconds: number;
  readonly retriesAtMinimum: number;
  readonly failureMessage: string | undefined;
  readonly restoreAfterPage: boolean;
}

/** How slices split where the API refuses their window. */
export interface RequestWindowSplitting {
  readonly failureMessage: string | undefined;
  readonly minimumSeconds: number | undefined;
}

/** Sends the requests of one endpoint. */
export interface Requester {
  /**
   * Sends one request, with retries. Undefined: the error handler said IGNORE.
   * @throws {ConnectorError} where the error handler said FAIL or retries ran out
   * @throws {RequestSignal} where it asks for other pages, page sizes or windows
   */
  send(input: RequestInput): Promise<HttpResponse | undefined>;
  /** The base URL as the manifest has it, evaluated. */
  baseUrl(scope: RequestScope): string;
}

/** Where an asynchronous job stands. */
export type JobStatus = "RUNNING" | "COMPLETED" | "FAILED" | "TIMED_OUT" | "SKIPPED";

/** Reads the records of one slice. */
export interface Retriever {
  /** Reads one slice, in batches. */
  read(slice: StreamSlice): AsyncIterable<RecordBatch>;
  /** The slices to read, where they are not the cursor's own (asynchronous jobs). */
  slices?(): AsyncIterable<StreamSlice>;
}

/** The slices of a stream before its cursor cuts them, and what each adds to a request. */
export interface PartitionRouter {
  /** The partitions, one by one. */
  slices(): AsyncIterable<StreamSlice>;
  /** What the partition of a slice adds to a request. */
  options(scope: RequestScope): RequestOptions;
  /** Parent state to keep beside the partitions' own: stream name → state. Never changed afterwards. */
  parentState?(): JsonObject | undefined;
  /** Streams that are read as parents. */
  readonly parents?: readonly string[];
  /** The fields of its partitions, where they are known before reading. */
  readonly partitionFields?: readonly string[];
  /** It puts partition values into requests itself. */
  readonly injects?: boolean;
  /** Its partitions change from run to run, so only one position for all of them makes sense. */
  readonly globalCursor?: boolean;
  /** Records lie in the parent's own response: `extraFields.child_response` of a slice is the first page's body. */
  readonly lazy?: boolean;
}

/** One parent of a SubstreamPartitionRouter. */
export interface ParentStream {
  readonly stream: DeclarativeStream;
  /** The value in a parent's record; undefined where the record has none. */
  parentKey(record: JsonObject): Json | undefined;
  readonly partitionField: string;
  readonly requestOption: RequestOption | undefined;
  /** The state of the parent is kept in the child's. */
  readonly incremental: boolean;
  /** What travels along with the slice. */
  extraFields(record: JsonObject): JsonObject;
  readonly lazy: boolean;
}

/** A stream's position: cuts slices, watches records, tells the state. */
export interface Cursor {
  readonly cursorField: string | undefined;
  slices(): AsyncIterable<StreamSlice>;
  options(scope: RequestScope): RequestOptions;
  observe(record: JsonObject, slice: StreamSlice): void;
  /** Whether a record is new: the client-side filter and the stop of a data feed. */
  shouldBeSynced(record: JsonObject, slice: StreamSlice | undefined): boolean;
  /** The slice is read whole; gives the state to emit now, if any. */
  close(slice: StreamSlice): JsonObject | undefined;
  /** All slices are closed; gives the last state to emit, if any. */
  finish(): JsonObject | undefined;
  state(): JsonObject;
  /** A cursor of the same kind that has seen nothing, to watch one slice (PaginationReset). */
  fresh?(): Cursor;
  /** The rest of a slice after the records observed so far, where the cursor can tell (PaginationReset). */
  reduce?(slice: StreamSlice): StreamSlice;
  /** Smaller slices in place of one that the API refuses; undefined where it cannot be split further. */
  split?(slice: StreamSlice, minimumSeconds: number | undefined): StreamSlice[] | undefined;
  /** The time up to which a stored state covers the stream, where it says so (api_retention_period). */
  coveredUntil(state: JsonObject): DateTime | undefined;
}

/** What an `incremental_sync` component makes once the stream's state is known. */
export interface CursorFactory {
  readonly cursorField: string;
  readonly isDataFeed: boolean;
  readonly isClientSide: boolean;
  /** The configured catalog may choose another cursor field. */
  readonly allowsCatalogCursor: boolean;
  /** A step cuts each partition into windows. */
  readonly hasStep: boolean;
  /** It counts instead of telling time; partitions and retention periods do not go with it. */
  readonly counts: boolean;
  /** What the window of a slice adds to a request. */
  options(slice: StreamSlice): RequestOptions;
  /** The position in an undivided stream. @throws {ConnectorError} state.* where the state cannot be read. */
  whole(state: JsonObject): Position;
  /** A position per partition. @throws {ConnectorError} state.* */
  perPartition(options: PerPartitionOptions): PartitionedPosition;
}

/** A stream of a manifest; as a parent it is read slice by slice. */
export interface DeclarativeStream extends Stream {
  readonly cursor: Cursor;
  readonly router: PartitionRouter | undefined;
  slices(): AsyncIterable<StreamSlice>;
  read(slice: StreamSlice): AsyncIterable<RecordBatch>;
}

/** Knows the JSON Schema of a stream. */
export interface SchemaLoader {
  /** The schema; asked for once. */
  schema(): Awaitable<JsonObject>;
}

/** A state in an old form → the present form. */
export type StateMigration = (state: JsonObject) => JsonObject;

export interface CheckResult {
  succeeded: boolean;
  message?: string;
}
/** What a check needs of its source. */
export interface CheckTarget {
  /**
   * The streams, static ones first. With `names` that are all static: only these, without resolving dynamic
   * streams.
   */
  streams(names?: readonly string[]): Promise<Stream[]>;
  /** The streams that a dynamic stream definition has made, by the definition's name, in order. */
  generated(): Promise<ReadonlyMap<string, readonly string[]>>;
}
/** A connection that fails is a result. @throws {ConnectorError} where the check itself cannot be made. */
export type Checker = (target: CheckTarget) => Promise<CheckResult>;

/** Which of the streams that a definition makes are checked. */
export interface DynamicStreamCheck {
  readonly name: string;
  readonly count: number | undefined;
}

/** A stream template × what a resolver finds → stream definitions. */
export type ComponentsResolver = (template: JsonObject) => AsyncIterable<JsonObject>;

/** A value that a components resolver writes into a stream template. */
export interface ComponentMapping {
  readonly path: (scope: Scope) => unknown[];
  readonly value: (scope: Scope) => unknown;
  readonly applies: ((scope: Scope) => boolean) | undefined;
  /** The value is text in any case: it is not read as YAML. */
  readonly isText: boolean;
  /** Makes the place where there is none. */
  readonly create: boolean;
}
/** Configs of streams that stand in the connector's config. */
export type StreamConfigs = () => Json[];

/** The connector's specification, and what it makes of a config. */
export interface SourceSpec {
  readonly specification: ConnectorSpecification;
  /** Changes a config that is written in an old way; what it changed is to be written back. */
  migrate(config: JsonObject): void;
  /** Changes a config for this run. */
  transform(config: JsonObject): void;
  /** @throws {ConnectorError} config.* */
  validate(config: JsonObject): Promise<void>;
}

/** Changes a config in place. */
export type ConfigTransformation = (config: JsonObject) => void;
/** @throws {ConnectorError} config.* where the config is refused. */
export type Validator = (config: JsonObject) => Awaitable<void>;
/** Checks a value of the config. @throws {ConnectorError} config.* where the value is refused. */
export type ValidationStrategy = (value: Json) => Awaitable<void>;

/** Role → what a component of it builds to. */
export interface Roles {
  authenticator: Authenticator;
  session_authentication: SessionAuthentication;
  token_quota: TokenQuota;
  quota_status_source: QuotaStatusSource;
  api_budget: ApiBudget;
  call_rate_policy: CallRatePolicy;
  call_rate: Rate;
  request_matcher: RequestMatcher;
  error_handler: ErrorHandler;
  response_filter: ResponseFilter;
  backoff_strategy: Backoff;
  extractor: Extractor;
  record_expander: RecordExpander;
  parent_field_path: ParentFieldCopy;
  decoder: Decoder;
  record_filter: RecordFilter;
  transformation: Transformation;
  record_selector: RecordSelector;
  file_uploader: FileUploader;
  added_field: AddedField;
  key_transformation: KeyTransformation;
  schema_normalization: SchemaNormalization;
  pagination_strategy: PaginationStrategy;
  paginator: Paginator;
  requester: Requester;
  retriever: Retriever;
  /** The API's words for where a job stands. */
  async_job_status_map: ReadonlyMap<string, JobStatus>;
  partition_router: PartitionRouter;
  parent_stream: ParentStream;
  incremental_sync: CursorFactory;
  datetime: () => DateTime;
  schema_loader: SchemaLoader;
  schema_type_identifier: SchemaTypeIdentifier;
  types_map: TypesMap;
  complex_field_type: ComplexFieldType;
  state_migration: StateMigration;
  stream: DeclarativeStream;
  checker: Checker;
  request_option: RequestOption;
  request_path: RequestPath;
  request_body: RequestBody;
  query_properties: QueryProperties;
  properties_source: PropertiesSource;
  property_chunking: PropertyChunking;
  property_selector: PropertySelector;
  record_merge: RecordMerge;
  pagination_reset: PaginationReset;
  pagination_reset_limits: number | undefined;
  page_size_reduction: PageSizeReduction;
  request_window_splitting: RequestWindowSplitting;
  components_resolver: ComponentsResolver;
  component_mapping: ComponentMapping;
  stream_configs: StreamConfigs;
  dynamic_stream_check: DynamicStreamCheck;
  spec: SourceSpec;
  concurrency_level: number;
  validation_strategy: ValidationStrategy;
  config_migration: ConfigTransformation;
  config_transformation: ConfigTransformation;
  validator: Validator;
  /** Parts that only one component reads: added fields, request options, mappings, policies, quotas, spec, … */
  part: unknown;
}

export type RoleName = keyof Roles;
