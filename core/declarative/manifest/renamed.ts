/** Names that manifests had in the past → what to write now. The Python CDK refuses them too. */

/** Component types. */
export const renamedTypes: ReadonlyMap<string, string> = new Map(Object.entries({
  DatetimeStreamSlicer: `Write "DatetimeBasedCursor", as incremental_sync of the stream`,
  ListStreamSlicer: `Write "ListPartitionRouter", as partition_router of the retriever`,
  SubstreamSlicer: `Write "SubstreamPartitionRouter", as partition_router of the retriever`,
  CartesianProductStreamSlicer: "Write a list of partition routers as partition_router of the retriever",
  SingleSlice: "Remove it: a stream without a partition_router is one slice",
  CustomStreamSlicer: `Write "CustomPartitionRouter" or, for cursors, "DatetimeBasedCursor"`,
  CustomIncrementalSync: `It was removed: write "DatetimeBasedCursor" or "IncrementingCountCursor"`,
  CompositeRawDecoder: "Write the decoder itself, such as JsonlDecoder, or GzipDecoder around it",
  JsonParser: `Write "JsonDecoder"`,
  JsonLineParser: `Write "JsonlDecoder"`,
  CsvParser: `Write "CsvDecoder"`,
  GzipParser: `Write "GzipDecoder", with decoder in place of inner_parser`,
  GzipJsonDecoder: `Write "GzipDecoder" with a JsonDecoder as decoder`,
  JelloExtractor: `Write "DpathExtractor" with a field_path`,
  LimitPaginator: `Write "DefaultPaginator", with page_size in the pagination strategy`,
  InterpolatedRequestOptionsProvider:
    "Write request_parameters, request_headers or request_body in the requester",
  RemoveFieldsConfigTransformation: `Write "ConfigRemoveFields"`,
}));

/** Keys, wherever they stand. */
export const renamedFields: ReadonlyMap<string, string> = new Map(Object.entries({
  $options: `Write "$parameters"`,
  stream_slicer: `Write "partition_router" here, or "incremental_sync" in the stream`,
  field_pointer: `Write "field_path"`,
  request_options_provider: "Write its fields in the requester",
  stream_cursor_field: `Write "cursor_field" in incremental_sync`,
  checkpoint_interval: "Remove it: state is kept after each slice",
  page_size_option_name: "Write page_size_option with its field_name",
}));
