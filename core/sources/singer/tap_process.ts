/** A run of a tap: its files, its process, its stderr. */
import { join } from "node:path";
import { ConnectorError } from "../../errors.ts";
import { type JsonObject, writeJson } from "../../json.ts";
import type { LogLevel } from "../../protocol/messages.ts";

export interface TapOptions {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  log(level: LogLevel, text: string): void;
}

/** A process of the tap. */
export interface TapProcess {
  readonly stdout: ReadableStream<Uint8Array>;
  /** Asks it to end. */
  stop(): void;
  /** Waits until it is gone. @throws {ConnectorError} singer.tap_failed where it failed by itself */
  ended(): Promise<void>;
}

/** What the tap is given as files: only this user may read them, and they go with the tap. */
export interface TapFiles {
  path(name: string): string;
  write(name: string, content: JsonObject): Promise<string>;
  remove(): void;
}

export async function tapFiles(): Promise<TapFiles> {
  // The folder is made with mode 0700.
  const folder = await Deno.makeTempDir({ prefix: "airbyte-ts-tap-" });
  return {
    path: (name) => join(folder, name),
    async write(name, content) {
      const path = join(folder, name);
      await Deno.writeTextFile(path, writeJson(content), { mode: 0o600, createNew: true });
      return path;
    },
    // At once, also where the process is about to end.
    remove() {
      try {
        Deno.removeSync(folder, { recursive: true });
      } catch {
        // Gone already.
      }
    },
  };
}

/** So long a tap may take to end after SIGTERM, in milliseconds: what it still writes is not read any more. */
const grace = 400;
/** Lines of stderr that an error shows. */
const shown = 20;

/** @throws {ConnectorError} singer.command where it cannot be started */
export function startTap(
  { command: [program, ...before], env, signal, log }: TapOptions,
  args: string[],
): TapProcess {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...before, ...args],
      env,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw new ConnectorError("singer.command", {
      failureType: "system_error",
      message: `Cannot run the tap: ${error instanceof Error ? error.message : error}`,
      hint: `Install it so that "${program}" is on the PATH, or write its path into \`command\``,
      cause: error,
    });
  }
  const last: string[] = [];
  const told = tellStderr(child.stderr, log, last);
  let stopped = false;
  let killer: ReturnType<typeof setTimeout> | undefined;
  const kill = (name: "SIGTERM" | "SIGKILL") => {
    try {
      child.kill(name);
    } catch {
      // It has ended.
    }
  };
  const stop = () => {
    if (stopped) return;
    stopped = true;
    kill("SIGTERM");
    killer = setTimeout(() => kill("SIGKILL"), grace);
  };
  if (signal?.aborted) stop();
  signal?.addEventListener("abort", stop, { once: true });
  const ended = async () => {
    const status = await child.status;
    clearTimeout(killer);
    signal?.removeEventListener("abort", stop);
    // What the tap started itself may hold its stderr open.
    await Promise.race([told, new Promise((resolve) => killer = setTimeout(resolve, 1000))]);
    clearTimeout(killer);
    if (status.success || stopped) return;
    throw failure(program, status, last);
  };
  return { stdout: child.stdout, stop, ended };
}

function failure(
  program: string,
  { code, signal }: Deno.CommandStatus,
  last: readonly string[],
): ConnectorError {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
  const reason = last.findLast((line) => line.trim() !== "");
  return new ConnectorError("singer.tap_failed", {
    failureType: "system_error",
    message: `The tap ${program} ${how}${reason ? `: ${textAfterLevel(reason)}` : ""}`,
    internalMessage: last.join("\n"),
  });
}

async function tellStderr(
  stderr: ReadableStream<Uint8Array>,
  log: TapOptions["log"],
  last: string[],
): Promise<void> {
  let level: LogLevel = "INFO";
  for await (const lines of linesOf(stderr)) {
    for (const line of lines) {
      if (line.trim() === "") continue;
      if (last.push(line) > shown) last.shift();
      // A traceback goes on in lines without a level.
      level = levelOf(line) ??
        (/^\s|^Traceback|^\w+(?:\.\w+)*(?:Error|Exception)\b/.test(line) ? level : "INFO");
      log(/\bMETRIC: /.test(line) ? "DEBUG" : level, textAfterLevel(line));
    }
  }
}

const levels: Record<string, LogLevel> = {
  CRITICAL: "FATAL",
  FATAL: "FATAL",
  ERROR: "ERROR",
  WARNING: "WARN",
  WARN: "WARN",
  INFO: "INFO",
  DEBUG: "DEBUG",
};

/** The level that a line of Python's logging names near its start: `INFO text`, `level=ERROR`, `… | WARNING | …`. */
function levelOf(line: string): LogLevel | undefined {
  if (line.startsWith("Traceback")) return "ERROR";
  const word = /\b(CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG)\b/.exec(line.slice(0, 80))?.[1];
  return word === undefined ? undefined : levels[word];
}

const textAfterLevel = (line: string): string =>
  line.replace(/^(?:CRITICAL|FATAL|ERROR|WARNING|WARN|INFO|DEBUG)\b[ :|-]+/, "");

/** The whole lines of each piece that arrives. */
export async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop()!;
    if (lines.length > 0) yield lines;
  }
  rest += decoder.decode();
  if (rest !== "") yield [rest];
}
