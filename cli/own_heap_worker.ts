/** The other side of `own_heap.ts`. */
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { processIo } from "./command.ts";
import { main } from "./main.ts";
import type { WorkerMessage } from "./own_heap.ts";

const tell = (message: WorkerMessage) => parentPort?.postMessage(message);

// What runs out of memory is cut off where it stands, and whoever waits for it waits for ever. The one sign is that
// the limit is higher than it was.
const heapLimit = () => getHeapStatistics().heap_size_limit;
const limit = heapLimit();
setInterval(() => {
  if (heapLimit() > limit) tell("out of memory");
}, 1000);

tell(await main(workerData, processIo()));
