/** `config_overrides` of a check: values that replace those of the config while a connection is tested. */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** Authenticators that may write the config back, which would keep the overrides for good. */
const persisting = new Set(["OAuthAuthenticator", "CustomAuthenticator"]);

/**
 * The config for a check, one level of it overridden. The config itself stays as it is.
 *
 * @throws {ConnectorError} manifest.config_overrides where they cannot be used
 */
export function configForCheck(
  manifest: JsonObject,
  config: JsonObject,
  log: (level: "INFO" | "WARN", text: string) => void,
): JsonObject {
  const check = manifest["check"];
  const overrides = isObject(check) ? check["config_overrides"] : undefined;
  if (!isObject(overrides) || Object.keys(overrides).length === 0) return config;
  const keys = Object.keys(overrides).sort();
  const reserved = keys.filter((key) => key.startsWith("__airbyte"));
  if (reserved.length > 0) {
    throw refused(`it overrides ${list(reserved)}, which belong to the platform`, "Use stream_names instead");
  }
  if (writesConfig(manifest)) {
    throw refused(
      `it overrides ${list(keys)}, while a refresh_token_updater writes the config back`,
      "Remove config_overrides, or the refresh_token_updater",
    );
  }
  const spec = manifest["spec"];
  const declared = isObject(spec) ? declaredProperties(spec["connection_specification"]) : undefined;
  const unknown = keys.filter((key) => declared && !declared.has(key));
  if (unknown.length > 0) {
    log(
      "WARN",
      `The check overrides config keys that the spec does not declare, without effect: ${list(unknown)}`,
    );
  }
  // Keys only: a value may be a secret.
  log("INFO", `Overriding config keys for the check operation: ${keys.join(", ")}`);
  return { ...config, ...overrides };
}

const list = (keys: readonly string[]) => keys.map((key) => `"${key}"`).join(", ");

function refused(reason: string, hint: string): ConnectorError {
  return new ConnectorError("manifest.config_overrides", {
    failureType: "system_error",
    message: `Cannot use the config_overrides of the check: ${reason}`,
    hint,
  });
}

function writesConfig(node: Json | undefined): boolean {
  if (Array.isArray(node)) return node.some(writesConfig);
  if (!isObject(node)) return false;
  const updater = node["refresh_token_updater"] ?? null;
  if (updater !== null && persisting.has(String(node["type"]))) return true;
  return Object.values(node).some(writesConfig);
}

/** Every property a spec declares, in its branches too; undefined where it declares none. */
function declaredProperties(schema: Json | undefined): Set<string> | undefined {
  if (!isObject(schema)) return undefined;
  const { properties } = schema;
  let names = isObject(properties) ? new Set(Object.keys(properties)) : undefined;
  for (const keyword of ["allOf", "anyOf", "oneOf"]) {
    const branches = schema[keyword];
    for (const branch of Array.isArray(branches) ? branches : []) {
      const nested = declaredProperties(branch);
      if (nested) names = new Set([...names ?? [], ...nested]);
    }
  }
  return names;
}
