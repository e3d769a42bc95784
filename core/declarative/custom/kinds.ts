import type { RoleName } from "../roles.ts";

/** A kind of custom component: where it stands in a manifest, and how it is written. */
export interface CustomKind {
  /** `type:` in a manifest. */
  readonly type: string;
  readonly role: RoleName;
  /** The function that authors wrap theirs with. */
  readonly builder: string;
  readonly summary: string;
  /** What the author's function gives, as a first draft. */
  readonly draft: string;
}

/** Every kind of custom component of the public schema. */
export const customKinds = [
  {
    type: "CustomAuthenticator",
    role: "authenticator",
    builder: "customAuthenticator",
    summary: "Proves who is asking, in code of the connector's own",
    draft: `({
  options: () => ({ headers: { Authorization: "Bearer …" } }),
})`,
  },
  {
    type: "CustomBackoffStrategy",
    role: "backoff_strategy",
    builder: "customBackoffStrategy",
    summary: "Says how long to wait before a retry, in code of the connector's own",
    draft: `(outcome, attempt) => outcome instanceof Error ? undefined : 2 ** attempt`,
  },
  {
    type: "CustomConfigTransformation",
    role: "config_transformation",
    builder: "customConfigTransformation",
    summary: "Changes the config, in code of the connector's own",
    draft: `(config) => {
  config.start_date ??= "2020-01-01";
}`,
  },
  {
    type: "CustomDecoder",
    role: "decoder",
    builder: "customDecoder",
    summary: "Decodes response bodies, in code of the connector's own",
    draft: `({
  streams: false,
  async *decode(response) {
    yield [await response.json()];
  },
})`,
  },
  {
    type: "CustomErrorHandler",
    role: "error_handler",
    builder: "customErrorHandler",
    summary: "Judges responses, in code of the connector's own",
    draft: `({
  maxRetries: 5,
  maxTime: 600,
  backoffStrategies: [],
  interpret: (outcome) => ({
    action: outcome instanceof Error || outcome.status >= 500 ? "RETRY" : outcome.ok ? "SUCCESS" : "FAIL",
    failureType: undefined,
    message: undefined,
  }),
})`,
  },
  {
    type: "CustomPaginationStrategy",
    role: "pagination_strategy",
    builder: "customPaginationStrategy",
    summary: "Finds the next page, in code of the connector's own",
    draft: `({
  pageSize: 100,
  initialToken: () => undefined,
  nextToken: ({ count, index }) => count < 100 ? undefined : index,
})`,
  },
  {
    type: "CustomPartitionRouter",
    role: "partition_router",
    builder: "customPartitionRouter",
    summary: "Makes the partitions of a stream, in code of the connector's own",
    draft: `({
  async *slices() {
    yield new StreamSlice({ partition: { region: "eu" } });
  },
  options: ({ slice }) => ({ params: { region: slice?.get("region") } }),
})`,
  },
  {
    type: "CustomRecordExtractor",
    role: "extractor",
    builder: "customRecordExtractor",
    summary: "Finds records in a decoded response, in code of the connector's own",
    draft: `(body) => isObject(body) && Array.isArray(body.items) ? body.items : []`,
  },
  {
    type: "CustomRecordFilter",
    role: "record_filter",
    builder: "customRecordFilter",
    summary: "Keeps some records, in code of the connector's own",
    draft: `(record) => record.deleted !== true`,
  },
  {
    type: "CustomRequester",
    role: "requester",
    builder: "customRequester",
    summary: "Sends requests, in code of the connector's own",
    draft: `{
  const inner = build("requester", { ...node, type: "HttpRequester" });
  return { baseUrl: inner.baseUrl, send: (input) => inner.send(input) };
}`,
  },
  {
    type: "CustomRetriever",
    role: "retriever",
    builder: "customRetriever",
    summary: "Reads the records of a slice, in code of the connector's own",
    draft: `{
  const inner = build("retriever", { ...node, type: "SimpleRetriever" });
  return { read: (slice) => inner.read(slice) };
}`,
  },
  {
    type: "CustomSchemaLoader",
    role: "schema_loader",
    builder: "customSchemaLoader",
    summary: "Tells the schema of a stream, in code of the connector's own",
    draft: `({
  schema: () => ({ type: "object", properties: {} }),
})`,
  },
  {
    type: "CustomSchemaNormalization",
    role: "schema_normalization",
    builder: "customSchemaNormalization",
    summary: "Casts values to the types of their schema, in code of the connector's own",
    draft: `(record, schema) => {
  for (const [key, value] of Object.entries(record)) if (value === "") record[key] = null;
}`,
  },
  {
    type: "CustomStateMigration",
    role: "state_migration",
    builder: "customStateMigration",
    summary: "Brings an old state into the present form, in code of the connector's own",
    draft: `(state) => "updated" in state ? { updated_at: state.updated } : state`,
  },
  {
    type: "CustomTransformation",
    role: "transformation",
    builder: "customTransformation",
    summary: "Changes records, in code of the connector's own",
    draft: `(record) => {
  record.name = String(record.name ?? "").trim();
}`,
  },
  {
    type: "CustomValidationStrategy",
    role: "validation_strategy",
    builder: "customValidationStrategy",
    summary: "Checks a value of the config, in code of the connector's own",
    draft: `(value) => {
  if (value === "") throw new Error("must not be empty");
}`,
  },
] as const satisfies readonly CustomKind[];
