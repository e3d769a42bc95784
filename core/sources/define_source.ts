/** How an author declares a source. */
import type { Awaitable } from "../declarative/roles.ts";
import { ConnectorError } from "../errors.ts";
import { isObject, type JsonObject } from "../json.ts";
import {
  type Fields,
  type Flat,
  type Infer,
  isSchema,
  type ObjectOf,
  objectSchema,
  type Schema,
} from "../schema/schema.ts";
import type { SliceContext, StreamDefinition } from "./define_stream.ts";
import type { HttpOptions } from "./http/options.ts";
import type { Source } from "./stream.ts";

/** What a source asks its user for: properties, or a schema. */
export type Spec = Fields | Schema;

/** The TypeScript type of a config. */
export type ConfigOfSpec<S> = S extends Schema<infer T> ? T : S extends Fields ? ObjectOf<S> : JsonObject;

/** The TypeScript type of a config as its user writes it: what has a default may be missing. */
export type InputOfSpec<S> = S extends Schema<infer T> ? T
  : S extends Fields ? Flat<
      & { [K in GivenKeys<S>]: Infer<S[K]> }
      & { [K in Exclude<keyof S, GivenKeys<S>>]?: Infer<S[K]> }
    >
  : JsonObject;

/** The names of the properties that have to be given. */
export type GivenKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends { readonly optional: true } ? never : K;
}[keyof F];

/** Any stream that makes do with the config `C`. */
export type StreamFor<C> = StreamDefinition<string, unknown, C>;

/** What `check` may do, besides throwing: nothing or true, the connection works; text, why it does not. */
export type CheckAnswer = void | boolean | string;

/** What `source()` takes. */
export interface SourceOptions<S extends Spec, D extends StreamFor<ConfigOfSpec<S>>> {
  /** The connector's name: `source-acme`. */
  name: string;
  /** What the user is asked for: properties, or a file: `await schemaFile(new URL("./spec.json", import.meta.url))`. */
  spec: S;
  /** Where the user can read more. */
  documentationUrl?: string;
  /** Further fields of the SPEC message, such as `advanced_auth`. */
  specExtras?: JsonObject;
  /** The API, for sources that have one. Called once per run. */
  http?: (config: NoInfer<ConfigOfSpec<S>>) => HttpOptions;
  /**
   * Tests the connection: a function, or names of streams of which one record is read. The first stream where
   * left out.
   */
  check?: readonly string[] | ((context: SliceContext<NoInfer<ConfigOfSpec<S>>>) => Awaitable<CheckAnswer>);
  /** The streams, or a function that makes them of the config or of what the API tells. */
  streams: readonly D[] | ((context: SliceContext<NoInfer<ConfigOfSpec<S>>>) => Awaitable<readonly D[]>);
  /** Slices that are read at once, over all streams; 4 where left out. */
  concurrency?: number | ((config: NoInfer<ConfigOfSpec<S>>) => number);
  /** The folder with `schemas/`, for streams without a schema: `import.meta.dirname`. */
  folder?: string | undefined;
  /** Brings a config of an older version up to date, before anything else sees it. */
  migrateConfig?: (config: JsonObject) => JsonObject;
  /** Ends what the source holds open, such as database connections. */
  close?: () => Awaitable<void>;
}

/** A source with the types of its config and its streams. */
export interface TypedSource<I = JsonObject, D = StreamDefinition> {
  /** The connector's name. */
  readonly name: string;
  /** What the SPEC message says. */
  spec(): { connectionSpecification: JsonObject };
  /** Carries the type of its config as it is given, and of its streams; never set. */
  readonly "~types"?: { config: (config: I) => void; streams: D };
}

/** A source's options, as the reader runs them. */
export interface AnySourceOptions {
  readonly name: string;
  readonly http?: (config: JsonObject) => HttpOptions;
  readonly check?: readonly string[] | ((context: SliceContext) => Awaitable<CheckAnswer>);
  readonly streams:
    | readonly StreamDefinition[]
    | ((context: SliceContext) => Awaitable<readonly StreamDefinition[]>);
  readonly concurrency?: number | ((config: JsonObject) => number);
  readonly folder?: string | undefined;
  readonly migrateConfig?: (config: JsonObject) => JsonObject;
  readonly close?: () => Awaitable<void>;
}

/**
 * Declares a source. The type of the config comes from the spec: a stream that needs a key the spec does not
 * have does not compile.
 */
export function source<const S extends Spec, const D extends StreamFor<ConfigOfSpec<S>>>(
  options: SourceOptions<S, D>,
): TypedSource<InputOfSpec<S>, D> {
  const { name, spec, documentationUrl, specExtras } = options;
  const given = isSchema(spec) ? spec.json : objectSchema(spec);
  // A file may hold the whole SPEC message, as connectors in Python keep it.
  const whole = isObject(given.connectionSpecification) ? given : {};
  const schema: JsonObject = {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...(isObject(given.connectionSpecification) ? given.connectionSpecification : given),
  };
  const made: Source = {
    name,
    spec: () => ({
      ...whole,
      connectionSpecification: schema,
      ...(documentationUrl === undefined ? {} : { documentationUrl }),
      ...specExtras,
    }),
    async configure(input) {
      const { runSource } = await import("./run_source.ts");
      // The config is validated against the spec before it is used.
      return runSource(options as unknown as AnySourceOptions, schema, input);
    },
  };
  return made;
}

/** A declared source as the runner takes it. @throws {ConnectorError} source.module */
export function sourceOf(value: unknown, what = "The value"): Source {
  if (isSource(value)) return value;
  throw new ConnectorError("source.module", {
    failureType: "system_error",
    message: `Cannot run the connector: ${what} is no source`,
    hint: "Write `export default source({ … })`",
  });
}

function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && "name" in value && "spec" in value &&
    typeof value.spec === "function" && "configure" in value && typeof value.configure === "function";
}
