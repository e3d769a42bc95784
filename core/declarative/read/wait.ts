import { wait } from "../../http/wait.ts";
import type { BuildEnvironment } from "../context.ts";

/** Waits some seconds and says why. */
export async function waitFor(
  seconds: number,
  reason: string,
  env: Pick<BuildEnvironment, "log" | "signal">,
): Promise<void> {
  env.log("INFO", `Waiting ${seconds} seconds: ${reason}`);
  await wait(seconds, env.signal);
}
