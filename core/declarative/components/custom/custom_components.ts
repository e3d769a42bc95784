import { ConnectorError } from "../../../errors.ts";
import { component, string } from "../../component.ts";
import { customContext, customRole } from "../../custom/custom.ts";
import { guarded, guardedValue } from "../../custom/guard.ts";
import { type CustomKind, customKinds } from "../../custom/kinds.ts";
import type { Component } from "../../component.ts";
import type { RoleName } from "../../roles.ts";

/** A component whose code is the connector's own: the export of `components.ts` that `class_name` ends with. */
function customComponent({ type, role, summary, builder }: CustomKind) {
  return component({
    type,
    role,
    summary,
    open: type !== "CustomConfigTransformation",
    fields: { class_name: string() },
    build(def, ctx) {
      const { customModule } = ctx.env;
      if (!customModule) throw noCode(def.class_name, ctx.at("class_name"));
      const code = customModule.component(def.class_name, ctx.at("class_name"));
      if (customRole(code) !== role) {
        throw new ConnectorError("manifest.custom_component", {
          failureType: "system_error",
          message: `Cannot use the class "${def.class_name}" as ${type}: its code was made for another place`,
          at: ctx.at("class_name"),
          hint: `Wrap it with ${builder}(…) rather than ${builderOf(customRole(code))}(…)`,
        });
      }
      const author = { module: customModule, className: def.class_name, stream: ctx.stream.name };
      return guardedValue(author, guarded(author, () => code.build(customContext(ctx))));
    },
  });
}

function builderOf(role: RoleName | undefined): string {
  return customKinds.find((kind) => kind.role === role)?.builder ?? "";
}

function noCode(className: string, at: string): ConnectorError {
  return new ConnectorError("manifest.custom_code", {
    failureType: "config_error",
    message: `Cannot find the code of "${className}": the connector's own components are not loaded`,
    at,
    hint: "Put a components.ts beside the manifest, or pass --components-path",
  });
}

/** One component per kind. */
export const customComponents: readonly Component<RoleName>[] = customKinds.map(customComponent);
