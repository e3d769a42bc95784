/**
 * Runs a command in a heap of its own with limits: V8 lets the young generation grow to 100 MB and leaves garbage
 * in the old one for as long, whatever is alive. With a small one, memory stays the same however many records are
 * read, at the same speed. Only a worker's heap can be limited by a script.
 */
import { Worker } from "node:worker_threads";
import { ConnectorError } from "../core/errors.ts";
import type { Io, RunEnd } from "./command.ts";

/** MB; the old generation may be larger where the environment says so. */
const limits = { young: 6, old: 2000 };
const variable = "AIRBYTE_TS_MAX_HEAP";

/** What the worker says: how its command ended, or that it cannot. */
export type WorkerMessage = RunEnd | "out of memory";

/** Runs a command line in a worker: `main` again, in a heap with limits. */
export async function runInOwnHeap(argv: readonly string[], io: Io): Promise<RunEnd> {
  const old = heapLimit(io);
  const ended = Promise.withResolvers<RunEnd>();
  const worker = new Worker(new URL("./own_heap_worker.ts", import.meta.url), {
    workerData: [...argv],
    resourceLimits: { maxYoungGenerationSizeMb: limits.young, maxOldGenerationSizeMb: old },
  });
  worker.on("message", (message: WorkerMessage) => {
    if (message === "out of memory") ended.reject(outOfMemory(old));
    else ended.resolve(message);
  });
  worker.on("error", (error: unknown) => ended.reject(isOutOfMemory(error) ? outOfMemory(old) : error));
  worker.on("exit", (code: number) => ended.resolve({ code }));
  try {
    return await ended.promise;
  } catch (error) {
    const { linesOutput } = await import("./output.ts");
    const output = linesOutput(io, false);
    output.fatal(error);
    await output.end();
    return { code: 1 };
  }
}

function heapLimit(io: Io): number {
  const text = io.env(variable);
  if (!text) return limits.old;
  const megabytes = Number(text);
  if (Number.isInteger(megabytes) && megabytes > 0) return megabytes;
  throw new ConnectorError("cli.max_heap", {
    failureType: "config_error",
    message: `Cannot limit the heap: ${variable} is "${text}"`,
    hint: `Set it to a whole number of megabytes, such as ${limits.old}`,
  });
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";

function outOfMemory(megabytes: number): ConnectorError {
  return new ConnectorError("cli.out_of_memory", {
    failureType: "system_error",
    message: `Cannot go on reading: that takes more memory than the ${megabytes} MB that the heap may have`,
    hint:
      "Read smaller pages, decode large responses as they come (JsonItemsDecoder, CsvDecoder, JsonlDecoder), " +
      `or set ${variable} to more megabytes`,
  });
}
