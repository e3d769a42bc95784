/** Sources that are Singer taps. */
import type { JsonObject } from "../../json.ts";
import { isSchema, objectSchema, withDefaults } from "../../schema/schema.ts";
import type { ConfigOfSpec, InputOfSpec, Spec, TypedSource } from "../define_source.ts";
import type { Source } from "../stream.ts";

/** What `singerSource()` takes. */
export interface SingerSourceOptions<S extends Spec> {
  /** The connector's name: `source-github`. */
  name: string;
  /** The tap's program and what comes before its flags: `["tap-github"]`. */
  command: readonly [string, ...string[]];
  /** What the user is asked for. The tap gets it as its config. */
  spec: S;
  /** Where the user can read more. */
  documentationUrl?: string;
  /** The config that the tap gets, where it is another one. */
  config?: (config: NoInfer<ConfigOfSpec<S>>) => JsonObject;
  /** Further environment variables of the tap. */
  env?: Record<string, string>;
  /** The tap's catalog, for taps that cannot discover it: `{ streams: [{ tap_stream_id, schema, … }] }`. */
  catalog?: JsonObject;
  /** The flags by which the tap takes the catalog. Where left out, those that its `--help` names. */
  catalogFlags?: readonly ("--catalog" | "--properties")[];
}

/** A tap's options, as they are run. */
export interface AnySingerOptions {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly config?: (config: JsonObject) => JsonObject;
  readonly env?: Record<string, string>;
  readonly catalog?: JsonObject;
  readonly catalogFlags?: readonly string[];
}

/**
 * A Singer tap as a source. Streams come from `--discover`, records from one run of the tap; its states become
 * states of the streams and go back to it by `--state`. Its stderr becomes logs, its exit code the read's end.
 * Files that hold the config are readable by this user only, and are removed with the process.
 *
 * @example
 * ```ts
 * import { secret, singerSource, string } from "airbyte-ts";
 *
 * export default singerSource({
 *   name: "source-tap-github",
 *   command: ["tap-github"],
 *   spec: { access_token: secret(), repository: string(), start_date: string() },
 * });
 * ```
 */
export function singerSource<const S extends Spec>(
  options: SingerSourceOptions<S>,
): TypedSource<InputOfSpec<S>> {
  const { name, spec, documentationUrl } = options;
  const connectionSpecification: JsonObject = {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...(isSchema(spec) ? spec.json : objectSchema(spec)),
  };
  const made: Source = {
    name,
    spec: () => ({
      connectionSpecification,
      ...(documentationUrl === undefined ? {} : { documentationUrl }),
    }),
    async configure(input) {
      const { runTap } = await import("./run_tap.ts");
      const config = withDefaults(input.config, connectionSpecification);
      // The config is validated against the spec before it is used.
      return runTap(options as unknown as AnySingerOptions, { ...input, config });
    },
  };
  return made;
}
