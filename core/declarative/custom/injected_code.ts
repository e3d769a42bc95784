/** Code that did not come with the connector: it runs only where its owner permits it, and unchanged. */
import { createHash } from "node:crypto";
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";

/** Custom components that stand in a config. */
export interface InjectedCode {
  /** The key of the config. */
  key: string;
  text: string;
  language: "TypeScript" | "Python";
}

const keys = [
  { key: "__injected_components_ts", language: "TypeScript" },
  { key: "__injected_components_py", language: "Python" },
] as const;

/**
 * The code in a config, checked; undefined where there is none.
 * @throws {ConnectorError} config.custom_code_not_permitted, config.injected_code
 */
export function injectedCode(config: JsonObject): InjectedCode | undefined {
  for (const { key, language } of keys) {
    const text = config[key];
    if (text === undefined || text === null || text === "") continue;
    requirePermission(`the code in \`${key}\``);
    if (typeof text !== "string") throw invalidCode(key, "it is not text");
    checkSums(key, text, config[`${key}_checksums`]);
    return { key, text, language };
  }
  return undefined;
}

/** @throws {ConnectorError} config.custom_code_not_permitted */
export function requirePermission(what: string): void {
  if (Deno.env.get("AIRBYTE_ENABLE_UNSAFE_CODE")?.toLowerCase() === "true") return;
  throw new ConnectorError("config.custom_code_not_permitted", {
    failureType: "config_error",
    message: `Cannot run ${what}: custom code that does not come with the connector is not permitted here`,
    hint:
      "Set the environment variable AIRBYTE_ENABLE_UNSAFE_CODE to true, or put a components.ts beside the manifest",
  });
}

/** As in the Python CDK, there has to be a checksum, and all that are there have to fit. */
function checkSums(key: string, text: string, sums: Json | undefined): void {
  const name = `\`${key}_checksums\``;
  if (!isObject(sums) || Object.keys(sums).length === 0) {
    throw invalidCode(key, `${name} is missing`, `Add ${name}: {"sha256": "…"}`);
  }
  for (const [kind, expected] of Object.entries(sums)) {
    if (kind !== "md5" && kind !== "sha256") {
      throw invalidCode(key, `"${kind}" in ${name} is no known checksum`, "Known: md5, sha256");
    }
    const actual = createHash(kind).update(text).digest("hex");
    if (actual !== expected) {
      throw invalidCode(
        key,
        `its ${kind} is ${actual}, not the one in ${name}`,
        "It may have been tampered with",
      );
    }
  }
}

function invalidCode(key: string, problem: string, hint?: string): ConnectorError {
  return new ConnectorError("config.injected_code", {
    failureType: "config_error",
    message: `Cannot use the code in \`${key}\`: ${problem}`,
    hint,
  });
}
