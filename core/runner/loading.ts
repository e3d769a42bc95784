/** Finds the connector that a run names, and makes its `Source`. One row per kind of connector. */
import { ConnectorError } from "../errors.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { Source } from "../sources/stream.ts";
import { dirname, join } from "node:path";

export interface ConnectorRef {
  /** Folder, file or name. */
  connector?: string | undefined;
  manifestPath?: string | undefined;
  componentsPath?: string | undefined;
  /** The config may hold the manifest itself. */
  config?: JsonObject | undefined;
}

export interface LoadedConnector {
  source: Source;
  /** Folder of the connector, where it has one. */
  folder: string | undefined;
}

interface Loader {
  kind: string;
  /** The file that makes a folder a connector of this kind. */
  file: string;
  fits(path: string): boolean;
  load(path: string, ref: ConnectorRef): Promise<Source>;
}

const loaders: readonly Loader[] = [
  {
    kind: "manifest",
    file: "manifest.yaml",
    fits: (path) => /\.(ya?ml|json)$/i.test(path),
    async load(path, ref) {
      const { sourceFromFile } = await import("../declarative/source.ts");
      return await sourceFromFile(path, { componentsPath: ref.componentsPath });
    },
  },
  {
    kind: "TypeScript module",
    file: "mod.ts",
    fits: (path) => /\.[mc]?[tj]s$/i.test(path),
    async load(path) {
      const { sourceFromModule } = await import("./module_source.ts");
      return await sourceFromModule(path);
    },
  },
];

/** Where the image of a manifest-only connector keeps its manifest. */
const imageManifest = "/airbyte/integration_code/source_declarative_manifest/manifest.yaml";

/**
 * @throws {ConnectorError} cli.no_connector, or what is wrong with the connector
 */
export async function loadConnector(ref: ConnectorRef): Promise<LoadedConnector> {
  const path = ref.manifestPath ?? (ref.connector === undefined ? undefined : await find(ref.connector));
  if (path !== undefined) return await loadFile(path, ref);
  const injected = ref.config?.__injected_declarative_manifest;
  if (injected !== undefined) {
    if (!isObject(injected)) {
      throw new ConnectorError("config.injected_manifest", {
        failureType: "config_error",
        message: "Cannot load the connector: `__injected_declarative_manifest` is not an object",
      });
    }
    const { sourceFromValue } = await import("../declarative/source.ts");
    const source = sourceFromValue(injected, { componentsPath: ref.componentsPath });
    return { source, folder: undefined };
  }
  if (await isFile(imageManifest)) return await loadFile(imageManifest, ref);
  throw new ConnectorError("cli.no_connector", {
    failureType: "config_error",
    message: "Cannot tell which connector to run",
    hint:
      "Name its folder or manifest (airbyte-ts check source-acme …), pass --manifest-path, or put the manifest into the config as `__injected_declarative_manifest`",
  });
}

async function loadFile(path: string, ref: ConnectorRef): Promise<LoadedConnector> {
  const loader = loaders.find((item) => item.fits(path));
  if (!loader) {
    throw new ConnectorError("cli.unknown_connector", {
      failureType: "config_error",
      message: `Cannot load "${path}": it is no ${loaders.map(({ kind }) => kind).join(", ")}`,
      hint: `A connector is a folder with one of: ${loaders.map(({ file }) => file).join(", ")}`,
    });
  }
  return { source: await loader.load(path, ref), folder: dirname(path) };
}

/** A folder or file as named, or a connector of that name under `connectors/`. */
async function find(connector: string): Promise<string> {
  for (const place of [connector, join("connectors", connector)]) {
    if (await isFile(place)) return place;
    for (const { file } of loaders) {
      if (await isFile(join(place, file))) return join(place, file);
    }
  }
  throw new ConnectorError("cli.no_connector", {
    failureType: "config_error",
    message: `Cannot find the connector "${connector}"`,
    hint: `Looked for ${
      loaders.map(({ file }) => `${join(connector, file)} and ${join("connectors", connector, file)}`).join(
        ", ",
      )
    }`,
  });
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}

/** What `spec` says where no connector is named: the manifest itself is the config. */
export const injectedManifestSpec = {
  documentationUrl: "https://docs.airbyte.com/integrations/sources/low-code",
  connectionSpecification: {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    required: ["__injected_declarative_manifest"],
    additionalProperties: true,
    properties: {
      __injected_declarative_manifest: {
        title: "Low-code manifest",
        type: "object",
        description: "The low-code manifest that defines the components of the source.",
      },
    },
  },
};
