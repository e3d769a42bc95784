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
// backoff_strategies
import { ConstantBackoffStrategy } from "./components/backoff_strategies/constant_backoff_strategy.ts";
import { ExponentialBackoffStrategy } from "./components/backoff_strategies/exponential_backoff_strategy.ts";
import { WaitTimeFromHeader } from "./components/backoff_strategies/wait_time_from_header.ts";
import { WaitTimeFromResponse } from "./components/backoff_strategies/wait_time_from_response.ts";
import { WaitUntilTimeFromHeader } from "./components/backoff_strategies/wait_until_time_from_header.ts";
// error_handlers
import { CompositeErrorHandler } from "./components/error_handlers/composite_error_handler.ts";
import { DefaultErrorHandler } from "./components/error_handlers/default_error_handler.ts";
import { HttpResponseFilter } from "./components/error_handlers/http_response_filter.ts";
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
// state_migrations
import { LegacyToPerPartitionStateMigration } from "./components/state_migrations/legacy_to_per_partition_state_migration.ts";
// streams
import { DeclarativeStream } from "./components/streams/declarative_stream.ts";

/** A component of any role. Method parameters are bivariant, so every `Component<R, F>` is one. */
export type AnyComponent = Component<RoleName>;

const components: readonly AnyComponent[] = [
  // backoff_strategies
  ConstantBackoffStrategy,
  ExponentialBackoffStrategy,
  WaitTimeFromHeader,
  WaitTimeFromResponse,
  WaitUntilTimeFromHeader,
  // error_handlers
  CompositeErrorHandler,
  DefaultErrorHandler,
  HttpResponseFilter,
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
  // state_migrations
  LegacyToPerPartitionStateMigration,
  // streams
  DeclarativeStream,
];

/** Type name → component. */
export const registry: ReadonlyMap<string, AnyComponent> = new Map(
  components.map((component) => [component.type, component]),
);

/** The types that can stand in a slot of a role. */
export function typesOfRole(role: RoleName): string[] {
  return components.filter((component) => component.role === role).map((component) => component.type);
}
