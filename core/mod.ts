/**
 * What authors of connectors import: `source()`, `stream()`, schemas, cursors, paging and ways to log in.
 *
 * @module
 */
export * from "./schema/builders.ts";
export {
  type Annotations,
  type DefaultSchema,
  type Fields,
  type Flat,
  type Infer,
  type ObjectOf,
  type OptionalKeys,
  type OptionalSchema,
  type Schema,
} from "./schema/schema.ts";
export { schemaFile } from "./schema/schema_file.ts";
export {
  type CheckAnswer,
  type ConfigOfSpec,
  type GivenKeys,
  type InputOfSpec,
  source,
  type SourceOptions,
  type Spec,
  type StreamFor,
  type TypedSource,
} from "./sources/define_source.ts";
export {
  type ConfigOf,
  type FieldOf,
  fromParent,
  type OwnState,
  type ParentSlices,
  type PathOf,
  type PrimaryKey,
  type ReadContext,
  type RowOf,
  type Rows,
  type SchemaContext,
  type SliceContext,
  type Slices,
  stream,
  type StreamDefinition,
  type StreamOptions,
} from "./sources/define_stream.ts";
export { type FileConfig, fileSource, type FileSourceOptions } from "./sources/files/file_source.ts";
export type {
  AvroFormat,
  CsvFormat,
  CsvHeader,
  ExcelFormat,
  FileFormat,
  FileStorage,
  FileStream,
  HttpsFiles,
  JsonlFormat,
  LocalFiles,
  ParquetFormat,
  S3Files,
  ValidationPolicy,
} from "./sources/files/options.ts";
export { type Cursor, type FieldPath, type Tracker, type TrackOptions } from "./sources/cursors/cursor.ts";
export {
  datetimeCursor,
  type DatetimeCursorOptions,
  type DatetimeWindow,
} from "./sources/cursors/datetime_cursor.ts";
export { cursor, type ValueCursorOptions, type ValueWindow } from "./sources/cursors/value_cursor.ts";
export { type Http } from "./sources/http/http.ts";
export {
  type BodyFormat,
  type Headers,
  type HttpOptions,
  type NetworkOptions,
  type Page,
  type Params,
  type ParamValue,
  type RequestFields,
  type RetryOptions,
  type StatusAction,
} from "./sources/http/options.ts";
export { type PageOptions, type PerPage } from "./sources/http/pages.ts";
export {
  lastId,
  type LastIdOptions,
  type Next,
  nextLink,
  type NextRequest,
  type NextToken,
  nextToken,
  offset,
  pageNumber,
  type PageNumberOptions,
  type Paging,
  type TokenPlace,
} from "./sources/http/next_page.ts";
export { type GraphqlOptions } from "./sources/http/graphql.ts";
export {
  apiKey,
  type Auth,
  type AuthContext,
  type Authentication,
  awsSignature,
  type AwsSignatureOptions,
  basic,
  bearer,
  hmac,
  type HmacOptions,
  rotate,
  session,
  type SessionOptions,
} from "./sources/http/auth.ts";
export { oauth, type OAuthOptions } from "./sources/http/oauth.ts";
export { type RateLimit, rateLimit } from "./sources/http/rate_limit.ts";
export { read, type ReadOptions, type RecordOf, type StreamNames } from "./runner/embed.ts";
export { singerSource, type SingerSourceOptions } from "./sources/singer/singer_source.ts";
export { sqlSource, type SqlSourceOptions } from "./sources/sql/sql_source.ts";
export type { DialectName } from "./sources/sql/dialects.ts";
export { ConnectorError, type ErrorDetails, type FailureType } from "./errors.ts";
export type { ApiBudget } from "./http/budget.ts";
export type { HttpRequest, HttpResponse, RequestOptions, ResponseHeaders } from "./http/message.ts";
export type { Float, Json, JsonObject } from "./json.ts";
export type { LogLevel } from "./protocol/messages.ts";
export type { Clock } from "./clock.ts";
export type { Awaitable } from "./declarative/roles.ts";
export {
  customAuthenticator,
  customBackoffStrategy,
  type CustomBuilder,
  type CustomComponent,
  customConfigTransformation,
  type CustomContext,
  customDecoder,
  customErrorHandler,
  customPaginationStrategy,
  customPartitionRouter,
  customRecordExtractor,
  customRecordFilter,
  customRequester,
  customRetriever,
  customSchemaLoader,
  customSchemaNormalization,
  customStateMigration,
  customTransformation,
  customValidationStrategy,
} from "./declarative/custom/custom.ts";
export type { CustomRole, CustomRoles } from "./declarative/custom/custom.ts";
export type {
  Authenticator,
  Backoff,
  ConfigTransformation,
  Decoder,
  ErrorHandler,
  ErrorResolution,
  Extractor,
  PageResult,
  PaginationStrategy,
  PartitionRouter,
  RecordFilter,
  RecordScope,
  Requester,
  RequestInput,
  RequestScope,
  ResponseAction,
  Retriever,
  SchemaLoader,
  SchemaNormalization,
  StateMigration,
  Transformation,
  ValidationStrategy,
} from "./declarative/roles.ts";
export { type SliceParts, StreamSlice } from "./sources/stream_slice.ts";
export type { RecordBatch } from "./sources/stream.ts";
export type { RequestPurpose } from "./sources/test_read.ts";
export type { Scope } from "./jinja/interpolation.ts";
export type { FileReference } from "./protocol/messages.ts";
export { isObject } from "./json.ts";
