/** What each role of the declarative language is: a function where one verb is enough, else a small interface. */
import type { QuotaStatusSource, TokenQuota } from "../auth/multiple_tokens.ts";
import type { DateTime } from "../datetime/mod.ts";
import type { ApiBudget, CallRatePolicy, Rate, RequestMatcher } from "../http/budget.ts";
import type {
  PageSizeReduction,
  PaginationReset,
  PaginationStrategy,
  Paginator,
  PropertiesSource,
  PropertyChunking,
  PropertySelector,
  QueryProperties,
  RecordMerge,
  RequestWindowSplitting,
} from "./roles/pages.ts";
import type {
  AddedField,
  ComplexFieldType,
  Decoder,
  Extractor,
  FileUploader,
  KeyTransformation,
  ParentFieldCopy,
  RecordExpander,
  RecordFilter,
  RecordSelector,
  SchemaLoader,
  SchemaNormalization,
  SchemaTypeIdentifier,
  Transformation,
  TypesMap,
} from "./roles/records.ts";
import type {
  Authenticator,
  Backoff,
  ErrorHandler,
  RequestBody,
  Requester,
  RequestOption,
  RequestPath,
  ResponseFilter,
  SessionAuthentication,
} from "./roles/requests.ts";
import type {
  Checker,
  ComponentMapping,
  ComponentsResolver,
  ConfigTransformation,
  DynamicStreamCheck,
  SourceSpec,
  StreamConfigs,
  ValidationStrategy,
  Validator,
} from "./roles/source.ts";
import type {
  CursorFactory,
  DeclarativeStream,
  JobStatus,
  ParentStream,
  PartitionRouter,
  Retriever,
  StateMigration,
} from "./roles/streams.ts";

export type * from "./roles/requests.ts";
export type * from "./roles/records.ts";
export type * from "./roles/pages.ts";
export type * from "./roles/streams.ts";
export type * from "./roles/source.ts";

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
