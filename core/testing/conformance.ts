/** The suite that every source passes: what platforms and destinations rely on. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { ConnectorError } from "../errors.ts";
import { isObject, type Json, type JsonObject, parseJson, writeJson } from "../json.ts";
import { secretValues } from "../protocol/redact.ts";
import {
  type AnySource,
  catalogWith,
  checkSource,
  discoverSource,
  linesOf,
  type RunOptions,
  type RunResult,
  runSource,
} from "./run.ts";

/** What the suite needs to run a source. */
export interface ConformanceOptions extends Omit<RunOptions, "state" | "killAfter" | "api"> {
  /** A config that works. */
  config: JsonObject;
  /** A config that the API refuses: its check must fail, and say why. */
  badConfig?: JsonObject;
  /** Makes the API anew for each run; the real network where left out. */
  api?: () => NonNullable<RunOptions["api"]>;
  /** Streams that may be without records. */
  emptyStreams?: readonly string[];
  /** Streams whose records need not fit their schema. */
  looseSchemas?: readonly string[];
}

/** Registers the suite as tests of `deno test`. */
export function conformance(source: AnySource, options: ConformanceOptions): void {
  for (const { name, run } of conformanceCases) {
    Deno.test(`${source.name} conforms: ${name}`, () => run(source, options));
  }
}

/** One rule of the suite. */
export interface ConformanceCase {
  /** What holds. */
  readonly name: string;
  /** Throws where it does not hold. */
  run(source: AnySource, options: ConformanceOptions): Promise<void>;
}

/** The rules in order, for other test runners. */
export const conformanceCases: readonly ConformanceCase[] = [
  { name: "the spec is a JSON Schema of an object", run: specIsValid },
  { name: "check succeeds with the config", run: checkSucceeds },
  { name: "check fails with a bad config, and says why", run: checkFails },
  { name: "discover names keys and cursors that are in the schemas", run: discoverIsSound },
  { name: "records fit their schemas, keys are there and not repeated", run: recordsFit },
  { name: "each stream goes STARTED, RUNNING, COMPLETE and ends with a state", run: streamsEnd },
  { name: "a read goes on from its own state", run: stateIsTaken },
  { name: "no secret is in what people read", run: secretsAreMasked },
];

const withApi = ({ api, ...rest }: ConformanceOptions): RunOptions => ({
  ...rest,
  ...(api ? { api: api() } : {}),
});

async function compiler(): Promise<(schema: JsonObject) => (value: unknown) => string | undefined> {
  const { Ajv } = await import("ajv");
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  return (schema) => {
    const { $schema: _, $id: __, ...plain } = schema;
    const validate = ajv.compile(plain);
    return (value) => validate(value) ? undefined : ajv.errorsText(validate.errors, { dataVar: "record" });
  };
}

async function specIsValid(source: AnySource, { config }: ConformanceOptions): Promise<void> {
  const { connectionSpecification } = source.spec();
  strictEqual(connectionSpecification.type, "object", 'The spec has no "type": "object"');
  const invalid = (await compiler())(connectionSpecification)(config);
  strictEqual(invalid, undefined, `The config does not fit the spec: ${invalid}`);
}

async function checkSucceeds(source: AnySource, options: ConformanceOptions): Promise<void> {
  const { status, message } = await checkSource(source, withApi(options));
  strictEqual(status, "SUCCEEDED", message);
}

async function checkFails(source: AnySource, options: ConformanceOptions): Promise<void> {
  if (!options.badConfig) return;
  const { status, message } = await checkSource(source, { ...withApi(options), config: options.badConfig });
  strictEqual(status, "FAILED");
  ok(message, "A failed check must say why");
}

async function discoverIsSound(source: AnySource, options: ConformanceOptions): Promise<void> {
  const streams = await discoverSource(source, withApi(options));
  ok(streams.length > 0, "The source has no streams");
  const names = streams.map(({ name }) => name);
  deepStrictEqual(names, [...new Set(names)], "Two streams have the same name");
  const compile = await compiler();
  for (const { name, json_schema, source_defined_primary_key = [], default_cursor_field } of streams) {
    compile(json_schema);
    for (
      const path of [...source_defined_primary_key, ...(default_cursor_field ? [default_cursor_field] : [])]
    ) {
      ok(isInSchema(json_schema, path), `Stream ${name}: "${path.join(".")}" is not in the schema`);
    }
  }
}

function isInSchema(schema: Json | undefined, path: readonly string[]): boolean {
  if (!isObject(schema)) return schema === true;
  const [key, ...rest] = path;
  // A schema that lists nothing allows anything.
  if (key === undefined || !isObject(schema.properties)) return true;
  return isInSchema(schema.properties[key], rest);
}

async function recordsFit(source: AnySource, options: ConformanceOptions): Promise<void> {
  const described = await discoverSource(source, withApi(options));
  const { records } = await completeRead(source, options);
  const compile = await compiler();
  for (const { name, json_schema, source_defined_primary_key: keys = [] } of described) {
    if (options.streams && !options.streams.includes(name)) continue;
    const rows = records[name] ?? [];
    ok(
      rows.length > 0 || options.emptyStreams?.includes(name),
      `Stream ${name} has no records: name it in emptyStreams`,
    );
    if (!options.looseSchemas?.includes(name)) {
      const problem = compile(json_schema);
      for (const row of rows) {
        // As destinations see it: a float that happens to be whole is a number there.
        const invalid = problem(JSON.parse(writeJson(row)));
        strictEqual(invalid, undefined, `Stream ${name}: ${invalid}; the record is ${writeJson(row)}`);
      }
    }
    if (keys.length === 0) continue;
    const seen = new Set<string>();
    for (const row of rows) {
      const values = keys.map((path) =>
        path.reduce((at: Json, key) => isObject(at) ? at[key] ?? null : null, row)
      );
      ok(!values.includes(null), `Stream ${name}: a record lacks its primary key: ${writeJson(row)}`);
      const key = writeJson(values);
      ok(!seen.has(key), `Stream ${name}: two records have the primary key ${key}`);
      seen.add(key);
    }
  }
}

async function streamsEnd(source: AnySource, options: ConformanceOptions): Promise<void> {
  const { statuses, state, records } = await completeRead(source, options);
  for (const [name, chain] of Object.entries(statuses)) {
    const distinct = chain.filter((status, i) => status !== chain[i - 1]);
    const running = records[name] ? ["RUNNING"] : [];
    deepStrictEqual(distinct, ["STARTED", ...running, "COMPLETE"], `Statuses of stream ${name}`);
    ok(state[name], `Stream ${name} ends without a STATE`);
  }
}

async function stateIsTaken(source: AnySource, options: ConformanceOptions): Promise<void> {
  const first = await completeRead(source, options);
  // As platforms store it: as text.
  const stored = first.states.map((state) => parseJson(writeJson(state)) as unknown as typeof state);
  const second = await completeRead(source, { ...options }, stored);
  for (const name of Object.keys(first.state)) {
    const before = first.records[name]?.length ?? 0, after = second.records[name]?.length ?? 0;
    ok(after <= before, `Stream ${name}: ${after} records from its state, ${before} without`);
    ok(second.state[name], `Stream ${name} ends without a STATE when it starts from one`);
  }
}

async function secretsAreMasked(source: AnySource, options: ConformanceOptions): Promise<void> {
  const { messages } = await completeRead(source, options);
  const secrets = secretValues(source.spec().connectionSpecification, options.config)
    .filter((value): value is string => typeof value === "string" && value.length > 3);
  const told = messages.filter(({ type }) => type === "LOG" || type === "TRACE");
  for (const line of linesOf(told, source, options.config)) {
    for (const secret of secrets) {
      ok(!line.includes(secret), `A message holds a secret of the config: ${line.slice(0, 80)}…`);
    }
    match(line, /\n$/);
  }
}

async function completeRead(
  source: AnySource,
  options: ConformanceOptions,
  state?: RunResult["states"],
): Promise<RunResult> {
  const run = withApi(options);
  const result = await runSource(source, { ...run, ...(state ? { state } : {}) });
  if (result.failure instanceof ConnectorError) throw new Error(`The read failed: ${result.failure.message}`);
  if (result.failure) throw result.failure;
  return result;
}

/** A configured catalog of streams, all of them full refresh. */
export const fullRefresh = (...names: string[]): ReturnType<typeof catalogWith> =>
  catalogWith(...names.map((name) => ({ name, syncMode: "full_refresh" as const })));
