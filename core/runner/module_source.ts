/** Loads a connector written in TypeScript: a module whose default export is its source. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConnectorError } from "../errors.ts";
import type { Source } from "../sources/stream.ts";

/**
 * @throws {ConnectorError} source.module where the module cannot be loaded or exports no source
 */
export async function sourceFromModule(path: string): Promise<Source> {
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new ConnectorError("source.module", {
      failureType: "system_error",
      message: `Cannot load "${path}": ${error instanceof Error ? error.message : error}`,
      cause: error,
    });
  }
  const found = module.default;
  if (isSource(found)) return found;
  throw new ConnectorError("source.module", {
    failureType: "system_error",
    message: `Cannot load "${path}": its default export is no source`,
    hint: "Write `export default source({ … })`",
  });
}

function isSource(value: unknown): value is Source {
  return typeof value === "object" && value !== null && "name" in value && "spec" in value &&
    typeof value.spec === "function" && "configure" in value && typeof value.configure === "function";
}
