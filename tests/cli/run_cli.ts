/** Runs the command line as a process, in a folder of its own. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));

export interface CliOptions {
  /** Files of its working directory; objects are written as JSON. */
  files?: Record<string, unknown>;
  env?: Record<string, string>;
  stdin?: string;
}

export interface CliResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Its folder, gone by now, for messages that name it. */
  folder: string;
}

/** A running command line. */
export interface CliProcess extends AsyncDisposable {
  folder: string;
  child: Deno.ChildProcess;
}

export async function startCli(args: string[], options: CliOptions = {}): Promise<CliProcess> {
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-test-" });
  for (const [name, content] of Object.entries(options.files ?? {})) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await Deno.writeTextFile(join(folder, name), text);
  }
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", main, ...args],
    cwd: folder,
    env: { NO_COLOR: "1", AIRBYTE_TS_RETRY_WAIT_SCALE: "0", NO_PROXY: "127.0.0.1,localhost", ...options.env },
    stdin: options.stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  if (options.stdin !== undefined) {
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode(options.stdin));
    await writer.close();
  }
  return { folder, child, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

/** Runs to the end. */
export async function runCli(args: string[], options: CliOptions = {}): Promise<CliResult> {
  await using process = await startCli(args, options);
  const { code, stdout, stderr } = await process.child.output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr), folder: process.folder };
}

// deno-lint-ignore no-explicit-any
type AnyMessage = any;

/** The protocol lines of stdout. Fails on anything else. */
export function messagesOf({ stdout }: Pick<CliResult, "stdout">): AnyMessage[] {
  return stdout.split("\n").filter(Boolean).map((line) => {
    const message: AnyMessage = JSON.parse(line);
    if (typeof message.type !== "string") throw new Error(`Not a message: ${line}`);
    return message;
  });
}

/** The messages of TRACE errors, with the stream where one is named. */
export function errorsOf(result: Pick<CliResult, "stdout">): string[] {
  return messagesOf(result)
    .filter(({ type, trace }) => type === "TRACE" && trace.type === "ERROR")
    .map(({ trace: { error } }) =>
      `${
        error.stream_descriptor ? `${error.stream_descriptor.name} ` : ""
      }${error.failure_type}: ${error.message}`
    );
}

/** `stream status` of each stream, the last one. */
export function statusesOf(result: Pick<CliResult, "stdout">): Record<string, string> {
  const statuses: Record<string, string> = {};
  for (const { type, trace } of messagesOf(result)) {
    if (type === "TRACE" && trace.type === "STREAM_STATUS") {
      statuses[trace.stream_status.stream_descriptor.name] = trace.stream_status.status;
    }
  }
  return statuses;
}

/** The data of all records of a stream. */
export function recordsOf(result: Pick<CliResult, "stdout">, stream: string): AnyMessage[] {
  return messagesOf(result)
    .filter(({ type, record }) => type === "RECORD" && record.stream === stream)
    .map(({ record }) => record.data);
}
