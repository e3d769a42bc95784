/**
 * Old spellings → current ones: `url_base` and `path` become `url`, the two request bodies become `request_body`.
 * A manifest that was migrated says so in `metadata.applied_migrations`.
 */
import { ConnectorError } from "../../errors.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { urljoin } from "../../http/url.ts";
import { copyTree } from "./copy.ts";

interface Migration {
  /** As the Python CDK names it in the metadata. */
  name: string;
  applies(requester: JsonObject): boolean;
  /** Changes the requester. @throws where it cannot, which leaves the whole manifest as it is. */
  apply(requester: JsonObject): void;
  done(requester: JsonObject): boolean;
}

class CannotMigrate extends Error {}

function take(requester: JsonObject, key: string): Json | undefined {
  const value = requester[key];
  delete requester[key];
  return value;
}

function text(value: Json | undefined): string {
  if (typeof value === "string") return value;
  throw new CannotMigrate(`${JSON.stringify(value)} is not text`);
}

const has = (requester: JsonObject, key: string) => Object.hasOwn(requester, key);
const urlOnly = (old: string) => (requester: JsonObject) =>
  has(requester, "url") && !has(requester, old) && requester["url"] !== null;

const migrations: readonly Migration[] = [
  {
    name: "HttpRequesterUrlBaseToUrl",
    applies: (requester) => has(requester, "url_base"),
    apply(requester) {
      requester["url"] = take(requester, "url_base") ?? null;
    },
    done: urlOnly("url_base"),
  },
  {
    name: "HttpRequesterPathToUrl",
    applies: (requester) => has(requester, "path"),
    apply(requester) {
      const path = text(requester["path"]).replace(/^\/+/, "");
      if (!has(requester, "url")) throw new CannotMigrate("url is missing");
      if (path !== "") {
        const url = text(requester["url"]);
        requester["url"] = urljoin(url.endsWith("/") ? url : `${url}/`, path);
      }
      delete requester["path"];
    },
    done: urlOnly("path"),
  },
  {
    name: "HttpRequesterRequestBodyJsonDataToRequestBody",
    applies: (requester) => hasJsonBody(requester) || has(requester, "request_body_data"),
    apply(requester) {
      if (isObject(requester["request_body_json"])) {
        const value = take(requester, "request_body_json")!;
        const graphQl = isObject(value) && typeof value["query"] === "string";
        requester["request_body"] = { type: graphQl ? "RequestBodyGraphQL" : "RequestBodyJsonObject", value };
      }
      if (has(requester, "request_body_data")) {
        const value = take(requester, "request_body_data")!;
        requester["request_body"] = { type: "RequestBodyUrlEncodedForm", value };
      }
    },
    done: (requester) =>
      !hasJsonBody(requester) && !has(requester, "request_body_data") &&
      (has(requester, "request_body") || has(requester, "request_body_json")),
  },
];

/** A JSON body that is text is a template: what it will be is not known yet, so it stays. */
const hasJsonBody = (requester: JsonObject) =>
  has(requester, "request_body_json") && typeof requester["request_body_json"] !== "string";

/** A migrated copy of a manifest, after references and types; the manifest itself where it cannot be migrated. */
export function migrateManifest(manifest: JsonObject): JsonObject {
  const copy = copyTree(manifest);
  try {
    const applied = migrations.filter((migration) => run(migration, copy));
    if (applied.length > 0) note(copy, applied);
    return copy;
  } catch (error) {
    if (error instanceof CannotMigrate || error instanceof ConnectorError) return manifest;
    throw error;
  }
}

/** Whether the last requester that was changed came out as it should: that is what the Python CDK notes. */
function run(migration: Migration, node: Json): boolean {
  let migrated = false;
  const visit = (node: Json): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!isObject(node)) return;
    // Templates of dynamic streams have paths of their own into the requester.
    if (node["type"] === "DynamicDeclarativeStream") return;
    if (node["type"] === "HttpRequester" && migration.applies(node)) {
      migration.apply(node);
      migrated = migration.done(node);
    }
    Object.values(node).forEach(visit);
  };
  visit(node);
  return migrated;
}

function note(manifest: JsonObject, applied: readonly Migration[]): void {
  if (!isObject(manifest["metadata"])) manifest["metadata"] = {};
  const metadata = manifest["metadata"];
  const list = metadata["applied_migrations"];
  const entries: Json[] = Array.isArray(list) ? list : metadata["applied_migrations"] = [];
  const migrated_at = new Date(Date.now()).toISOString().replace(
    /\.(\d+)Z$/,
    (_, ms) => `${Number(ms) ? `.${ms}000` : ""}+00:00`,
  );
  const { version = "0.0.0" } = manifest;
  for (const { name } of applied) {
    entries.push({
      from_version: version === null ? "None" : String(version),
      to_version: "*",
      migration: name,
      migrated_at,
    });
  }
}
