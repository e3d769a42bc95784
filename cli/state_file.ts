/** The state that a read on a terminal leaves for the next one: `.airbyte-ts/NAME.state.json`. */
import { basename, dirname, extname, join, resolve } from "node:path";
import type { StateMessage } from "../core/protocol/messages.ts";
import type { RunArguments } from "../core/runner/arguments.ts";

/** Where the state of this connector is kept, below the working directory. */
export function stateFile({ connector, manifestPath }: RunArguments): string {
  const path = resolve(manifestPath ?? connector ?? "source");
  const isManifest = /^manifest\.(ya?ml|json)$/.test(basename(path));
  const name = basename(isManifest ? dirname(path) : path);
  return join(".airbyte-ts", `${name.slice(0, name.length - extname(name).length) || "source"}.state.json`);
}

export async function exists(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** Streams of one name may be in several namespaces. */
function placeOf({ stream }: StateMessage): string {
  return JSON.stringify([stream?.stream_descriptor.namespace, stream?.stream_descriptor.name]);
}

/** Writes states over those of an earlier read; streams that were not read keep theirs. */
export async function saveStates(path: string, states: ReadonlyMap<string, StateMessage>): Promise<void> {
  const merged = new Map<string, unknown>();
  if (await exists(path)) {
    const { readState } = await import("../core/runner/inputs.ts");
    for (const state of await readState(path).catch(() => [])) {
      merged.set(placeOf(state), state);
    }
  }
  for (const { sourceStats: _, ...state } of states.values()) merged.set(placeOf(state), state);
  await Deno.mkdir(dirname(path), { recursive: true });
  // Whole or not at all: a full disk leaves the state of before.
  const part = `${path}.${Deno.pid}.part`;
  try {
    const lines = [...merged.values()].map((state) => `  ${JSON.stringify(state)}`);
    await Deno.writeTextFile(part, `[\n${lines.join(",\n")}\n]\n`);
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(part).catch(() => {});
    throw error;
  }
}
