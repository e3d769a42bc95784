/** How an author of a connector writes components of a manifest in TypeScript. */
import type { Json, JsonObject } from "../../json.ts";
import type { LogLevel } from "../../protocol/messages.ts";
import type { BuildContext } from "../context.ts";
import type {
  Authenticator,
  Backoff,
  ConfigTransformation,
  Decoder,
  ErrorHandler,
  Extractor,
  PaginationStrategy,
  PartitionRouter,
  RecordFilter,
  Requester,
  Retriever,
  SchemaLoader,
  SchemaNormalization,
  StateMigration,
  Transformation,
  ValidationStrategy,
} from "../roles.ts";

/** Role → what a custom component of it gives. */
export interface CustomRoles {
  /** Proves who is asking. */
  authenticator: Authenticator;
  /** Says how long to wait before a retry. */
  backoff_strategy: Backoff;
  /** Changes the config. */
  config_transformation: ConfigTransformation;
  /** Reads the body of a response. */
  decoder: Decoder;
  /** Judges a response. */
  error_handler: ErrorHandler;
  /** Finds records. */
  extractor: Extractor;
  /** Finds the next page. */
  pagination_strategy: PaginationStrategy;
  /** Makes partitions. */
  partition_router: PartitionRouter;
  /** Keeps or drops a record. */
  record_filter: RecordFilter;
  /** Sends requests. */
  requester: Requester;
  /** Reads slices. */
  retriever: Retriever;
  /** Gives a stream's schema. */
  schema_loader: SchemaLoader;
  /** Casts values to the schema. */
  schema_normalization: SchemaNormalization;
  /** Changes an old state. */
  state_migration: StateMigration;
  /** Changes records. */
  transformation: Transformation;
  /** Checks a value of the config. */
  validation_strategy: ValidationStrategy;
}

/** The roles that custom components can play. */
export type CustomRole = keyof CustomRoles;

/** What an author's function is given, once per place in the manifest. */
export interface CustomContext<Fields = JsonObject, Config = JsonObject> {
  /** What the manifest says beside `class_name`. */
  readonly fields: Readonly<Fields>;
  /** The connector's config. */
  readonly config: Readonly<Config>;
  /** `$parameters` that hold at this place. */
  readonly parameters: JsonObject;
  /** The whole node, to hand to `build` with another type. */
  readonly node: JsonObject;
  /** The stream this stands in; an empty name outside of streams. */
  readonly stream: { readonly name: string; readonly primaryKey: Json | undefined };
  /** Writes a LOG message. */
  log(level: LogLevel, text: string): void;
  /** Builds a component that a field holds, or one of your own making. */
  build<R extends CustomRole>(role: R, node: Json): CustomRoles[R];
  /** Compiles a text with templates; call the result with the names that they may use. */
  text(template: string): (scope?: Record<string, unknown>) => unknown;
  /** Compiles a condition. */
  condition(template: string): (scope?: Record<string, unknown>) => boolean;
}

/** What tells a custom component from other values, whichever copy of this module made it. */
const customMark = "airbyte-ts.custom_component";

/** A component that an author wrote: the value to export from `components.ts` under its class name. */
export interface CustomComponent<R extends CustomRole = CustomRole> {
  /** The role that it plays. */
  readonly "airbyte-ts.custom_component": R;
  /** Builds the component for one place of the manifest. */
  build(ctx: CustomContext<unknown, unknown>): CustomRoles[R];
}

/** Wraps an author's function: it gets its fields and the config, and gives what its role asks for. */
export type CustomBuilder<R extends CustomRole> = <
  Fields extends object = JsonObject,
  Config extends object = JsonObject,
>(build: (ctx: CustomContext<Fields, Config>) => CustomRoles[R]) => CustomComponent<R>;

function builder<R extends CustomRole>(role: R): CustomBuilder<R> {
  return (build) => ({ [customMark]: role, build });
}

/**
 * A transformation of records, changed in place.
 *
 * ```ts
 * export const Trim = customTransformation<{ field: string }>(({ fields }) => (record) => {
 *   record[fields.field] = String(record[fields.field] ?? "").trim();
 * });
 * ```
 */
export const customTransformation: CustomBuilder<"transformation"> = builder("transformation");
/** Adds what proves who is asking, or signs the finished request. */
export const customAuthenticator: CustomBuilder<"authenticator"> = builder("authenticator");
/** Seconds to wait before a retry; undefined leaves it to the next strategy. */
export const customBackoffStrategy: CustomBuilder<"backoff_strategy"> = builder("backoff_strategy");
/** Changes the config, in place, before anything is built. */
export const customConfigTransformation: CustomBuilder<"config_transformation"> = builder(
  "config_transformation",
);
/** A response's body → its items, in batches. */
export const customDecoder: CustomBuilder<"decoder"> = builder("decoder");
/** Judges a response, or the error that came in its place. */
export const customErrorHandler: CustomBuilder<"error_handler"> = builder("error_handler");
/** Gives the token of the next page, or undefined at the end. */
export const customPaginationStrategy: CustomBuilder<"pagination_strategy"> = builder("pagination_strategy");
/** The partitions of a stream, and what each adds to a request. */
export const customPartitionRouter: CustomBuilder<"partition_router"> = builder("partition_router");
/** One decoded item of a response → the records in it. */
export const customRecordExtractor: CustomBuilder<"extractor"> = builder("extractor");
/** Whether a record is kept. */
export const customRecordFilter: CustomBuilder<"record_filter"> = builder("record_filter");
/** Sends one request, with its retries. */
export const customRequester: CustomBuilder<"requester"> = builder("requester");
/** Reads the records of one slice. */
export const customRetriever: CustomBuilder<"retriever"> = builder("retriever");
/** The JSON Schema of a stream. */
export const customSchemaLoader: CustomBuilder<"schema_loader"> = builder("schema_loader");
/** Casts the values of a record to its schema, in place. */
export const customSchemaNormalization: CustomBuilder<"schema_normalization"> = builder(
  "schema_normalization",
);
/** An old state → one in the present form. */
export const customStateMigration: CustomBuilder<"state_migration"> = builder("state_migration");
/** Throws where a value of the config is refused. */
export const customValidationStrategy: CustomBuilder<"validation_strategy"> = builder("validation_strategy");

/** The role of an author's component; undefined where a value is none. */
export function customRole(value: unknown): CustomRole | undefined {
  return isCustomComponent(value) ? value[customMark] : undefined;
}

export function isCustomComponent(value: unknown): value is CustomComponent {
  return typeof value === "object" && value !== null && customMark in value;
}

/** What the author's function is given at one place of a manifest. */
export function customContext(ctx: BuildContext): CustomContext<unknown, unknown> {
  const { type: _type, class_name: _name, $parameters: _parameters, ...fields } = ctx.node;
  return {
    fields,
    config: ctx.config,
    parameters: ctx.parameters,
    node: ctx.node,
    stream: { name: ctx.stream.name, primaryKey: ctx.stream.primaryKey },
    log: ctx.env.log,
    build: (role, node) => ctx.buildAs(role, node),
    text: (template) => {
      const compiled = ctx.text(template);
      return (scope = {}) => compiled(scope);
    },
    condition: (template) => {
      const compiled = ctx.condition(template);
      return (scope = {}) => compiled(scope);
    },
  };
}
