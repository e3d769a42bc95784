/**
 * Every component type of the declarative language, in one table.
 *
 * To add a component: write its file, import its value in the block of its folder (alphabetically), and name it in
 * the same place of the list. Its own `type` is the key; nothing else has to be told.
 * Third-party packages are imported by a component only when it needs them, never at the top of its file:
 * this table is loaded by every run.
 */
import type { Component } from "./component.ts";
import type { RoleName } from "./roles.ts";
// api_budget
import { FixedWindowCallRatePolicy } from "./components/api_budget/fixed_window_call_rate_policy.ts";
import { HTTPAPIBudget } from "./components/api_budget/http_api_budget.ts";
import { HttpRequestRegexMatcher } from "./components/api_budget/http_request_regex_matcher.ts";
import { MovingWindowCallRatePolicy } from "./components/api_budget/moving_window_call_rate_policy.ts";
import { Rate } from "./components/api_budget/rate.ts";
import { UnlimitedCallRatePolicy } from "./components/api_budget/unlimited_call_rate_policy.ts";
// authenticators
import { ApiKeyAuthenticator } from "./components/authenticators/api_key_authenticator.ts";
import { BasicHttpAuthenticator } from "./components/authenticators/basic_http_authenticator.ts";
import { BearerAuthenticator } from "./components/authenticators/bearer_authenticator.ts";
import { JwtAuthenticator } from "./components/authenticators/jwt_authenticator.ts";
import { LegacySessionTokenAuthenticator } from "./components/authenticators/legacy_session_token_authenticator.ts";
import { NoAuth } from "./components/authenticators/no_auth.ts";
import { OAuthAuthenticator } from "./components/authenticators/oauth_authenticator.ts";
import { QuotaStatusSource } from "./components/authenticators/quota_status_source.ts";
import { RateLimitedMultipleTokenAuthenticator } from "./components/authenticators/rate_limited_multiple_token_authenticator.ts";
import { SelectiveAuthenticator } from "./components/authenticators/selective_authenticator.ts";
import { SessionTokenAuthenticator } from "./components/authenticators/session_token_authenticator.ts";
import { SessionTokenRequestApiKeyAuthenticator } from "./components/authenticators/session_token_request_api_key.ts";
import { SessionTokenRequestBearerAuthenticator } from "./components/authenticators/session_token_request_bearer.ts";
import { TokenQuota } from "./components/authenticators/token_quota.ts";
// backoff_strategies
import { ConstantBackoffStrategy } from "./components/backoff_strategies/constant_backoff_strategy.ts";
import { ExponentialBackoffStrategy } from "./components/backoff_strategies/exponential_backoff_strategy.ts";
import { WaitTimeFromHeader } from "./components/backoff_strategies/wait_time_from_header.ts";
import { WaitTimeFromResponse } from "./components/backoff_strategies/wait_time_from_response.ts";
import { WaitUntilTimeFromHeader } from "./components/backoff_strategies/wait_until_time_from_header.ts";
// check
import { CheckDynamicStream } from "./components/check/check_dynamic_stream.ts";
import { CheckStream, DynamicStreamCheckConfig } from "./components/check/check_stream.ts";
// config
import { ConfigAddFields } from "./components/config/config_add_fields.ts";
import { ConfigMigration } from "./components/config/config_migration.ts";
import { ConfigRemapField } from "./components/config/config_remap_field.ts";
import { ConfigRemoveFields } from "./components/config/config_remove_fields.ts";
import { DpathValidator } from "./components/config/dpath_validator.ts";
import { PredicateValidator } from "./components/config/predicate_validator.ts";
import { ValidateAdheresToSchema } from "./components/config/validate_adheres_to_schema.ts";
// datetime
import { MinMaxDatetime } from "./components/datetime/min_max_datetime.ts";
// decoders
import { CsvDecoder } from "./components/decoders/csv_decoder.ts";
import { GzipDecoder } from "./components/decoders/gzip_decoder.ts";
import { IterableDecoder } from "./components/decoders/iterable_decoder.ts";
import { JsonDecoder } from "./components/decoders/json_decoder.ts";
import { JsonItemsDecoder } from "./components/decoders/json_items_decoder.ts";
import { JsonlDecoder } from "./components/decoders/jsonl_decoder.ts";
import { XmlDecoder } from "./components/decoders/xml_decoder.ts";
import { ZipfileDecoder } from "./components/decoders/zipfile_decoder.ts";
// dynamic_streams
import { ComponentMappingDefinition } from "./components/dynamic_streams/component_mapping_definition.ts";
import { ConditionalStreams } from "./components/dynamic_streams/conditional_streams.ts";
import { ConfigComponentsResolver } from "./components/dynamic_streams/config_components_resolver.ts";
import { DynamicDeclarativeStream } from "./components/dynamic_streams/dynamic_declarative_stream.ts";
import { HttpComponentsResolver } from "./components/dynamic_streams/http_components_resolver.ts";
import {
  ParametrizedComponentsResolver,
  StreamParametersDefinition,
} from "./components/dynamic_streams/parametrized_components_resolver.ts";
import { StreamConfig } from "./components/dynamic_streams/stream_config.ts";
import { BlockSimultaneousSyncsAction, StreamGroup } from "./components/dynamic_streams/stream_group.ts";
// error_handlers
import { CompositeErrorHandler } from "./components/error_handlers/composite_error_handler.ts";
import { DefaultErrorHandler } from "./components/error_handlers/default_error_handler.ts";
import { HttpResponseFilter } from "./components/error_handlers/http_response_filter.ts";
// extractors
import { CombinedExtractor } from "./components/extractors/combined_extractor.ts";
import { DpathExtractor } from "./components/extractors/dpath_extractor.ts";
import { ParentFieldPath } from "./components/extractors/parent_field_path.ts";
import { RecordExpander } from "./components/extractors/record_expander.ts";
import { ResponseToFileExtractor } from "./components/extractors/response_to_file_extractor.ts";
// file_uploader
import { FileUploader } from "./components/file_uploader/file_uploader.ts";
// incremental_sync
import { DatetimeBasedCursor } from "./components/incremental_sync/datetime_based_cursor.ts";
import { IncrementingCountCursor } from "./components/incremental_sync/incrementing_count_cursor.ts";
// pagination_strategies
import { CursorPagination } from "./components/pagination_strategies/cursor_pagination.ts";
import { OffsetIncrement } from "./components/pagination_strategies/offset_increment.ts";
import { PageIncrement } from "./components/pagination_strategies/page_increment.ts";
// paginators
import { DefaultPaginator } from "./components/paginators/default_paginator.ts";
import { NoPagination } from "./components/paginators/no_pagination.ts";
import { RequestPath } from "./components/paginators/request_path.ts";
// partition_routers
import { GroupingPartitionRouter } from "./components/partition_routers/grouping_partition_router.ts";
import { ListPartitionRouter } from "./components/partition_routers/list_partition_router.ts";
import { ParentStreamConfig } from "./components/partition_routers/parent_stream_config.ts";
import { SubstreamPartitionRouter } from "./components/partition_routers/substream_partition_router.ts";
import { UnionPartitionRouter } from "./components/partition_routers/union_partition_router.ts";
// query_properties
import { GroupByKeyMergeStrategy } from "./components/query_properties/group_by_key_merge_strategy.ts";
import { JsonSchemaPropertySelector } from "./components/query_properties/json_schema_property_selector.ts";
import { PropertiesFromEndpoint } from "./components/query_properties/properties_from_endpoint.ts";
import { PropertyChunking } from "./components/query_properties/property_chunking.ts";
import { QueryProperties } from "./components/query_properties/query_properties.ts";
// record_filters
import { RecordFilter } from "./components/record_filters/record_filter.ts";
// record_selectors
import { RecordSelector } from "./components/record_selectors/record_selector.ts";
// requesters
import { HttpRequester } from "./components/requesters/http_requester.ts";
import { RequestBodyGraphQL } from "./components/requesters/request_body_graphql.ts";
import { RequestBodyJsonObject } from "./components/requesters/request_body_json_object.ts";
import { RequestBodyPlainText } from "./components/requesters/request_body_plain_text.ts";
import { RequestBodyUrlEncodedForm } from "./components/requesters/request_body_url_encoded_form.ts";
import { RequestOption } from "./components/requesters/request_option.ts";
// retrievers
import { AsyncJobStatusMap } from "./components/retrievers/async_job_status_map.ts";
import { AsyncRetriever } from "./components/retrievers/async_retriever.ts";
import { PageSizeReduction } from "./components/retrievers/page_size_reduction.ts";
import { PaginationReset } from "./components/retrievers/pagination_reset.ts";
import { PaginationResetLimits } from "./components/retrievers/pagination_reset_limits.ts";
import { RequestWindowSplitting } from "./components/retrievers/request_window_splitting.ts";
import { SimpleRetriever } from "./components/retrievers/simple_retriever.ts";
// schema_loaders
import { ComplexFieldType } from "./components/schema_loaders/complex_field_type.ts";
import { DynamicSchemaLoader } from "./components/schema_loaders/dynamic_schema_loader.ts";
import { InlineSchemaLoader } from "./components/schema_loaders/inline_schema_loader.ts";
import { JsonFileSchemaLoader } from "./components/schema_loaders/json_file_schema_loader.ts";
import { SchemaTypeIdentifier } from "./components/schema_loaders/schema_type_identifier.ts";
import { TypesMap } from "./components/schema_loaders/types_map.ts";
// spec
import { ConcurrencyLevel } from "./components/spec/concurrency_level.ts";
import { AuthFlow, OAuthConfigSpecification, Spec } from "./components/spec/spec.ts";
// state_migrations
import { LegacyToPerPartitionStateMigration } from "./components/state_migrations/legacy_to_per_partition_state_migration.ts";
// streams
import { DeclarativeStream } from "./components/streams/declarative_stream.ts";
import { StateDelegatingStream } from "./components/streams/state_delegating_stream.ts";
// transformations
import { AddFields } from "./components/transformations/add_fields.ts";
import { AddedFieldDefinition } from "./components/transformations/added_field_definition.ts";
import { DpathFlattenFields } from "./components/transformations/dpath_flatten_fields.ts";
import { FlattenFields } from "./components/transformations/flatten_fields.ts";
import { KeyTransformation } from "./components/transformations/key_transformation.ts";
import { KeysReplace } from "./components/transformations/keys_replace.ts";
import { KeysToLower } from "./components/transformations/keys_to_lower.ts";
import { KeysToSnakeCase } from "./components/transformations/keys_to_snake_case.ts";
import { RemoveFields } from "./components/transformations/remove_fields.ts";
// custom
import { customComponents } from "./components/custom/custom_components.ts";

/** A component of any role. Method parameters are bivariant, so every `Component<R, F>` is one. */
export type AnyComponent = Component<RoleName>;

const components: readonly AnyComponent[] = [
  // api_budget
  FixedWindowCallRatePolicy,
  HTTPAPIBudget,
  HttpRequestRegexMatcher,
  MovingWindowCallRatePolicy,
  Rate,
  UnlimitedCallRatePolicy,
  // authenticators
  ApiKeyAuthenticator,
  BasicHttpAuthenticator,
  BearerAuthenticator,
  JwtAuthenticator,
  LegacySessionTokenAuthenticator,
  NoAuth,
  OAuthAuthenticator,
  QuotaStatusSource,
  RateLimitedMultipleTokenAuthenticator,
  SelectiveAuthenticator,
  SessionTokenAuthenticator,
  SessionTokenRequestApiKeyAuthenticator,
  SessionTokenRequestBearerAuthenticator,
  TokenQuota,
  // backoff_strategies
  ConstantBackoffStrategy,
  ExponentialBackoffStrategy,
  WaitTimeFromHeader,
  WaitTimeFromResponse,
  WaitUntilTimeFromHeader,
  // check
  CheckDynamicStream,
  CheckStream,
  DynamicStreamCheckConfig,
  // config
  ConfigAddFields,
  ConfigMigration,
  ConfigRemapField,
  ConfigRemoveFields,
  DpathValidator,
  PredicateValidator,
  ValidateAdheresToSchema,
  // datetime
  MinMaxDatetime,
  // decoders
  CsvDecoder,
  GzipDecoder,
  IterableDecoder,
  JsonDecoder,
  JsonItemsDecoder,
  JsonlDecoder,
  XmlDecoder,
  ZipfileDecoder,
  // dynamic_streams
  BlockSimultaneousSyncsAction,
  ComponentMappingDefinition,
  ConditionalStreams,
  ConfigComponentsResolver,
  DynamicDeclarativeStream,
  HttpComponentsResolver,
  ParametrizedComponentsResolver,
  StreamConfig,
  StreamGroup,
  StreamParametersDefinition,
  // error_handlers
  CompositeErrorHandler,
  DefaultErrorHandler,
  HttpResponseFilter,
  // extractors
  CombinedExtractor,
  DpathExtractor,
  ParentFieldPath,
  RecordExpander,
  ResponseToFileExtractor,
  // file_uploader
  FileUploader,
  // incremental_sync
  DatetimeBasedCursor,
  IncrementingCountCursor,
  // pagination_strategies
  CursorPagination,
  OffsetIncrement,
  PageIncrement,
  // paginators
  DefaultPaginator,
  NoPagination,
  RequestPath,
  // partition_routers
  GroupingPartitionRouter,
  ListPartitionRouter,
  ParentStreamConfig,
  SubstreamPartitionRouter,
  UnionPartitionRouter,
  // query_properties
  GroupByKeyMergeStrategy,
  JsonSchemaPropertySelector,
  PropertiesFromEndpoint,
  PropertyChunking,
  QueryProperties,
  // record_filters
  RecordFilter,
  // record_selectors
  RecordSelector,
  // requesters
  HttpRequester,
  RequestBodyGraphQL,
  RequestBodyJsonObject,
  RequestBodyPlainText,
  RequestBodyUrlEncodedForm,
  RequestOption,
  // retrievers
  AsyncJobStatusMap,
  AsyncRetriever,
  PageSizeReduction,
  PaginationReset,
  PaginationResetLimits,
  RequestWindowSplitting,
  SimpleRetriever,
  // schema_loaders
  ComplexFieldType,
  DynamicSchemaLoader,
  InlineSchemaLoader,
  JsonFileSchemaLoader,
  SchemaTypeIdentifier,
  TypesMap,
  // spec
  AuthFlow,
  ConcurrencyLevel,
  OAuthConfigSpecification,
  Spec,
  // state_migrations
  LegacyToPerPartitionStateMigration,
  // streams
  DeclarativeStream,
  StateDelegatingStream,
  // transformations
  AddFields,
  AddedFieldDefinition,
  DpathFlattenFields,
  FlattenFields,
  KeyTransformation,
  KeysReplace,
  KeysToLower,
  KeysToSnakeCase,
  RemoveFields,
  // custom
  ...customComponents,
];

/** Type name → component. */
export const registry: ReadonlyMap<string, AnyComponent> = new Map(
  components.map((component) => [component.type, component]),
);

/** The types that can stand in a slot of a role. */
export function typesOfRole(role: RoleName): string[] {
  return components.filter((component) => component.role === role).map((component) => component.type);
}
