/** `read` for people: live counts per stream on stderr, then a summary; the state is kept for the next read. */
import { ConnectorError } from "../../core/errors.ts";
import { type JsonObject, writeJson } from "../../core/json.ts";
import type { FileReference, Message, StateMessage, StreamStatus } from "../../core/protocol/messages.ts";
import type { RunArguments } from "../../core/runner/arguments.ts";
import { runSource } from "../../core/runner/run.ts";
import type { Io, RunEnd } from "../command.ts";
import { exists, saveStates, stateFile } from "../state_file.ts";
import { columns, grouped, type Paint, paintFor, print } from "../style.ts";
import { liveBlock } from "./live.ts";
import { view } from "./view.ts";

interface Row {
  records: number;
  status: StreamStatus;
  error?: string;
  waiting: boolean;
  sample: JsonObject[];
}

/** Records that `--limit` shows of a stream; the rest is counted. */
const maxSample = 100;

/** Reads, showing how it goes. */
export async function readForPeople(
  args: RunArguments,
  io: Io,
  { fresh }: { fresh: boolean },
): Promise<RunEnd> {
  const file = stateFile(args);
  const paint = paintFor(io, io.stderr);
  const continues = !args.state && !fresh && await exists(file);
  if (continues) {
    print(io.stderr, paint.dim(`Continuing from ${file}; --fresh reads everything\n`));
    args = { ...args, state: file };
  }
  const started = performance.now();
  const rows = new Map<string, Row>();
  const states = new Map<string, StateMessage>();
  const live = liveBlock(io.stderr, () => table(rows, started, io.stderr.columns(), paint));
  const base = view({
    io,
    debug: args.debug === true,
    say: live.say,
    message: (message) => note(message, rows, states),
  });
  const output = {
    ...base,
    record(stream: string, data: JsonObject, _file?: FileReference, namespace?: string) {
      const row = rowOf(rows, placeOf(stream, namespace));
      row.records++;
      row.waiting = false;
      if (args.limit !== undefined && row.sample.length < maxSample) row.sample.push(data);
    },
    fatal(error: unknown) {
      // The summary names the failed streams.
      if (error instanceof ConnectorError && error.code === "read.streams_failed") return;
      base.fatal(error);
    },
    // Gives the event loop, and with it the live display and Ctrl-C, a turn between batches.
    drain: breathe(),
  };
  const end = await runSource(args, output);
  live.end(false);
  printSummary({ rows, started, args, redact: base.redactor.redact }, io);
  if (args.limit === undefined && states.size > 0) await keepStates(file, states, io);
  return end;
}

function breathe(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 100) return;
    await new Promise((resolve) => setTimeout(resolve));
    last = performance.now();
  };
}

function note(message: Message, rows: Map<string, Row>, states: Map<string, StateMessage>): void {
  if (message.type === "STATE") {
    const of = message.state.stream?.stream_descriptor;
    if (of) states.set(placeOf(of.name, of.namespace), message.state);
    return;
  }
  if (message.type !== "TRACE") return;
  const { trace } = message;
  if (trace.type === "STREAM_STATUS") {
    const { stream_descriptor, status, reasons } = trace.stream_status;
    const row = rowOf(rows, placeOf(stream_descriptor.name, stream_descriptor.namespace));
    row.status = status;
    row.waiting = reasons?.some(({ type }) => type === "RATE_LIMITED") ?? false;
  } else if (trace.type === "ERROR" && trace.error.stream_descriptor) {
    const { name, namespace } = trace.error.stream_descriptor;
    rowOf(rows, placeOf(name, namespace)).error ??= trace.error.message;
  }
}

/** Streams of one name in several namespaces are told apart: `public.users`. */
const placeOf = (name: string, namespace: string | undefined): string =>
  namespace === undefined ? name : `${namespace}.${name}`;

function rowOf(rows: Map<string, Row>, name: string): Row {
  let row = rows.get(name);
  if (!row) rows.set(name, row = { records: 0, status: "STARTED", waiting: false, sample: [] });
  return row;
}

function table(rows: Map<string, Row>, started: number, width: number, paint: Paint): string[] {
  const all = [...rows];
  // Streams that are done make room where a source has many.
  const shown = all.length > 20 ? all.filter(([, { status }]) => status !== "COMPLETE").slice(0, 20) : all;
  const head = ["stream", "records", "status"].map(paint.dim);
  const body = shown.map(([name, row]) => [
    name,
    row.records === 0 ? "–" : grouped(row.records),
    statusText(row, paint),
  ]);
  const hidden = all.length - shown.length;
  return [
    ...columns([head, ...body], { width, right: [1] }),
    `  ${totals(rows, started)}${hidden > 0 ? ` · ${hidden} more streams` : ""}${
      paint.dim(" · Ctrl-C stops cleanly")
    }`,
  ];
}

function statusText(row: Row, paint: Paint): string {
  if (row.status === "COMPLETE") return paint.green("✓ complete");
  if (row.status === "INCOMPLETE") return paint.red("✗ incomplete");
  if (row.waiting) return paint.yellow("… waiting for the rate limit");
  return row.error ? paint.red("✗ failed, other slices go on") : "reading";
}

function totals(rows: Map<string, Row>, started: number): string {
  const seconds = (performance.now() - started) / 1000;
  const records = [...rows.values()].reduce((sum, row) => sum + row.records, 0);
  const rate = seconds > 0.5 ? ` · ${grouped(Math.round(records / seconds))}/s` : "";
  return `${seconds.toFixed(1)} s · ${grouped(records)} records${rate}`;
}

interface Summary {
  rows: Map<string, Row>;
  started: number;
  args: RunArguments;
  redact(text: string): string;
}

function printSummary({ rows, started, args, redact }: Summary, io: Io): void {
  if (rows.size === 0) return;
  const paint = paintFor(io, io.stdout);
  const width = io.stdout.columns();
  const lines: string[] = [];
  if (args.limit !== undefined) {
    for (const [name, { sample }] of rows) {
      lines.push(paint.bold(name), ...sample.map((record) => `  ${writeJson(record)}`));
    }
    if (lines.length > 0) lines.push("");
  }
  const body = [...rows].map(([name, row]) => [name, grouped(row.records), statusText(row, paint)]);
  lines.push(
    ...columns([["stream", "records", "status"].map(paint.dim), ...body], { width, right: [1] }),
    `  ${totals(rows, started)}`,
  );
  for (const [name, { error }] of rows) {
    if (error) lines.push(`${paint.red("✗")} ${name}: ${redact(error).replaceAll("\n", "\n  ")}`);
  }
  print(io.stdout, `${lines.join("\n")}\n`);
}

async function keepStates(file: string, states: Map<string, StateMessage>, io: Io): Promise<void> {
  const paint = paintFor(io, io.stdout);
  try {
    await saveStates(file, states);
    print(io.stdout, `  State saved to ${file}. Run again to read what is new.\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    print(io.stderr, `${paint.yellow("warning:")} the state was not saved to ${file}: ${reason}\n`);
  }
}
