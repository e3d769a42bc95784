/** Builds a single component, as tests need it: without a manifest, a stream or a run around it. */
import type { JsonObject } from "../json.ts";
import type { BuildEnvironment, StreamScope } from "./context.ts";
import { createContext } from "./manifest/build.ts";
import { propagate } from "./manifest/propagate.ts";
import type { RoleName, Roles } from "./roles.ts";

export interface TestOptions {
  config?: JsonObject;
  stream?: Partial<StreamScope>;
  env?: Partial<BuildEnvironment>;
}

/** Builds a manifest fragment for a role. */
export function buildComponent<R extends RoleName>(
  role: R,
  fragment: JsonObject,
  { config = {}, stream = {}, env = {} }: TestOptions = {},
): Roles[R] {
  const node = propagate(fragment);
  const context = createContext({
    node,
    stream: { name: "stream", primaryKey: undefined, ...stream },
    env: {
      config,
      configPath: undefined,
      catalog: undefined,
      folder: ".",
      streamState: () => undefined,
      log: () => {},
      message: () => {},
      shared: (_key, make) => make(),
      limits: undefined,
      signal: undefined,
      ...env,
    },
  });
  return context.buildAs(role, node);
}
