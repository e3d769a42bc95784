/** What a source is beyond its streams: checks, configs, streams that are made. */
import type { Scope } from "../../jinja/interpolation.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { ConnectorSpecification } from "../../protocol/messages.ts";
import type { Stream } from "../../sources/stream.ts";
import type { Awaitable } from "./requests.ts";

export interface CheckResult {
  succeeded: boolean;
  message?: string;
}
/** What a check needs of its source. */
export interface CheckTarget {
  /**
   * The streams, static ones first. With `names` that are all static: only these, without resolving dynamic
   * streams.
   */
  streams(names?: readonly string[]): Promise<Stream[]>;
  /** The streams that a dynamic stream definition has made, by the definition's name, in order. */
  generated(): Promise<ReadonlyMap<string, readonly string[]>>;
}
/** A connection that fails is a result. @throws {ConnectorError} where the check itself cannot be made. */
export type Checker = (target: CheckTarget) => Promise<CheckResult>;

/** Which of the streams that a definition makes are checked. */
export interface DynamicStreamCheck {
  readonly name: string;
  readonly count: number | undefined;
}

/** A stream template × what a resolver finds → stream definitions. */
export type ComponentsResolver = (template: JsonObject) => AsyncIterable<JsonObject>;

/** A value that a components resolver writes into a stream template. */
export interface ComponentMapping {
  readonly path: (scope: Scope) => unknown[];
  readonly value: (scope: Scope) => unknown;
  readonly applies: ((scope: Scope) => boolean) | undefined;
  /** The value is text in any case: it is not read as YAML. */
  readonly isText: boolean;
  /** Makes the place where there is none. */
  readonly create: boolean;
}
/** Configs of streams that stand in the connector's config. */
export type StreamConfigs = () => Json[];

/** The connector's specification, and what it makes of a config. */
export interface SourceSpec {
  readonly specification: ConnectorSpecification;
  /** Changes a config that is written in an old way; what it changed is to be written back. */
  migrate(config: JsonObject): void;
  /** Changes a config for this run. */
  transform(config: JsonObject): void;
  /** @throws {ConnectorError} config.* */
  validate(config: JsonObject): Promise<void>;
}

/** Changes a config in place. */
export type ConfigTransformation = (config: JsonObject) => void;
/** @throws {ConnectorError} config.* where the config is refused. */
export type Validator = (config: JsonObject) => Awaitable<void>;
/** Checks a value of the config. @throws {ConnectorError} config.* where the value is refused. */
export type ValidationStrategy = (value: Json) => Awaitable<void>;
