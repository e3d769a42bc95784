/** Reads a few pages of one stream, and shows what happened on the way. */
import { ConnectorError } from "../../errors.ts";
import type { Json, JsonObject } from "../../json.ts";
import type { ConfiguredCatalog, MessageSink, StateMessage } from "../../protocol/messages.ts";
import type { Redactor } from "../../protocol/redact.ts";
import { secretValues } from "../../protocol/redact.ts";
import { errorTrace } from "../../protocol/trace.ts";
import type { ConfiguredSource, Partition, Source, Stream } from "../../sources/stream.ts";
import type { StreamSlice } from "../../sources/stream_slice.ts";
import type { TestLimits } from "../../sources/test_read.ts";
import { datetimeInferrer } from "./infer_datetimes.ts";
import { schemaInferrer } from "./infer_schema.ts";
import { logEntry, type StreamReadCollector, streamReadCollector } from "./stream_read.ts";

export interface TestReadRequest {
  source: Source;
  config: JsonObject;
  catalog: ConfiguredCatalog;
  state: StateMessage[];
  limits: TestLimits;
  /** Warnings about the manifest, to stand among the logs. */
  warnings: readonly string[];
  sink: MessageSink;
  redactor: Redactor;
  /** Throws where the connector's spec refuses the config. */
  validate?: ((config: JsonObject, spec: JsonObject) => Promise<void>) | undefined;
  signal?: AbortSignal | undefined;
}

/** The answer to a test read, and the stream it is about. */
export async function testRead(request: TestReadRequest): Promise<{ stream: string; data: JsonObject }> {
  const { source, config, catalog, state, limits, warnings, sink, redactor, signal } = request;
  if (limits.maxRecords < 1) {
    throw new ConnectorError("config.test_read", {
      failureType: "config_error",
      message: `Cannot test the stream: max_records is ${limits.maxRecords}, less than 1`,
    });
  }
  const name = catalog.streams[0]?.stream.name;
  if (name === undefined) throw noStream();
  const collector = streamReadCollector(name, redactor);
  const specification = specificationOf(source);
  const learn = (settings: JsonObject) => redactor.add(secretValues(specification, settings));
  learn(config);
  // What migrations say goes to stdout; what the read says, into the answer.
  let reading = false;
  const configuredSink: MessageSink = {
    ...sink,
    message(message) {
      if (reading) collector.message(message);
      // Whoever runs the Connector Builder keeps the config.
      if (!reading || message.type === "CONTROL") sink.message(message);
    },
  };
  const configured: ConfiguredSource = await source.configure({
    config,
    catalog,
    state,
    sink: configuredSink,
    signal,
    testRead: { limits: limitsOfRead(limits), observer: collector },
  });
  reading = true;
  learn(configured.config);
  try {
    const isValid = await validated(request, configured, collector);
    const stream = isValid && (await configured.streams()).find((one) => one.name === name);
    const datetimes = datetimeInferrer();
    const keys = stream ? await keysOf(stream, collector) : undefined;
    const inferrer = schemaInferrer(keys ?? { primaryKey: [], cursorField: [] });
    if (stream && keys) {
      await readStream(stream, collector, (record) => {
        inferrer.add(record);
        datetimes.add(record);
      });
    }
    const { logs, slices, auxiliaryRequests, latestConfig } = collector.finish();
    const { schema, problems } = inferrer.schema();
    return {
      stream: name,
      data: {
        logs: [
          ...logs,
          ...warnings.map((text) => logEntry("WARN", text)),
          ...problems.map((text) => logEntry("ERROR", text)),
        ],
        slices,
        test_read_limit_reached: limitReached(slices, limits),
        auxiliary_requests: auxiliaryRequests,
        inferred_schema: schema ?? null,
        inferred_datetime_formats: datetimes.formats(),
        latest_config_update: latestConfig ? withoutCommands(latestConfig) : null,
      },
    };
  } finally {
    await configured.close();
  }
}

/** As in the Python CDK, a limit of 0 limits nothing but what the answer says of it. */
const limitsOfRead = (limits: TestLimits): TestLimits => ({
  ...limits,
  maxSlices: limits.maxSlices || 5,
  maxPagesPerSlice: limits.maxPagesPerSlice || 5,
});

/** A manifest without a spec can be tested to the point where its config is judged. */
function specificationOf(source: Source): JsonObject {
  try {
    return source.spec().connectionSpecification;
  } catch {
    return {};
  }
}

/** A config that its spec refuses is not read with: the answer says why. */
async function validated(
  { source, validate }: TestReadRequest,
  { config }: ConfiguredSource,
  collector: StreamReadCollector,
): Promise<boolean> {
  try {
    await validate?.(withoutCommands(config), source.spec().connectionSpecification);
    return true;
  } catch (error) {
    collector.message(errorTrace(error));
    return false;
  }
}

/** One partition after the other, so that what happens stays in order. All are made before the first is read. */
async function readStream(
  stream: Stream,
  collector: StreamReadCollector,
  see: (record: JsonObject) => void,
): Promise<void> {
  const { name } = stream;
  let sinceState = 0;
  const fail = (error: unknown) => collector.message(errorTrace(error, { name }));
  const tell = (state: JsonObject | undefined) => {
    if (!state) return;
    collector.state(name, state, sinceState);
    sinceState = 0;
  };
  const read = stream.open();
  const partitions: Partition[] = [];
  try {
    for await (const partition of read.partitions()) partitions.push(partition);
  } catch (error) {
    fail(error);
  }
  for (const partition of partitions) {
    try {
      collector.slice(descriptorOf(partition.slice));
      for await (const { records } of partition.read()) {
        for (const record of records) {
          collector.record(record);
          see(record);
          sinceState++;
        }
      }
      tell(read.close(partition));
    } catch (error) {
      fail(error);
    }
  }
  tell(read.finish());
}

/** What the schema must have; undefined where the stream cannot even be described. */
async function keysOf(
  stream: Stream,
  collector: StreamReadCollector,
): Promise<{ primaryKey: string[][]; cursorField: string[][] } | undefined> {
  try {
    const { source_defined_primary_key, default_cursor_field } = await stream.describe();
    return {
      primaryKey: source_defined_primary_key ?? [],
      cursorField: default_cursor_field ? [default_cursor_field] : [],
    };
  } catch (error) {
    collector.message(errorTrace(error, { name: stream.name }));
    return undefined;
  }
}

/** The Python CDK writes a slice of nothing as text. */
function descriptorOf(slice: StreamSlice): Json {
  const fields = slice.toObject();
  const isEmpty = Object.keys(fields).length === 0 && Object.keys(slice.extraFields).length === 0;
  return isEmpty ? "{}" : { ...fields };
}

function limitReached(slices: JsonObject[], limits: TestLimits): boolean {
  if (slices.length >= limits.maxSlices) return true;
  let records = 0;
  for (const { pages } of slices) {
    if (!Array.isArray(pages)) continue;
    if (pages.length >= limits.maxPagesPerSlice) return true;
    for (const page of pages as { records?: Json }[]) {
      if (Array.isArray(page.records)) records += page.records.length;
    }
  }
  return records >= limits.maxRecords;
}

function withoutCommands(config: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !key.startsWith("__")));
}

function noStream(): ConnectorError {
  return new ConnectorError("catalog.no_stream", {
    failureType: "config_error",
    message: "Cannot test a stream: the catalog names none",
    hint: "Pass --catalog with the stream to test",
  });
}
