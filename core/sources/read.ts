/**
 * The concurrent reader: partitions of all streams on one bounded pool. A STATE follows every record it covers;
 * a stream that fails leaves the others running; a slow reader of stdout holds up the requests.
 */
import { ConnectorError, namedError, nearest } from "../errors.ts";
import type { JsonObject } from "../json.ts";
import type { ConfiguredCatalog, MessageSink, StreamDescriptor, StreamStatus } from "../protocol/messages.ts";
import { errorTrace, statusTrace } from "../protocol/trace.ts";
import { createQueue } from "./stream_queue.ts";
import type { Partition, RecordBatch, Stream, StreamRead } from "./stream.ts";

export interface ReadRequest {
  streams: Stream[];
  catalog: ConfiguredCatalog;
  sink: MessageSink;
  /** How many partitions are read at once. */
  concurrency: number;
  /** Ends the read after the last whole line, with the states of what is complete. */
  signal?: AbortSignal | undefined;
  /** Records per stream after which it is left, without a STATE. */
  limit?: number | undefined;
}

/** Slices that wait for a reader, over all streams: enough to keep the pool busy, few enough to stay small. */
const maxWaiting = 1000;

/** Failures that the last error names. */
const maxNamed = 100;

/** One stream while it is read. */
interface Run {
  readonly stream: Stream;
  readonly descriptor: StreamDescriptor;
  read: StreamRead | undefined;
  generating: boolean;
  /** Partitions that wait or are being read. */
  open: number;
  closed: number;
  records: number;
  sinceState: number;
  /** It has all the records that were asked for. */
  cut: boolean;
  readonly errors: unknown[];
  ended: boolean;
}

/**
 * Reads the streams of a catalog.
 *
 * @returns whether the read ran to its end; false: `signal` ended it
 * @throws {ConnectorError} read.streams_failed, after all the other streams are done
 */
export async function readStreams(request: ReadRequest): Promise<boolean> {
  const { sink, signal, limit } = request;
  const runs = selectStreams(request);
  if (runs.length === 0) return true;
  sink.log("INFO", "Starting syncing");

  const size = Math.max(1, request.concurrency);
  const maxGenerators = Math.max(1, size >> 1);
  const queue = createQueue(runs.map((run) => run.stream), (text) => sink.log("INFO", text));
  const runOf = new Map(runs.map((run) => [run.stream, run]));
  /** Slices to make and partitions to read, in the order in which they came up. */
  const tasks: (() => Promise<void>)[] = [];
  let running = 0;
  let generators = 0;
  /** Generators that still wait for a place in the pool. */
  let unstarted = 0;
  let waiting = 0;
  let overlap: ReturnType<typeof setTimeout> | undefined;
  let stopping = false;
  let room = Promise.withResolvers<void>();
  const end = Promise.withResolvers<boolean>();

  const advance = (): void => {
    if (stopping) return;
    if (generators === 0) startNext();
    while (running < size) {
      const task = tasks.shift();
      if (!task) break;
      running++;
      task().catch(end.reject);
    }
    if (mayOverlap()) overlap ??= setTimeout(startBeside);
    if (runs.every((run) => run.ended)) end.resolve(true);
  };

  const mayOverlap = (): boolean => generators < maxGenerators && unstarted === 0 && !queue.isEmpty();

  const startNext = (): boolean => {
    const stream = queue.start();
    if (stream) start(runOf.get(stream)!);
    return stream !== undefined;
  };

  /**
   * Starts a stream while the slices of others are still being made. Those that take no request are done by
   * now, so that streams come up in the order of the catalog wherever that costs no time.
   */
  const startBeside = (): void => {
    overlap = undefined;
    if (!stopping && mayOverlap() && startNext()) advance();
  };

  const start = (run: Run): void => {
    const { name } = run.stream;
    sink.log("INFO", `Marking stream ${name} as STARTED`);
    sink.log("INFO", `Syncing stream: ${name}`);
    status(run, "STARTED");
    generators++;
    unstarted++;
    tasks.push(() => generate(run));
  };

  const generate = async (run: Run): Promise<void> => {
    unstarted--;
    try {
      run.read = run.stream.open();
      for await (const partition of run.read.partitions()) {
        if (stopping || run.cut) break;
        run.open++;
        waiting++;
        tasks.push(() => readPartition(run, partition));
        advance();
        if (waiting >= maxWaiting) await haveRoom();
      }
    } catch (error) {
      fail(run, error);
    }
    running--;
    generators--;
    run.generating = false;
    queue.generated(run.stream);
    endIfDone(run);
  };

  /** Who waits leaves its place in the pool to a reader. */
  const haveRoom = async (): Promise<void> => {
    running--;
    advance();
    while (waiting >= maxWaiting && !stopping) await room.promise;
    running++;
  };

  const readPartition = async (run: Run, partition: Partition): Promise<void> => {
    if (--waiting < maxWaiting) {
      room.resolve();
      room = Promise.withResolvers();
    }
    try {
      if (!run.cut) {
        sink.log("DEBUG", `slice:${JSON.stringify(partition.slice)}`);
        for await (const batch of partition.read()) {
          if (stopping || run.cut) break;
          emit(run, batch);
          // Reading can go on from the middle of a partition where its stream says so.
          if (!run.cut) emitState(run, batch.state);
          await sink.drain();
        }
      }
      if (!stopping && !run.cut) {
        run.closed++;
        emitState(run, run.read?.close(partition));
      }
    } catch (error) {
      fail(run, error);
    }
    running--;
    run.open--;
    endIfDone(run);
  };

  /** Writes a batch without a pause: an interrupted read ends between batches. */
  const emit = (run: Run, { records, fileReferences }: RecordBatch): void => {
    if (records.length === 0) return;
    if (run.records === 0) {
      sink.log("INFO", `Marking stream ${run.stream.name} as RUNNING`);
      status(run, "RUNNING");
    }
    const count = limit === undefined ? records.length : Math.min(records.length, limit - run.records);
    const { name, namespace } = run.stream;
    for (let i = 0; i < count; i++) sink.record(name, records[i]!, fileReferences?.[i], namespace);
    run.records += count;
    run.sinceState += count;
    if (run.records === limit) run.cut = true;
  };

  const emitState = (run: Run, state: JsonObject | undefined): void => {
    if (state === undefined) return;
    sink.message({
      type: "STATE",
      state: {
        type: "STREAM",
        stream: { stream_descriptor: run.descriptor, stream_state: state },
        sourceStats: { recordCount: run.sinceState },
      },
    });
    run.sinceState = 0;
  };

  const status = (run: Run, value: StreamStatus): void => sink.message(statusTrace(run.descriptor, value));

  const fail = (run: Run, thrown: unknown): void => {
    if (stopping) return;
    const error = namedError(thrown);
    run.errors.push(error);
    sink.log("ERROR", `Exception while syncing stream ${run.stream.name}: ${textOf(error)}`);
    sink.message(errorTrace(error, run.descriptor));
  };

  const endIfDone = (run: Run): void => {
    if (stopping) return;
    if (!run.generating && run.open === 0) {
      const { name } = run.stream;
      sink.log("INFO", `Read ${run.records} records from ${name} stream`);
      sink.log("INFO", `Marking stream ${name} as STOPPED`);
      try {
        if (!run.cut) emitState(run, run.read?.finish());
      } catch (error) {
        fail(run, error);
      }
      sink.log("INFO", `Finished syncing ${name}`);
      run.ended = true;
      status(run, run.errors.length > 0 ? "INCOMPLETE" : "COMPLETE");
      queue.ended(run.stream);
    }
    advance();
  };

  const interrupt = (): void => {
    stopping = true;
    room.resolve();
    for (const run of runs) {
      if (run.ended || !run.read) continue;
      if (run.closed > 0) emitState(run, run.read.current?.());
      status(run, "INCOMPLETE");
    }
    end.resolve(false);
  };

  signal?.addEventListener("abort", interrupt, { once: true });
  if (signal?.aborted) interrupt();
  else advance();
  try {
    const complete = await end.promise;
    if (complete) reportFailures(runs, sink);
    return complete;
  } finally {
    stopping = true;
    clearTimeout(overlap);
    signal?.removeEventListener("abort", interrupt);
  }
}

/** The streams of the catalog that the source has; the others are INCOMPLETE, as in the Python CDK. */
function selectStreams({ streams, catalog, sink }: ReadRequest): Run[] {
  const known = Map.groupBy(streams, (stream) => stream.name);
  const selected = new Map<Stream, Run>();
  for (const { stream: { name, namespace } } of catalog.streams) {
    // A catalog written by hand leaves the namespace out; a source without namespaces does not care for one.
    const found = known.get(name)?.filter((stream) =>
      namespace === undefined || stream.namespace === undefined || stream.namespace === namespace
    ) ?? [];
    for (const stream of found) {
      selected.set(stream, {
        stream,
        descriptor: stream.namespace === undefined ? { name } : { name, namespace: stream.namespace },
        read: undefined,
        generating: true,
        open: 0,
        closed: 0,
        records: 0,
        sinceState: 0,
        cut: false,
        errors: [],
        ended: false,
      });
    }
    if (found.length > 0) {
      continue;
    }
    const near = nearest(name, known.keys());
    const hint = near ? `Did you mean "${near}"?` : `It has: ${[...known.keys()].join(", ")}`;
    sink.log("WARN", `The catalog asks for the stream "${name}", which the source does not have. ${hint}`);
    sink.message(statusTrace(namespace === undefined ? { name } : { name, namespace }, "INCOMPLETE"));
  }
  return [...selected.values()];
}

/** One failed stream fails the read, so that the exit code says so. */
function reportFailures(runs: Run[], sink: MessageSink): void {
  const failed = runs.filter((run) => run.errors.length > 0);
  if (failed.length === 0) {
    sink.log("INFO", "Finished syncing");
    return;
  }
  const all = failed.flatMap((run) => run.errors.map((error) => `${run.stream.name}: ${textOf(error)}`));
  // Each of ten thousand slices may have failed; their TRACEs have said so.
  const lines = all.length > maxNamed
    ? [...all.slice(0, maxNamed), `and ${all.length - maxNamed} more`]
    : all;
  throw new ConnectorError("read.streams_failed", {
    failureType: "config_error",
    message: `During the sync, the following streams did not sync successfully: ${lines.join("\n")}`,
    internalMessage: "Concurrent read failure",
  });
}

function textOf(error: unknown): string {
  if (error instanceof ConnectorError) return error.internalMessage ?? error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
