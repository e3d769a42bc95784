/**
 * The type of a component where a manifest writes none: `parent type.field` → type. This is the Python CDK's
 * table; slots may imply more, which matters only when a component is built.
 */
export const impliedTypes: ReadonlyMap<string, string> = new Map(Object.entries({
  "AddFields.fields": "AddedFieldDefinition",
  "CompositeErrorHandler.error_handlers": "DefaultErrorHandler",
  "ConfigComponentsResolver.components_mapping": "ComponentMappingDefinition",
  "ConfigComponentsResolver.stream_config": "StreamConfig",
  "CursorPagination.decoder": "JsonDecoder",
  "CustomPartitionRouter.parent_stream_configs": "ParentStreamConfig",
  "DatetimeBasedCursor.end_datetime": "MinMaxDatetime",
  "DatetimeBasedCursor.end_time_option": "RequestOption",
  "DatetimeBasedCursor.start_datetime": "MinMaxDatetime",
  "DatetimeBasedCursor.start_time_option": "RequestOption",
  "DeclarativeSource.check": "CheckStream",
  "DeclarativeSource.spec": "Spec",
  "DeclarativeSource.streams": "DeclarativeStream",
  "DeclarativeStream.retriever": "SimpleRetriever",
  "DeclarativeStream.schema_loader": "JsonFileSchemaLoader",
  "DefaultErrorHandler.response_filters": "HttpResponseFilter",
  "DefaultPaginator.decoder": "JsonDecoder",
  "DefaultPaginator.page_size_option": "RequestOption",
  "DpathExtractor.decoder": "JsonDecoder",
  "DpathExtractor.record_expander": "RecordExpander",
  // The CDK's own spelling: no such type exists, so a resolver always needs its type.
  "DynamicDeclarativeStream.components_resolver": "ConfigComponentResolver",
  "DynamicDeclarativeStream.stream_template": "DeclarativeStream",
  "DynamicSchemaLoader.retriever": "SimpleRetriever",
  "HttpComponentsResolver.components_mapping": "ComponentMappingDefinition",
  "HttpComponentsResolver.retriever": "SimpleRetriever",
  "HttpRequester.error_handler": "DefaultErrorHandler",
  "ListPartitionRouter.request_option": "RequestOption",
  "ParentStreamConfig.request_option": "RequestOption",
  "ParentStreamConfig.stream": "DeclarativeStream",
  "RecordExpander.parent_fields": "ParentFieldPath",
  "RecordSelector.extractor": "DpathExtractor",
  "RecordSelector.record_filter": "RecordFilter",
  "SchemaTypeIdentifier.types_map": "TypesMap",
  "SimpleRetriever.paginator": "NoPagination",
  "SimpleRetriever.record_selector": "RecordSelector",
  "SimpleRetriever.requester": "HttpRequester",
  "SubstreamPartitionRouter.parent_stream_configs": "ParentStreamConfig",
}));

/** Components that are known by their place: a `type` in them means nothing. */
export const untyped: ReadonlySet<string> = new Set([
  "AuthFlow",
  "ComplexFieldType",
  "HttpRequestRegexMatcher",
  "OAuthConfigSpecification",
  "Rate",
  "StreamGroup",
  "TypesMap",
]);

/** Components that may leave out their `type`. */
export const typeOptional: ReadonlySet<string> = new Set([
  "AsyncJobStatusMap",
  "ConcurrencyLevel",
  "LegacyToPerPartitionStateMigration",
  "SchemaTypeIdentifier",
]);

/** The same for components with a `class_name`. */
export const impliedCustomTypes: ReadonlyMap<string, string> = new Map(Object.entries({
  "CompositeErrorHandler.backoff_strategies": "CustomBackoffStrategy",
  "DeclarativeStream.retriever": "CustomRetriever",
  "DeclarativeStream.transformations": "CustomTransformation",
  "DefaultErrorHandler.backoff_strategies": "CustomBackoffStrategy",
  "DefaultPaginator.pagination_strategy": "CustomPaginationStrategy",
  "HttpRequester.authenticator": "CustomAuthenticator",
  "HttpRequester.error_handler": "CustomErrorHandler",
  "RecordSelector.extractor": "CustomRecordExtractor",
  "SimpleRetriever.partition_router": "CustomPartitionRouter",
}));
