/** How the author of a source declares a stream. */
import type { Clock } from "../clock.ts";
import type { JsonObject } from "../json.ts";
import type { Awaitable } from "../declarative/roles.ts";
import type { LogLevel } from "../protocol/messages.ts";
import type { Fields, ObjectOf, Schema } from "../schema/schema.ts";
import type { Cursor } from "./cursors/cursor.ts";
import type { Http } from "./http/http.ts";

/** The schema of a stream: properties, a schema, or a function that makes it while the source runs. */
export type StreamSchema = Fields | Schema | ((context: SchemaContext) => Awaitable<JsonObject>);

/** The TypeScript type of a stream's records. */
export type RowOf<S> = S extends Schema<infer T> ? T : S extends Fields ? ObjectOf<S> : JsonObject;

/** The name of a top-level field of a record. */
export type FieldOf<R> = Extract<keyof R, string>;

/** The path of a field of a record, nested at most four deep. */
export type PathOf<R, D extends readonly unknown[] = [1, 1, 1, 1]> = string extends keyof R
  ? readonly string[]
  : D extends readonly [unknown, ...infer Rest] ? {
      [K in FieldOf<R>]:
        | readonly [K]
        | (NonNullable<R[K]> extends readonly unknown[] ? never
          : NonNullable<R[K]> extends object ? readonly [K, ...PathOf<NonNullable<R[K]>, Rest>]
          : never);
    }[FieldOf<R>]
  : never;

/** A field, several of them, or paths where they are nested: `"id"`, `["shop", "id"]`, `[["owner", "id"]]`. */
export type PrimaryKey<R> = FieldOf<R> | readonly (FieldOf<R> | PathOf<R>)[];

/** The config a stream needs: what its spec says, and the keys that its cursor reads. */
export type ConfigOf<F extends Fields, K extends string> =
  & ([F] extends [never] ? unknown : ObjectOf<F>)
  & { readonly [key in K]: string };

/** What a function sees that makes slices. */
export interface SliceContext<C = JsonObject> {
  /** The connector's config, defaults filled in. */
  readonly config: C;
  /** The API of the source. @throws {ConnectorError} source.no_http where the source has none */
  readonly http: Http;
  /** The time, also where tests stand it still. */
  readonly clock: Clock;
  /** Aborted when the read shall end. */
  readonly signal: AbortSignal | undefined;
  /** Writes a LOG message. */
  log(level: LogLevel, text: string): void;
}

/** What a function sees that makes a schema while the source runs. */
export type SchemaContext = SliceContext;

/** What `read` sees. `R` is a record, `L` the slice. */
export interface ReadContext<C = JsonObject, R = JsonObject, L = JsonObject>
  extends Omit<SliceContext<C>, "http"> {
  /** The API of the source. @throws {ConnectorError} source.no_http where the source has none */
  readonly http: Http<R>;
  /** The slice to read: the partition's fields, and the cursor's. */
  readonly slice: L;
  /** The state that this slice starts from; `{}` on the first run. */
  readonly state: JsonObject;
  /** Records seen so far are covered by this state; only for streams that keep their own (`state`). */
  checkpoint(state: JsonObject): void;
}

/** Records one by one, or lists of them. */
export type Rows<R> = AsyncIterable<R | R[]> | Iterable<R | R[]>;

/** Slices made of the records of another stream. Made by `fromParent()`. */
export interface ParentSlices<P extends object = JsonObject> {
  /** The stream whose records are read. */
  readonly parent: StreamDefinition;
  /** A record → the slice it makes; undefined: none. */
  slice(record: JsonObject): P | undefined;
}

/** The slices of a stream: a list, a function that makes them, or the records of a parent. */
export type Slices<P extends object, C> =
  | ParentSlices<P>
  | readonly P[]
  | ((context: SliceContext<C>) => Iterable<P> | AsyncIterable<P>);

/** A state that the author keeps, in place of a cursor. */
export interface OwnState<R> {
  /** The state of the first run; `{}` where left out. */
  initial?: JsonObject;
  /** The state after a record. Where left out, `read` calls `checkpoint(state)`. */
  update?: (state: JsonObject, record: R) => JsonObject;
  /** The field that the catalog names as the cursor. */
  field?: FieldOf<R>;
}

/** What `stream()` takes. */
export interface StreamOptions<
  N extends string,
  S extends Fields | Schema,
  F extends Fields,
  P extends object,
  W extends object,
  K extends string,
> {
  /** The stream's name in catalogs and messages. */
  name: N;
  /** The namespace, where the source has several of them. */
  namespace?: string;
  /** The source's spec: gives the config its type here. */
  spec?: F;
  /** What the records look like. Where left out, `schemas/<name>.json` in the source's folder says it. */
  schema?: S | ((context: SchemaContext) => Awaitable<JsonObject>);
  /** The fields that tell records apart. */
  primaryKey?: PrimaryKey<NoInfer<RowOf<S>>>;
  /** Makes the stream incremental: `datetimeCursor({…})`, `cursor({…})`. */
  cursor?: Cursor<FieldOf<NoInfer<RowOf<S>>> | PathOf<NoInfer<RowOf<S>>>, W, K>;
  /** Makes the stream incremental by a state of the author's own. Slices are then read one after another. */
  state?: OwnState<NoInfer<RowOf<S>>>;
  /** What is read by itself and may be read at once: one read, one state each. One for everything where left out. */
  slices?: Slices<P, ConfigOf<F, never>>;
  /**
   * A STATE after so many records within a slice, where its records come in the cursor's order.
   * After each slice only, where left out.
   */
  checkpointEvery?: number;
  /** Slices are read one after another; no where left out. */
  sequential?: boolean;
  /** Streams of one group are never read at once. */
  group?: string;
  /** Casts values to the types of the schema, as far as they fit; no where left out. */
  normalize?: boolean;
  /** Reads one slice. */
  read(context: ReadContext<ConfigOf<F, K>, NoInfer<RowOf<S>>, P & W>): Rows<NoInfer<RowOf<S>>>;
}

/** A stream as its author declared it: `N` its name, `R` its records, `C` the config that it needs. */
export interface StreamDefinition<N extends string = string, R = unknown, C = never> {
  /** The stream's name. */
  readonly name: N;
  /** What its author said; the reader's business. */
  readonly "~options": unknown;
  /** Carries its types; never set. */
  readonly "~types"?: { row: R; config: (config: C) => void };
}

/** A stream's options as the reader runs them: records, slices and configs are JSON there. */
export function optionsOf(definition: StreamDefinition): AnyStreamOptions {
  return definition["~options"] as AnyStreamOptions;
}

/** A stream's options, as the reader runs them. */
export interface AnyStreamOptions {
  readonly name: string;
  readonly namespace?: string;
  readonly schema?: StreamSchema;
  readonly primaryKey?: string | readonly (string | readonly string[])[];
  readonly cursor?: Cursor;
  readonly state?: {
    initial?: JsonObject;
    update?(state: JsonObject, record: JsonObject): JsonObject;
    field?: string;
  };
  readonly slices?: Slices<object, JsonObject>;
  readonly checkpointEvery?: number;
  readonly sequential?: boolean;
  readonly group?: string;
  readonly normalize?: boolean;
  read(context: ReadContext): Rows<JsonObject>;
}

/**
 * Declares a stream. Its records have the type of its schema: a primary key or cursor field that is not among
 * them does not compile, nor does a source whose config lacks what the stream reads.
 *
 * @example
 * ```ts
 * import { integer, source, string, stream } from "airbyte-ts";
 *
 * const users = stream({
 *   name: "users",
 *   primaryKey: "id",
 *   schema: { id: integer(), name: string() },
 *   read: ({ http }) => http.pages("/users", { items: "data" }),
 * });
 *
 * export default source({
 *   name: "source-acme",
 *   spec: {},
 *   http: () => ({ baseUrl: "https://api.acme.example.com" }),
 *   streams: [users],
 * });
 * ```
 */
export function stream<
  const N extends string,
  S extends Fields | Schema = Schema<JsonObject>,
  F extends Fields = never,
  P extends object = object,
  W extends object = object,
  K extends string = never,
>(options: StreamOptions<N, S, F, P, W, K>): StreamDefinition<N, RowOf<S>, ConfigOf<F, K>> {
  return { name: options.name, "~options": options };
}

/**
 * One slice for each record of a parent stream. The parent is read in full; with several children it is
 * requested once, also when they are read at the same time.
 */
export function fromParent<R, C, const P extends object>(
  parent: StreamDefinition<string, R, C>,
  slice: (record: R) => P | undefined,
): ParentSlices<P> {
  return {
    parent: parent as unknown as StreamDefinition,
    slice: slice as unknown as (record: JsonObject) => P | undefined,
  };
}
