/** What a component has at hand while it is built. */
import type { Json, JsonObject } from "../json.ts";
import type { Template } from "../jinja/interpolation.ts";
import type { ConfiguredCatalog, LogLevel, Message } from "../protocol/messages.ts";
import type { World } from "../sources/stream.ts";
import type { ReadObserver, RequestPurpose } from "../sources/test_read.ts";
import type { ComponentNode } from "./component.ts";
import type { CustomModule } from "./custom/module.ts";
import type { Awaitable, Cursor, Decoder, FileUploader, RoleName, Roles, Transformation } from "./roles.ts";

/** What the whole source shares. Services are set up once per run. */
export interface BuildEnvironment {
  /** The connector's config. A rotated refresh token replaces values in it, in place. */
  readonly config: JsonObject;
  readonly configPath: string | undefined;
  readonly catalog: ConfiguredCatalog | undefined;
  /** Folder of the manifest: schemas and custom components are found beside it. */
  readonly folder: string;
  /** State of a stream as it came in, before migrations; undefined where there was none. */
  streamState(name: string): JsonObject | undefined;
  log(level: LogLevel, text: string): void;
  message(message: Message): void;
  /** Learns a value that no message may show, such as an access token that was fetched. */
  secret?(value: unknown): void;
  /** Resolves when all messages so far were written. */
  flush?(): Promise<void>;
  /** One value per key for the whole source: caches, budgets, token stores. */
  shared<T>(key: string, make: () => T): T;
  /** Code of the connector's own; undefined where the manifest names none. */
  readonly customModule?: CustomModule | undefined;
  /** `max_concurrent_async_job_count` of the manifest, which may be a template. */
  readonly maxConcurrentAsyncJobs?: number | string | undefined;
  /** Sees the requests of a test read. */
  readonly observer?: ReadObserver | undefined;
  /** Connector Builder limits, where a test read runs. */
  readonly limits: { maxPagesPerSlice: number; maxSlices: number; maxRecords: number } | undefined;
  readonly signal: AbortSignal | undefined;
  /** What stands in for the network and the clock in tests. */
  readonly world?: World | undefined;
}

/** What a stream passes down to its parts. */
export interface StreamScope {
  readonly name: string;
  readonly primaryKey: Json | undefined;
  /** The stream's own node, for parts that look at their neighbours. */
  readonly definition?: JsonObject;
  /** The state that the stream starts from, after migrations. */
  readonly state?: JsonObject;
  /** The stream's position; selectors and paginators of a data feed ask it. */
  readonly cursor?: Cursor | undefined;
  /** Records older than the cursor are dropped by the record selector. */
  readonly clientSideIncremental?: boolean;
  /** Pages end at the first record that the cursor knows already. */
  readonly dataFeed?: boolean;
  readonly transformations?: readonly Transformation[];
  readonly fileUploader?: FileUploader | undefined;
  readonly schema?: () => Awaitable<JsonObject>;
  /** The decoder of the nearest retriever, for extractors, paginators and login requests. */
  readonly decoder?: Decoder | undefined;
  /** The retriever above wants its requests cached (a parent stream). */
  readonly useCache?: boolean;
  /** What the retriever's requests are for, where that is not the stream's own records. */
  readonly requestPurpose?: RequestPurpose | undefined;
  /** What `parameters` is in the name of a request option: nothing, save where its holder says so. */
  readonly optionParameters?: JsonObject;
  /** The key of the request parameter that takes the chunk of properties (QueryProperties). */
  readonly queryPropertiesKey?: string | undefined;
}

export interface BuildContext {
  readonly config: JsonObject;
  /** The node that is being built, as it stands after all stages. */
  readonly node: JsonObject;
  /** `$parameters` of the node that is being built. */
  readonly parameters: JsonObject;
  readonly stream: StreamScope;
  readonly env: BuildEnvironment;
  /** Builds a nested component. */
  build<R extends RoleName>(node: ComponentNode<R>, stream?: Partial<StreamScope>): Roles[R];
  /** Builds any component node, typed by the role asked for. */
  buildAs<R extends RoleName>(role: R, node: Json, stream?: Partial<StreamScope>): Roles[R];
  /** The same place, where `parameters` in templates is something else. */
  withParameters(parameters: JsonObject): BuildContext;
  /** The same place with another environment: parents have a state of their own and no catalog. */
  withEnv(changes: Partial<BuildEnvironment>): BuildContext;
  /**
   * Compiles a string with templates (the CDK's InterpolatedString). Where `validTypes` are given, a rendered
   * text that reads as a value of another Python type stays text.
   */
  text(
    template: string,
    fallback?: unknown,
    validTypes?: readonly ("str" | "int" | "float" | "bool")[],
  ): Template;
  /** Compiles a condition (InterpolatedBoolean). */
  condition(template: string | boolean): (scope: Record<string, unknown>) => boolean;
  /** `file:line:col path` of the node being built, or of one of its fields. */
  at(field?: string): string;
}
