/** Loads a connector written in TypeScript: a module whose default export is its source. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConnectorError } from "../errors.ts";
import { sourceOf } from "../sources/define_source.ts";
import type { Source } from "../sources/stream.ts";

/**
 * @throws {ConnectorError} source.module where the module cannot be loaded or exports no source
 */
export async function sourceFromModule(path: string): Promise<Source> {
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError("source.module", {
      failureType: "system_error",
      message: `Cannot load "${path}": ${error instanceof Error ? error.message : error}`,
      cause: error,
    });
  }
  return sourceOf(module.default, `the default export of "${path}"`);
}
