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
  type Infer,
  type ObjectOf,
  type OptionalSchema,
  type Schema,
} from "./schema/schema.ts";
export { schemaFile } from "./schema/schema_file.ts";
export { source, type SourceOptions, type TypedSource } from "./sources/define_source.ts";
export {
  fromParent,
  type ReadContext,
  type SliceContext,
  stream,
  type StreamDefinition,
  type StreamOptions,
} from "./sources/define_stream.ts";
export { cursor, type ValueCursorOptions, type ValueWindow } from "./sources/cursors/value_cursor.ts";
export {
  datetimeCursor,
  type DatetimeCursorOptions,
  type DatetimeWindow,
} from "./sources/cursors/datetime_cursor.ts";
export { lastId, nextLink, nextToken, offset, pageNumber } from "./sources/http/next_page.ts";
export {
  apiKey,
  type Auth,
  type AuthContext,
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
export { read, type ReadOptions } from "./sources/embed.ts";
