/**
 * Components whose class a connector brings along. Python classes do not run here: a connector names a
 * TypeScript function of the same name in their place.
 */
import { ConnectorError } from "../../../errors.ts";
import type { JsonObject } from "../../../json.ts";
import { type Component, component, string } from "../../component.ts";
import type { BuildContext } from "../../context.ts";
import type { RoleName, Roles } from "../../roles.ts";

function custom<R extends RoleName>(type: string, role: R): Component<R> {
  return component({
    type,
    role,
    summary: `A ${role.replaceAll("_", " ")} of the connector's own`,
    open: true,
    fields: { class_name: string() },
    build: (def, ctx) => {
      const make = find(def.class_name, ctx);
      if (!make) throw missing(type, def.class_name, ctx);
      // The connector's author answers for what the function builds.
      return make(def satisfies JsonObject, ctx) as Roles[R];
    },
  });
}

function find(className: string, { env }: BuildContext) {
  return env.custom?.get(className) ?? env.custom?.get(className.split(".").at(-1) ?? "");
}

function missing(type: string, className: string, ctx: BuildContext): ConnectorError {
  const name = className.split(".").at(-1);
  return new ConnectorError("manifest.custom_component", {
    failureType: "system_error",
    message: `Cannot build the ${type}: "${className}" is a Python class, which does not run here`,
    at: ctx.at("class_name"),
    hint: `Write it in TypeScript: export a component named "${name}" from components.ts beside the manifest`,
  });
}

/** Every custom type, with the role it plays. */
export const customComponents: readonly Component<RoleName>[] = [
  custom("CustomAuthenticator", "authenticator"),
  custom("CustomBackoffStrategy", "backoff_strategy"),
  custom("CustomConfigTransformation", "config_transformation"),
  custom("CustomDecoder", "decoder"),
  custom("CustomErrorHandler", "error_handler"),
  custom("CustomPaginationStrategy", "pagination_strategy"),
  custom("CustomPartitionRouter", "partition_router"),
  custom("CustomRecordExtractor", "extractor"),
  custom("CustomRecordFilter", "record_filter"),
  custom("CustomRequester", "requester"),
  custom("CustomRetriever", "retriever"),
  custom("CustomSchemaLoader", "schema_loader"),
  custom("CustomSchemaNormalization", "schema_normalization"),
  custom("CustomStateMigration", "state_migration"),
  custom("CustomTransformation", "transformation"),
  custom("CustomValidationStrategy", "validation_strategy"),
];
