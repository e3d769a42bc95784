/** Tokens that live in the connector's config, since each refresh makes the last refresh token worthless. */
import { DateTime, parseIsoLike, TimeDelta } from "../datetime/mod.ts";
import { isObject, type Json, type JsonObject, writeJson } from "../json.ts";
import { str } from "../jinja/python/text.ts";
import type { LogLevel, Message } from "../protocol/messages.ts";
import { replaceFile } from "./config_file.ts";
import type { TokenStore } from "./oauth.ts";

export interface ConfigTokens {
  config: JsonObject;
  /** The file the config came from. */
  configPath: string | undefined;
  paths: {
    accessToken: readonly string[];
    refreshToken: readonly string[];
    expiresAt: readonly string[];
  };
  message(message: Message): void;
  /** Resolves when the messages so far were written. */
  flush?: (() => Promise<void>) | undefined;
  log(level: LogLevel, text: string): void;
}

/** The value at a path of the config, or undefined. */
export function configValue(config: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = config;
  for (const key of path) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  return value;
}

function setConfigValue(config: JsonObject, path: readonly string[], value: Json): void {
  let current = config;
  path.forEach((key, i) => {
    if (i === path.length - 1) return void (current[key] = value);
    const next = current[key];
    current = isObject(next) ? next : current[key] = {};
  });
}

/** A store over the config. New tokens are written back and announced before anybody uses them. */
export function configStore(parts: ConfigTokens): TokenStore {
  const { config, configPath, paths, message, log } = parts;
  return {
    accessToken() {
      const token = configValue(config, paths.accessToken);
      return token === undefined || token === null ? undefined : str(token);
    },
    expiresAt() {
      const written = configValue(config, paths.expiresAt) ?? "";
      return written === "" ? DateTime.now().minus(TimeDelta.of({ days: 1 })) : parseIsoLike(str(written));
    },
    async save({ accessToken, expiresAt, refreshToken }) {
      setConfigValue(config, paths.accessToken, accessToken);
      if (refreshToken !== undefined) setConfigValue(config, paths.refreshToken, refreshToken);
      setConfigValue(config, paths.expiresAt, expiresAt.isoformat());
      message({
        type: "CONTROL",
        control: { type: "CONNECTOR_CONFIG", emitted_at: Date.now(), connectorConfig: { config } },
      });
      if (configPath) await writeConfig(configPath, config, log);
      await parts.flush?.();
    },
  };
}

/** Keeps the new tokens in the file the config came from, where that can be written. */
async function writeConfig(path: string, config: JsonObject, log: ConfigTokens["log"]): Promise<void> {
  try {
    await replaceFile(path, writeJson(config));
  } catch (error) {
    // Platforms mount the config read-only and keep what CONTROL tells them.
    log(
      "DEBUG",
      `Cannot write the new tokens to ${path}: ${error instanceof Error ? error.message : error}. ` +
        "They were sent as a CONTROL message",
    );
  }
}
